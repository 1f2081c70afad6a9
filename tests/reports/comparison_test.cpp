#include "reports/comparison/comparison.hpp"

#include <cmath>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/comparison/comparison_text.hpp"

namespace sark::reports {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// What an arm's round has: p95, p99 (ms), throughput (/s), errors, CPU per operation (ms).
using Figures = std::function<RoundFigures(Arm)>;

/// A gate whose rounds of one second have these figures, give or take nothing.
Comparison gate_of(const Figures& figures, Nanos budget = 400s, const std::string& unusable = "") {
    ComparisonSetup setup;
    setup.scenario = "unit";
    setup.round = 1s;
    setup.budget = budget;
    PairedRun::Plan plan;
    plan.metrics = gate_metrics(setup.tolerances);
    plan.budget = budget;
    PairedRun paired(std::move(plan));
    std::vector<ComparedRound> rounds;
    while (const auto arm = paired.next()) {
        RoundMeasure measure;
        measure.unusable = unusable;
        const RoundFigures of_arm = figures(*arm);
        for (std::size_t i = 0; i < of_arm.size(); ++i)
            measure.values.push_back(to_effect_scale(comparison_metrics[i], of_arm[i]));
        rounds.push_back({*arm, paired.piloting(), of_arm, unusable});
        paired.told(measure, rounds.size() * 1s);
    }
    const Nanos elapsed = rounds.size() * 1s;
    return conclude(std::move(setup), paired, std::move(rounds), {}, elapsed, std::nullopt);
}

RoundFigures failing(double share) {
    return {std::nullopt, std::nullopt, 400.0, share, 0.1};
}

TEST(ComparisonTest, EqualArmsPassAndWhatWasNotComparedIsNamed) {
    const Comparison comparison = gate_of([](Arm) {
        return RoundFigures{10.0, std::nullopt, 400.0, 0.0, std::nullopt};
    });
    EXPECT_EQ(comparison.outcome, ComparisonOutcome::no_regression);
    EXPECT_THAT(comparison.summary, HasSubstr("(not compared: p99, cpu_per_op)"));
}

TEST(ComparisonTest, ALatencyThatRoundsAreTooShortForSaysHowManyOperationsItTakes) {
    const Comparison comparison = gate_of([](Arm) {
        return RoundFigures{10.0, std::nullopt, 400.0, 0.0, 0.1};
    });
    EXPECT_THAT(comparison.notes,
                Contains(AllOf(HasSubstr("p99 is not compared"), HasSubstr("takes 500"),
                               HasSubstr("at most 400"), HasSubstr("lengthen --round"))));
    EXPECT_THAT(comparison.notes, testing::SizeIs(1)) << "p95 is";
}

TEST(ComparisonTest, ArmsThatFailAlikeDoNotPass) {
    const Comparison comparison = gate_of([](Arm) { return failing(1.0); });
    EXPECT_EQ(comparison.outcome, ComparisonOutcome::inconclusive);
    EXPECT_EQ(comparison.exit_code, ExitCode::inconclusive);
    EXPECT_THAT(comparison.summary, HasSubstr("100 % of A's operations failed and 100 % of B's"));
    EXPECT_THAT(comparison.notes, IsEmpty()) << "longer rounds would not help";
}

TEST(ComparisonTest, AnArmThatFailsWhereTheOtherAnswersIsARegression) {
    const Comparison comparison = gate_of([](Arm arm) {
        return arm == Arm::b ? failing(0.5) : RoundFigures{10.0, 12.0, 400.0, 0.0, 0.1};
    });
    EXPECT_EQ(comparison.outcome, ComparisonOutcome::regressed);
    EXPECT_THAT(comparison.summary, HasSubstr("errors +50"));
}

TEST(ComparisonTest, WhatBMendsPasses) {
    const Comparison comparison = gate_of([](Arm arm) {
        return arm == Arm::a ? failing(0.5) : RoundFigures{10.0, 12.0, 400.0, 0.0, 0.1};
    });
    EXPECT_EQ(comparison.outcome, ComparisonOutcome::no_regression);
}

TEST(ComparisonTest, BesideARegressionTheOtherMetricsAreHeld) {
    const Comparison comparison = gate_of([](Arm arm) {
        return RoundFigures{arm == Arm::b ? 20.0 : 10.0, 30.0, 400.0, 0.0, 0.1};
    });
    ASSERT_EQ(comparison.outcome, ComparisonOutcome::regressed);
    EXPECT_EQ(comparison.metrics[0].verdict, MetricVerdict::regressed);
    for (std::size_t i = 1; i < comparison.metrics.size(); ++i)
        EXPECT_EQ(comparison.metrics[i].verdict, MetricVerdict::held) << comparison.metrics[i].name;
}

TEST(ComparisonTest, TooShortATimeSaysWhatWouldBeEnough) {
    const Comparison comparison = gate_of(
        [](Arm) {
            return RoundFigures{10.0, 12.0, 400.0, 0.0, 0.1};
        },
        30s);
    EXPECT_EQ(comparison.outcome, ComparisonOutcome::inconclusive);
    // 3 + 12 blocks of 4 s, and a tenth to spare.
    EXPECT_THAT(comparison.summary, HasSubstr("30 s do not hold the 12 blocks"));
    EXPECT_THAT(comparison.summary, HasSubstr("--max-time 66s"));
    EXPECT_EQ(gate_of(
                  [](Arm) {
                      return RoundFigures{10.0, 12.0, 400.0, 0.0, 0.1};
                  },
                  66s)
                  .outcome,
              ComparisonOutcome::no_regression);
}

TEST(ComparisonTest, ATestThatWasNeverMadeHasNoP) {
    const Comparison comparison = gate_of(
        [](Arm) {
            return RoundFigures{10.0, 12.0, 400.0, 0.0, 0.1};
        },
        400s, "foreign_cpu");
    EXPECT_EQ(comparison.outcome, ComparisonOutcome::invalid);
    for (const ComparedMetric& metric : comparison.metrics)
        EXPECT_FALSE(metric.p_regressed) << metric.name;
}

TEST(ComparisonTest, WhatEndedItEarlyIsSaidAndGivesTheExitCode) {
    const auto ended_by = [](const Error& error) {
        PairedRun::Plan plan;
        plan.metrics = gate_metrics({});
        plan.budget = 400s;
        PairedRun paired(std::move(plan));
        paired.stop();
        return conclude({}, paired, {}, {}, 1s, error);
    };
    const Comparison died =
        ended_by({Errc::unavailable, "the API server ended", "arm B (rev)", ""});
    EXPECT_EQ(died.outcome, ComparisonOutcome::inconclusive);
    EXPECT_EQ(died.exit_code, ExitCode::unavailable);
    EXPECT_THAT(died.summary, AllOf(HasSubstr("ended before it was decided: arm B (rev)"),
                                    HasSubstr("the API server ended")));
    const Comparison stopped = ended_by({Errc::interrupted, "interrupted", "", ""});
    EXPECT_EQ(stopped.exit_code, ExitCode::interrupted);
    EXPECT_EQ(stopped.summary, "stopped before it was decided");
}

}  // namespace
}  // namespace sark::reports
