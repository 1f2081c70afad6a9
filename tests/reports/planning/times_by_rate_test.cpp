#include "reports/planning/times_by_rate.hpp"

#include <gtest/gtest.h>

namespace sark::reports::planning {
namespace {

using namespace std::chrono_literals;

WorkTimes always(Nanos time) {
    workloads::Histogram histogram;
    histogram.record_many(time, 1000);
    return WorkTimes::measured(histogram, 0.0);
}

TimesByRate measured() {
    return TimesByRate({{100.0, always(1ms), 0.9, 1.2}, {300.0, always(4ms), 0.8, 1.6}});
}

TEST(TimesByRateTest, AtAMeasuredRateTheTimesAreThose) {
    EXPECT_NEAR(measured().at(100.0).times.draw(0.5), 1e-3, 1e-6);
    EXPECT_NEAR(measured().at(300.0).times.draw(0.5), 4e-3, 4e-6);
    EXPECT_DOUBLE_EQ(measured().at(300.0).highest, 1.6);
}

TEST(TimesByRateTest, BetweenTwoRatesQuantilesAreTheirGeometricMiddle) {
    const TimesByRate::Point middle = measured().at(200.0);
    EXPECT_NEAR(middle.times.draw(0.5), 2e-3, 2e-6);
    EXPECT_NEAR(middle.times.draw(0.9999), 2e-3, 2e-6) << "the tail too";
    EXPECT_NEAR(middle.times.mean_s(), 2e-3, 2e-6);
    EXPECT_DOUBLE_EQ(middle.lowest, 0.85);
    EXPECT_DOUBLE_EQ(middle.highest, 1.4);
}

TEST(TimesByRateTest, BelowTheLowestRateItIsThatRates) {
    EXPECT_NEAR(measured().at(1.0).times.draw(0.5), 1e-3, 1e-6);
    EXPECT_TRUE(measured().covers(1.0));
}

TEST(TimesByRateTest, AboveTheHighestRateNothingIsKnown) {
    EXPECT_TRUE(measured().covers(300.0));
    EXPECT_FALSE(measured().covers(301.0));
}

}  // namespace
}  // namespace sark::reports::planning
