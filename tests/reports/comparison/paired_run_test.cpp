#include "reports/comparison/paired_run.hpp"

#include <cmath>
#include <functional>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

using namespace std::chrono_literals;
using Outcome = PairedRun::Outcome;

PairedRun::Plan plan_of(Nanos budget, double tolerance = std::log(1.05)) {
    PairedRun::Plan plan;
    plan.metrics = {{"p95", tolerance, 0.0}};
    plan.budget = budget;
    return plan;
}

/// Rounds of one second until the run is over; returns the arms in order.
std::string play(PairedRun& run, const std::function<RoundMeasure(Arm, int)>& measure) {
    std::string arms;
    while (const auto arm = run.next()) {
        arms += *arm == Arm::a ? 'A' : 'B';
        run.told(measure(*arm, static_cast<int>(arms.size())), arms.size() * 1s);
    }
    return arms;
}

RoundMeasure value(double log_latency) {
    return {{log_latency}, ""};
}

TEST(PairedRunTest, EveryBlockIsABBAOrBAAB) {
    PairedRun run(plan_of(400s));
    std::mt19937_64 random(5);
    std::normal_distribution<double> noise(std::log(1.05), 0.5);
    const std::string arms = play(run, [&](Arm, int) { return value(noise(random)); });
    ASSERT_EQ(arms.size() % 4, 0U);
    int abba = 0;
    int baab = 0;
    for (std::size_t i = 0; i < arms.size(); i += 4) {
        abba += arms.compare(i, 4, "ABBA") == 0 ? 1 : 0;
        baab += arms.compare(i, 4, "BAAB") == 0 ? 1 : 0;
    }
    EXPECT_EQ(abba + baab, static_cast<int>(arms.size() / 4));
    EXPECT_GT(abba, 10);
    EXPECT_GT(baab, 10);
}

TEST(PairedRunTest, ASteepDriftOfTheHostIsNoRegression) {
    PairedRun run(plan_of(400s));
    play(run, [](Arm, int round) { return value(0.05 * round); });
    EXPECT_EQ(run.outcome(), Outcome::no_regression);
}

TEST(PairedRunTest, FindsWhatBMakesSlower) {
    PairedRun run(plan_of(400s));
    const std::string arms = play(run, [](Arm arm, int round) {
        return value(0.01 * (round % 3) + (arm == Arm::b ? 0.2 : 0));
    });
    EXPECT_EQ(run.outcome(), Outcome::regressed);
    EXPECT_NEAR(*run.findings().at(0).effect, 0.2, 0.02);
    EXPECT_EQ(arms.size(), 4 * (PairedRun::pilot_blocks + blocks_before_first_look));
}

TEST(PairedRunTest, AFasterBIsNoRegression) {
    PairedRun run(plan_of(400s));
    play(run, [](Arm arm, int) { return value(arm == Arm::b ? -0.3 : 0.0); });
    EXPECT_EQ(run.outcome(), Outcome::no_regression);
    EXPECT_LT(*run.findings().at(0).effect, 0.0);
}

TEST(PairedRunTest, ThePilotTellsWhatCanBeDetected) {
    PairedRun run(plan_of(312s));
    std::mt19937_64 random(5);
    std::normal_distribution<double> noise(0.0, 0.02);
    for (int round = 1; round <= 12; ++round) {
        EXPECT_TRUE(run.piloting());
        EXPECT_TRUE(run.detectable().empty());
        run.told(value(noise(random)), round * 1s);
    }
    EXPECT_FALSE(run.piloting());
    EXPECT_EQ(run.blocks_planned(), 75U);
    ASSERT_TRUE(run.detectable().at(0));
    EXPECT_GT(*run.detectable().at(0), 0.0);
    EXPECT_LT(*run.detectable().at(0), 0.05);
}

TEST(PairedRunTest, ABudgetWithoutRoomForALookIsInconclusive) {
    PairedRun run(plan_of(30s));
    const std::string arms = play(run, [](Arm, int) { return value(0.0); });
    EXPECT_EQ(arms.size(), 12U) << "only the pilot";
    EXPECT_EQ(run.blocks_planned(), 0U);
    EXPECT_EQ(run.outcome(), Outcome::inconclusive);
}

TEST(PairedRunTest, ADisturbedRoundDiscardsItsBlock) {
    PairedRun run(plan_of(400s));
    play(run, [](Arm arm, int round) {
        RoundMeasure measure = value(arm == Arm::b ? 0.001 : 0.0);
        if (round == 20)
            measure = {{5.0}, "foreign_cpu"};
        return measure;
    });
    EXPECT_EQ(run.outcome(), Outcome::no_regression);
    EXPECT_EQ(run.blocks_discarded(), 1U);
    EXPECT_EQ(run.reasons().at("foreign_cpu"), 1U);
}

TEST(PairedRunTest, MostlyDisturbedIsInvalidNotRegressed) {
    PairedRun run(plan_of(400s));
    play(run, [](Arm arm, int) {
        return RoundMeasure{{arm == Arm::b ? 1.0 : 0.0}, "foreign_cpu"};
    });
    EXPECT_EQ(run.outcome(), Outcome::invalid);
    EXPECT_EQ(run.blocks_used(), 0U);
}

TEST(PairedRunTest, ARoundThatDidNotMeasureAMetricLeavesItsBlockOutOfThatMetric) {
    PairedRun run(plan_of(100s));
    play(run, [](Arm, int) { return RoundMeasure{{std::nullopt}, ""}; });
    EXPECT_EQ(run.outcome(), Outcome::inconclusive);
    EXPECT_EQ(run.findings().at(0).blocks, 0U);
}

TEST(PairedRunTest, AMetricThatCannotBeMeasuredDoesNotKeepTheOthersFromDeciding) {
    PairedRun::Plan plan = plan_of(400s);
    plan.metrics.push_back({"cpu_per_op", std::log(1.05), 0.0});
    PairedRun run(plan);
    play(run, [](Arm, int) { return RoundMeasure{{0.0, std::nullopt}, ""}; });
    EXPECT_EQ(run.outcome(), Outcome::no_regression);
    EXPECT_EQ(run.findings().at(1).blocks, 0U);
    EXPECT_FALSE(run.findings().at(1).cleared);
}

TEST(PairedRunTest, StoppedEarlyItSaysWhatItKnows) {
    PairedRun run(plan_of(400s));
    for (int round = 1; round < 12 + 4 * 20; ++round)
        run.told(value(run.next() == Arm::b ? 1.0 + 0.001 * round : 0.0), round * 1s);
    run.stop();
    EXPECT_FALSE(run.next());
    EXPECT_EQ(run.outcome(), Outcome::regressed);
    PairedRun early(plan_of(400s));
    early.stop();
    EXPECT_EQ(early.outcome(), Outcome::inconclusive);
}

}  // namespace
}  // namespace sark::reports
