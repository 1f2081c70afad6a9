#include "reports/planning/hpa_scaler.hpp"

#include <gtest/gtest.h>

namespace sark::reports::planning {
namespace {

TEST(HpaScalerTest, DoublesEveryFifteenSecondsUntilItIsThere) {
    HpaScaler scaler({}, 3);
    EXPECT_EQ(scaler.sync(0, 40), 6U);
    EXPECT_EQ(scaler.limited_by(), ScalingLimit::rate);
    EXPECT_EQ(scaler.sync(15, 40), 12U);
    EXPECT_EQ(scaler.sync(30, 40), 24U);
    EXPECT_EQ(scaler.sync(45, 40), 40U);
    EXPECT_EQ(scaler.limited_by(), ScalingLimit::none);
}

TEST(HpaScalerTest, WithinAPeriodTheHundredPercentCountFromItsBegin) {
    HpaScaler scaler({}, 4);
    EXPECT_EQ(scaler.sync(0, 6), 6U);
    EXPECT_EQ(scaler.sync(5, 20), 8U) << "4 at the begin of the 15 s, doubled";
    EXPECT_EQ(scaler.sync(10, 20), 8U);
    EXPECT_EQ(scaler.sync(16, 20), 12U) << "the first two have left the period: from 6";
}

TEST(HpaScalerTest, GoesDownOnlyAfterFiveMinutesOfAgreement) {
    HpaScaler scaler({}, 20);
    for (double at = 0; at < 300; at += 15) EXPECT_EQ(scaler.sync(at, at == 0 ? 20 : 10), 20U);
    EXPECT_EQ(scaler.sync(300, 10), 10U) << "the recommendation of 20 is 300 s old";
}

TEST(HpaScalerTest, AHighRecommendationWithinTheWindowStartsItAgain) {
    HpaScaler scaler({}, 20);
    (void)scaler.sync(0, 10);
    (void)scaler.sync(200, 18);
    EXPECT_EQ(scaler.sync(310, 10), 18U) << "the highest of the window";
    EXPECT_EQ(scaler.limited_by(), ScalingLimit::stabilization);
    EXPECT_EQ(scaler.sync(500, 10), 10U);
}

TEST(HpaScalerTest, HalvesAtMostOnceAMinute) {
    HpaScaler scaler({}, 40);
    EXPECT_EQ(scaler.sync(0, 3), 20U) << "nothing else was recommended yet";
    EXPECT_EQ(scaler.limited_by(), ScalingLimit::rate);
    EXPECT_EQ(scaler.sync(15, 3), 20U) << "40 at the begin of the minute";
    EXPECT_EQ(scaler.sync(45, 3), 20U);
    EXPECT_EQ(scaler.sync(60, 3), 10U);
    EXPECT_EQ(scaler.sync(120, 3), 5U);
    EXPECT_EQ(scaler.sync(180, 3), 3U) << "half of 5 is 2, the minimum is 3";
}

TEST(HpaScalerTest, BoundsHold) {
    HpaScaler scaler({}, 1);
    EXPECT_EQ(scaler.replicas(), 3U);
    HpaScaler high({}, 45);
    EXPECT_EQ(high.sync(0, 500), 50U);
    EXPECT_EQ(high.limited_by(), ScalingLimit::max_replicas);
    HpaScaler low({}, 4);
    EXPECT_EQ(low.sync(0, 0), 3U);
    EXPECT_EQ(low.limited_by(), ScalingLimit::min_replicas);
}

TEST(HpaScalerTest, AnUpWindowTakesTheLowestOfIt) {
    HpaPolicy policy;
    policy.up.stabilization_s = 60;
    HpaScaler scaler(policy, 3);
    EXPECT_EQ(scaler.sync(0, 3), 3U);
    EXPECT_EQ(scaler.sync(30, 6), 3U);
    EXPECT_EQ(scaler.sync(60, 6), 6U) << "the recommendation of 3 is 60 s old";
}

TEST(HpaScalerTest, AMetricNearItsTargetAsksForNothing) {
    EXPECT_EQ(desired_replicas(10, 1.05, 0.1), 10U);
    EXPECT_EQ(desired_replicas(10, 0.95, 0.1), 10U);
    EXPECT_EQ(desired_replicas(10, 1.11, 0.1), 12U);
    EXPECT_EQ(desired_replicas(10, 0.5, 0.1), 5U);
    EXPECT_EQ(desired_replicas(10, 0.0, 0.1), 0U);
}

}  // namespace
}  // namespace sark::reports::planning
