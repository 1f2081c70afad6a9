#include "reports/comparison/runs_comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::RunResultBuilder;
using ::testing::Contains;
using ::testing::HasSubstr;

/// A run with 2,000 answers around `ms`, the number-th of its day.
scenarios::RunResult run_of(double ms, int number, Nanos later = Nanos{0}) {
    auto run = RunResultBuilder().answers("api.list", 8'000, ms / 2, ms).build();
    run.id = "run-" + std::to_string(number);
    run.engine.started_at += minutes(number) + later;
    return run;
}

Report judged(scenarios::RunResult run) {
    auto report = judge(std::move(run), {});
    EXPECT_TRUE(report);
    return std::move(report).value();
}

RunsComparison gate(bool gated = true, bool allow_different = false) {
    RunsComparison::Rule rule;
    rule.gated = gated;
    rule.allow_different = allow_different;
    return RunsComparison({}, rule);
}

/// Five runs of the base within a percent of 10 ms, then the candidate's.
Comparison against_five(std::vector<Report> candidate, bool gated = true) {
    RunsComparison comparison = gate(gated);
    int number = 0;
    for (const double ms : {10.0, 10.05, 9.95, 10.02, 9.98})
        comparison.add(Arm::a, judged(run_of(ms, ++number)), "base");
    for (const Report& report : candidate) comparison.add(Arm::b, report, "candidate");
    return comparison.conclude();
}

TEST(RunsComparisonTest, TheSameIsNoRegression) {
    const Comparison comparison = against_five({judged(run_of(10.01, 10))});
    EXPECT_EQ(comparison.outcome, ComparisonOutcome::no_regression) << comparison.summary;
    EXPECT_EQ(comparison.exit_code, ExitCode::pass);
    EXPECT_NEAR(*comparison.metrics[0].change, 1.0, 0.01);
    EXPECT_EQ(comparison.runs.size(), 6U);
}

TEST(RunsComparisonTest, RunsThatFailAlikeDoNotPass) {
    RunsComparison comparison = gate();
    for (int number = 1; number <= 6; ++number) {
        auto run = RunResultBuilder()
                       .failures("api.list", workloads::OutcomeCode::wrong_answer, 8'000, 1)
                       .build();
        run.id = "run-" + std::to_string(number);
        run.engine.started_at += minutes(number);
        comparison.add(number == 6 ? Arm::b : Arm::a, judged(std::move(run)), "somewhere");
    }
    const Comparison found = comparison.conclude();
    EXPECT_EQ(found.outcome, ComparisonOutcome::inconclusive);
    EXPECT_EQ(found.exit_code, ExitCode::inconclusive);
    EXPECT_THAT(found.summary, HasSubstr("100 % of A's operations failed and 100 % of B's"));
}

TEST(RunsComparisonTest, SlowerByMoreThanToleratedIsARegression) {
    const Comparison comparison = against_five({judged(run_of(14.0, 10))});
    EXPECT_EQ(comparison.outcome, ComparisonOutcome::regressed) << comparison.summary;
    EXPECT_EQ(comparison.exit_code, ExitCode::regressed);
    EXPECT_THAT(comparison.summary, HasSubstr("p95 +40.0 %"));
    EXPECT_EQ(comparison.metrics[0].verdict, MetricVerdict::regressed);
}

TEST(RunsComparisonTest, WithoutAGateTheExitCodeIsZero) {
    const Comparison comparison = against_five({judged(run_of(14.0, 10))}, false);
    EXPECT_EQ(comparison.outcome, ComparisonOutcome::regressed);
    EXPECT_EQ(comparison.exit_code, ExitCode::pass);
}

TEST(RunsComparisonTest, OneRunAgainstOneIsInconclusiveAndSaysWhy) {
    RunsComparison comparison = gate();
    comparison.add(Arm::a, judged(run_of(10.0, 1)), "a");
    comparison.add(Arm::b, judged(run_of(12.0, 2)), "b");
    const Comparison found = comparison.conclude();
    EXPECT_EQ(found.exit_code, ExitCode::inconclusive);
    EXPECT_THAT(found.summary, HasSubstr("--repeat"));
    EXPECT_TRUE(found.metrics[0].deviation_assumed);
}

TEST(RunsComparisonTest, OneRunAgainstOneFindsWhatNoMoodOfAMachineExplains) {
    RunsComparison comparison = gate();
    comparison.add(Arm::a, judged(run_of(10.0, 1)), "a");
    comparison.add(Arm::b, judged(run_of(60.0, 2)), "b");
    EXPECT_EQ(comparison.conclude().exit_code, ExitCode::regressed);
}

TEST(RunsComparisonTest, ASuspectRunAloneConvictsNobody) {
    auto disturbed = run_of(60.0, 2);
    disturbed.cpu.others = 0.4;
    RunsComparison comparison = gate();
    comparison.add(Arm::a, judged(run_of(10.0, 1)), "a");
    comparison.add(Arm::b, judged(disturbed), "b");
    const Comparison found = comparison.conclude();
    EXPECT_EQ(found.exit_code, ExitCode::inconclusive) << found.summary;
    EXPECT_THAT(found.summary, HasSubstr("every run of B is suspect"));
    EXPECT_EQ(found.metrics[0].verdict, MetricVerdict::regressed) << "what was seen is shown";

    comparison.add(Arm::b, judged(run_of(60.0, 3)), "b");
    EXPECT_EQ(comparison.conclude().exit_code, ExitCode::regressed)
        << "a run that nothing disturbed";
}

TEST(RunsComparisonTest, RunsOfAnotherDayNeedRunsOfSeveralDays) {
    const Comparison comparison = against_five({judged(run_of(14.0, 10, hours(30)))});
    EXPECT_EQ(comparison.outcome, ComparisonOutcome::inconclusive) << comparison.summary;
    EXPECT_THAT(comparison.notes, Contains(HasSubstr("session")));
}

TEST(RunsComparisonTest, AnInvalidRunIsNeverCompared) {
    auto run = run_of(10.0, 2);
    run.cpu.steal = 1.5;
    RunsComparison comparison = gate(false);
    comparison.add(Arm::a, judged(run_of(10.0, 1)), "a");
    comparison.add(Arm::b, judged(std::move(run)), "b");
    const Comparison found = comparison.conclude();
    EXPECT_EQ(found.outcome, ComparisonOutcome::invalid);
    EXPECT_EQ(found.exit_code, ExitCode::invalid_run) << "gate or not";
    EXPECT_TRUE(found.metrics.empty());
    EXPECT_THAT(found.notes, Contains(HasSubstr("steal")));
}

TEST(RunsComparisonTest, AnInterruptedRunIsNotComparedEither) {
    auto run = run_of(10.0, 2);
    run.status = scenarios::RunStatus::interrupted;
    const Comparison found = against_five({judged(std::move(run))});
    EXPECT_EQ(found.exit_code, ExitCode::invalid_run);
}

TEST(RunsComparisonTest, ADifferentMachineIsRefusedUnlessAllowed) {
    for (const bool allowed : {false, true}) {
        RunsComparison comparison = gate(true, allowed);
        auto other = run_of(10.0, 2);
        other.environment.facts[0].second = "Another CPU";
        comparison.add(Arm::a, judged(run_of(10.0, 1)), "a");
        comparison.add(Arm::b, judged(std::move(other)), "b");
        const Comparison found = comparison.conclude();
        EXPECT_EQ(found.exit_code, allowed ? ExitCode::inconclusive : ExitCode::not_comparable);
        ASSERT_EQ(found.differences.size(), 1U);
        EXPECT_EQ(found.differences[0].what, "machine");
        EXPECT_EQ(found.differences[0].base, "Test CPU");
        EXPECT_EQ(found.differences[0].candidate, "Another CPU");
    }
}

TEST(RunsComparisonTest, ARunGivenTwiceCountsOnce) {
    RunsComparison comparison = gate();
    for (int i = 0; i < 5; ++i) comparison.add(Arm::a, judged(run_of(10.0, 1)), "a");
    comparison.add(Arm::b, judged(run_of(10.0, 2)), "b");
    const Comparison found = comparison.conclude();
    EXPECT_EQ(found.runs.size(), 2U);
    EXPECT_TRUE(found.metrics[0].deviation_assumed);
}

TEST(RunsComparisonTest, OneOperationOfSeveralCanRegressAlone) {
    const auto two = [](double list_ms, double evaluate_ms, int number) {
        auto run = RunResultBuilder()
                       .answers("api.list", 4'000, list_ms / 2, list_ms)
                       .answers("api.policy_evaluate", 20'000, evaluate_ms / 2, evaluate_ms)
                       .build();
        run.id = "run-" + std::to_string(number);
        run.engine.started_at += minutes(number);
        return judged(std::move(run));
    };
    RunsComparison comparison = gate();
    int number = 0;
    for (const double ms : {10.0, 10.05, 9.95, 10.02, 9.98})
        comparison.add(Arm::a, two(ms, 100 * ms / 10, ++number), "a");
    for (const double ms : {30.0, 30.1, 29.9}) comparison.add(Arm::b, two(ms, 100, ++number), "b");
    const Comparison found = comparison.conclude();
    EXPECT_EQ(found.outcome, ComparisonOutcome::regressed);
    EXPECT_THAT(found.summary, HasSubstr("api.list p95"));
    EXPECT_EQ(found.metrics[0].verdict, MetricVerdict::held) << "all operations together";
}

TEST(ComparabilityTest, EqualRunsHaveNoDifference) {
    EXPECT_TRUE(differences_between(run_of(10, 1), run_of(20, 2)).empty());
}

TEST(ComparabilityTest, WhatOnlyJudgesIsNoDifference) {
    auto other = RunResultBuilder()
                     .answers("api.list", 8'000, 5, 10)
                     .threshold("errors", "rate<0.01")
                     .build();
    EXPECT_TRUE(differences_between(run_of(10, 1), other).empty());
}

TEST(ComparabilityTest, EachKindOfDifferenceIsNamed) {
    const auto base = run_of(10, 1);
    auto other = RunResultBuilder().answers("api.list", 8'000, 5, 10).rate("http", 800).build();
    other.environment.services = {{"postgresql", "16.1, unix socket"}, {"redis", "7.0, unix"}};
    other.environment.facts = {{"cpu_model", "Test CPU"}, {"kernel", "Linux 6.9"}};
    const auto found = differences_between(base, other);
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[0].what, "scenario");
    EXPECT_EQ(found[0].where, "/load/http/rate");
    EXPECT_EQ(found[0].base, "500");
    EXPECT_EQ(found[0].candidate, "800");
    EXPECT_EQ(found[1].where, "postgresql");
    EXPECT_EQ(found[1].candidate, "16.1") << "where it listens says nothing";
    EXPECT_EQ(found[2].base, "absent");
    EXPECT_EQ(found[3].what, "machine");
}

TEST(ComparabilityTest, ADatasetIsCalledOne) {
    auto other = run_of(10, 2);
    const std::string seed = "\"dataset\": {";
    const auto at = other.scenario.document.find(seed);
    ASSERT_NE(at, std::string::npos);
    other.scenario.document.insert(at + seed.size(), "\"extra\": 1,");
    const auto found = differences_between(run_of(10, 1), other);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].what, "dataset");
}

TEST(ComparabilityTest, RevisionsAndSettingsAreNotedOnly) {
    auto other = run_of(10, 2);
    other.tool_revision = "fffffff";
    other.environment.settings[0].value = "30";
    EXPECT_TRUE(differences_between(run_of(10, 1), other).empty());
    EXPECT_EQ(notable_differences(run_of(10, 1), other).size(), 2U);
}

}  // namespace
}  // namespace sark::reports
