#include "reports/capacity/step_decision.hpp"

#include <gtest/gtest.h>

#include "tests/support/simulated_queue.hpp"

namespace sark::reports {
namespace {

WindowEvidence window_of(std::uint64_t operations, std::uint64_t misses, std::size_t parts = 32) {
    ObjectiveEvidence seen;
    seen.operations = operations;
    seen.misses = misses;
    const auto each = static_cast<double>(parts);
    for (std::size_t i = 0; i < parts; ++i)
        seen.parts.push_back(
            {static_cast<double>(operations) / each, static_cast<double>(misses) / each});
    return {{seen}, false};
}

TEST(StepDecisionTest, IsOpenBeforeAnyWindow) {
    const StepDecision decision({0.95}, {});
    EXPECT_EQ(decision.verdict(), StepVerdict::open);
    EXPECT_FALSE(decision.tightest());
    EXPECT_EQ(decision.bound(0).low, 0.0);
    EXPECT_EQ(decision.bound(0).high, 1.0);
}

TEST(StepDecisionTest, AcceptsWhatIsClearAtTheFirstLook) {
    StepDecision good({0.95}, {});
    good.add(window_of(1000, 5));
    EXPECT_EQ(good.verdict(), StepVerdict::holds);
    StepDecision bad({0.95}, {});
    bad.add(window_of(1000, 300));
    EXPECT_EQ(bad.verdict(), StepVerdict::breaks);
}

TEST(StepDecisionTest, NeedsEnoughOperationsEvenWithoutAMiss) {
    // ln(6 / 0.05) / -ln(0.95) = 93.3, in bursts of five.
    StepDecision few({0.95}, {});
    few.add(window_of(466, 0));
    EXPECT_EQ(few.verdict(), StepVerdict::open);
    StepDecision enough({0.95}, {});
    enough.add(window_of(467, 0));
    EXPECT_EQ(enough.verdict(), StepVerdict::holds);
}

TEST(StepDecisionTest, LeansWhenItsLooksAreSpent) {
    for (const auto& [misses, verdict] :
         {std::pair{48, StepVerdict::leans_holds}, std::pair{52, StepVerdict::leans_breaks}}) {
        StepDecision decision({0.95}, {0.05, 3});
        for (int i = 0; i < 2; ++i) {
            decision.add(window_of(1000, static_cast<std::uint64_t>(misses)));
            EXPECT_EQ(decision.verdict(), StepVerdict::open);
        }
        decision.add(window_of(1000, static_cast<std::uint64_t>(misses)));
        EXPECT_EQ(decision.verdict(), verdict);
    }
}

TEST(StepDecisionTest, WithoutOperationsItNeverHolds) {
    StepDecision decision({0.95}, {0.05, 1});
    decision.add(window_of(0, 0));
    EXPECT_NE(decision.verdict(), StepVerdict::holds);
    EXPECT_NE(decision.verdict(), StepVerdict::breaks);
}

TEST(StepDecisionTest, WorkThatPilesUpBreaksWhateverTheLimit) {
    StepDecision decision({0.95}, {});
    WindowEvidence window = window_of(1000, 0);
    window.fell_behind = true;
    decision.add(window);
    EXPECT_EQ(decision.verdict(), StepVerdict::breaks);
    EXPECT_TRUE(decision.fell_behind());
}

TEST(StepDecisionTest, EveryObjectiveMustHoldAndOneIsEnoughToBreak) {
    StepDecision one_open({0.95, 0.99}, {});
    WindowEvidence window = window_of(1000, 0);
    window.objectives.push_back(window_of(1000, 9).objectives[0]);
    one_open.add(window);
    EXPECT_EQ(one_open.verdict(), StepVerdict::open);
    EXPECT_EQ(one_open.tightest(), 1U);
    StepDecision one_broken({0.95, 0.99}, {});
    window.objectives[1] = window_of(1000, 60).objectives[0];
    one_broken.add(window);
    EXPECT_EQ(one_broken.verdict(), StepVerdict::breaks);
}

TEST(StepDecisionTest, MissesInOneBurstAreWorthFewOperations) {
    WindowEvidence burst = window_of(3200, 0);
    burst.objectives[0].misses = 60;
    burst.objectives[0].parts[7].misses = 60;
    StepDecision clustered({0.97}, {});
    clustered.add(burst);
    EXPECT_EQ(clustered.verdict(), StepVerdict::open);
    EXPECT_LT(clustered.bound(0).effective, 200.0);
    StepDecision spread({0.97}, {});
    spread.add(window_of(6400, 60));
    EXPECT_EQ(spread.verdict(), StepVerdict::holds);
    EXPECT_EQ(spread.bound(0).effective, 1280.0);
}

TEST(StepDecisionTest, InflationSeesWindowsThatDiffer) {
    std::vector<std::vector<PartCount>> windows;
    for (const double misses : {0.0, 20.0, 0.0, 20.0})
        windows.push_back(std::vector<PartCount>(32, {100.0, misses}));
    EXPECT_GT(inflation_of(windows), 300.0);
    EXPECT_EQ(inflation_of({}), 1.0);
    EXPECT_EQ(inflation_of({std::vector<PartCount>(32, {100.0, 0.0})}), 1.0);
}

TEST(StepDecisionTest, ChernoffBoundEnclosesTheRatioAndStaysInside) {
    const ShareBound bound = chernoff_bound(0.95, 1000.0, 4.0);
    EXPECT_LT(bound.low, 0.95);
    EXPECT_GT(bound.high, 0.95);
    EXPECT_NEAR(bound.low, 0.928, 0.002);
    EXPECT_NEAR(bound.high, 0.967, 0.002);
    EXPECT_EQ(chernoff_bound(1.0, 1000.0, 4.0).high, 1.0);
    EXPECT_EQ(chernoff_bound(0.0, 1000.0, 4.0).low, 0.0);
    EXPECT_EQ(chernoff_bound(0.5, 0.0, 4.0).low, 0.0);
}

TEST(StepDecisionTest, AtTheVeryLimitOfAQueueItSeldomDecides) {
    const test::Queue queue{2, 0.008};
    const test::QueueWindow window{1.0, 5.0, 0.040, 32};
    const double limit_rate = queue.highest_rate(window.limit_s, 0.05);
    constexpr int repeats = 20;
    int held = 0;
    int broke = 0;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        StepDecision decision({0.95}, {});
        for (std::uint64_t i = 0; decision.verdict() == StepVerdict::open; ++i)
            decision.add(test::measure_queue(queue, window, limit_rate,
                                             1000 * static_cast<std::uint64_t>(repeat) + i));
        held += decision.verdict() == StepVerdict::holds;
        broke += decision.verdict() == StepVerdict::breaks;
    }
    // bench/capacity/capacity_simulation measures how often exactly.
    EXPECT_LE(held, 4);
    EXPECT_LE(broke, 4);
}

}  // namespace
}  // namespace sark::reports
