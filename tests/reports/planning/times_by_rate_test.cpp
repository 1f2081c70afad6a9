#include "reports/planning/times_by_rate.hpp"

#include <cmath>

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

TEST(TimesByRateTest, BetweenTwoRatesQuantilesAreTheirHarmonicMiddle) {
    const TimesByRate::Point middle = measured().at(200.0);
    EXPECT_NEAR(middle.times.draw(0.5), 1.6e-3, 1.6e-6);
    EXPECT_NEAR(middle.times.draw(0.9999), 1.6e-3, 1.6e-6) << "the tail too";
    EXPECT_NEAR(middle.times.mean_s(), 1.6e-3, 1.6e-6);
    EXPECT_DOUBLE_EQ(middle.lowest, 0.85);
    EXPECT_DOUBLE_EQ(middle.highest, 1.4);
}

TEST(TimesByRateTest, BetweenTwoRatesOfAQueueWithRandomArrivalsAndServiceItIsThatQueue) {
    // M/M/1 with a capacity of 1,000/s: p95 is ln 20 / (1,000/s - rate).
    const auto p95 = [](double per_s) {
        return Nanos{static_cast<std::int64_t>(std::log(20.0) / (1'000.0 - per_s) * 1e9)};
    };
    const TimesByRate queue({{200.0, always(p95(200.0))}, {800.0, always(p95(800.0))}});
    for (const double per_s : {300.0, 500.0, 700.0})
        EXPECT_NEAR(queue.at(per_s).times.draw(0.5), to_seconds(p95(per_s)),
                    to_seconds(p95(per_s)) * 2e-3)
            << per_s;
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
