#include "reports/planning/hpa_simulation.hpp"

#include <gtest/gtest.h>

namespace sark::reports::planning {
namespace {

/// A pod that holds 1000/s, saturates far above it, and is ready after `startup_s`.
PodCapacity pod(double startup_s) {
    return {1000.0, 2000.0, startup_s, std::nullopt};
}

/// 3,000/s, then from second 60 on 24,000/s.
LoadDay jump() {
    return {"jump", {{0, 3000}, {60, 3000}, {60.001, 24000}, {1200, 24000}}};
}

TEST(HpaSimulationTest, TheReplicasOfAJumpAreThoseComputedByHand) {
    // The first sync that sees it is at 75 s. 3 pods answer 6,000/s, 2,000 each against 1,000: 6
    // pods, ready at once. 6 answer 12,000: 12 at 90 s. 12 answer 24,000: 24 at 105 s.
    const HpaDay day = simulate_hpa({}, pod(0), jump());
    std::vector<std::pair<double, std::uint32_t>> changes;
    std::uint32_t last = 3;
    for (const HpaMoment& moment : day.moments)
        if (moment.replicas != last) {
            changes.emplace_back(moment.at_s, moment.replicas);
            last = moment.replicas;
        }
    const std::vector<std::pair<double, std::uint32_t>> by_hand = {{75, 6}, {90, 12}, {105, 24}};
    EXPECT_EQ(changes, by_hand);
    EXPECT_EQ(day.most, 24U);
    EXPECT_EQ(day.fewest, 3U);
    EXPECT_DOUBLE_EQ(day.breach_s, 44.0) << "seconds 61 to 104: 24 pods from 105 on";
    EXPECT_DOUBLE_EQ(day.longest_breach_s, 44.0);
    EXPECT_DOUBLE_EQ(day.breach_scaling_s, 44.0);
}

TEST(HpaSimulationTest, PodsThatAreStartingDoNotServe) {
    const HpaDay quick = simulate_hpa({}, pod(0), jump());
    const HpaDay slow = simulate_hpa({}, pod(120), jump());
    EXPECT_GT(slow.breach_s, quick.breach_s + 119.0);
    EXPECT_EQ(slow.most, 24U) << "pods that are not ready yet are not asked for twice";
}

TEST(HpaSimulationTest, AQuietDayStaysAtTheMinimum) {
    const HpaDay day = simulate_hpa({}, pod(30), *built_in_day("flat", 100));
    EXPECT_EQ(day.most, 3U);
    EXPECT_EQ(day.changes, 0U);
    EXPECT_DOUBLE_EQ(day.breach_s, 0.0);
    EXPECT_NEAR(day.pod_hours, 72.0, 1e-6);
}

TEST(HpaSimulationTest, ALoadBeyondTheLimitIsInBreachAllTheTime) {
    const HpaDay day = simulate_hpa({}, pod(30), *built_in_day("flat", 60'000));
    EXPECT_EQ(day.most, 50U);
    EXPECT_DOUBLE_EQ(day.at_limit_s, 86'400.0);
    EXPECT_DOUBLE_EQ(day.breach_s, 86'400.0);
    EXPECT_DOUBLE_EQ(day.breach_scaling_s, 0.0) << "nothing was coming any more";
    EXPECT_NEAR(day.arrivals_in_breach, 1.0, 1e-9);
}

TEST(HpaSimulationTest, APodThatSaturatesBelowTheMetricIsScaledByItsCpu) {
    HpaPolicy policy;
    const PodCapacity weak{300.0, 400.0, 0.0, std::nullopt};
    const HpaDay day = simulate_hpa(policy, weak, *built_in_day("flat", 2800));
    EXPECT_EQ(day.most, 10U) << "2800 / (400 x 70 %)";
    EXPECT_DOUBLE_EQ(day.breach_s, 0.0);
}

TEST(HpaSimulationTest, MemoryBeyondItsTargetDrivesEverythingToTheLimit) {
    PodCapacity full = pod(0);
    full.memory_share = 0.95;
    EXPECT_EQ(simulate_hpa({}, full, *built_in_day("flat", 100)).most, 50U);
    full.memory_share = 0.5;
    EXPECT_EQ(simulate_hpa({}, full, *built_in_day("flat", 100)).most, 3U);
}

TEST(HpaSimulationTest, TheEveningTakesPodsAwayAgain) {
    const HpaDay day = simulate_hpa({}, pod(30), *built_in_day("office", 20'000));
    EXPECT_GE(day.most, 18U) << "the tolerance leaves a pod up to 1,100 req/s";
    EXPECT_LE(day.most, 20U);
    EXPECT_EQ(day.fewest, 3U);
    EXPECT_EQ(day.moments.back().replicas, 3U);
    EXPECT_LT(day.pod_hours, 20 * 24.0);
}

TEST(HpaSimulationTest, ReplicasAreRoundedUpAndNeverNone) {
    EXPECT_EQ(replicas_for(0, 1000), 1U);
    EXPECT_EQ(replicas_for(1000, 1000), 1U);
    EXPECT_EQ(replicas_for(1001, 1000), 2U);
    EXPECT_EQ(replicas_for(10'000, 1000.0 / 3), 30U);
}

}  // namespace
}  // namespace sark::reports::planning
