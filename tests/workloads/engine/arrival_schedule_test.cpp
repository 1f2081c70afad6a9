#include "workloads/arrivals/arrival_schedule.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

std::vector<double> offsets_of(const OpenArrivals& spec, std::uint64_t seed = 1) {
    ArrivalSchedule schedule(spec, seed);
    std::vector<double> offsets;
    while (const auto offset = schedule.next()) offsets.push_back(to_seconds(*offset));
    EXPECT_FALSE(schedule.next()) << "exhausted stays exhausted";
    EXPECT_TRUE(std::is_sorted(offsets.begin(), offsets.end()));
    if (!offsets.empty()) {
        EXPECT_GE(offsets.front(), 0.0);
        EXPECT_LT(offsets.back(), to_seconds(schedule.duration()));
    }
    return offsets;
}

/// The rate curve's integral, stage by stage, independent of the schedule's algebra.
double integral(const OpenArrivals& spec, double t) {
    double begin = 0.0;
    double rate = spec.start_rate;
    double sum = 0.0;
    for (const Stage& stage : spec.stages) {
        const double length = to_seconds(stage.duration);
        const double inside = std::clamp(t - begin, 0.0, length);
        if (length > 0.0) {
            const double at = rate + (stage.target_rate - rate) * inside / length;
            sum += inside * (rate + at) / 2.0;
        }
        begin += length;
        rate = stage.target_rate;
    }
    return sum;
}

TEST(ArrivalScheduleTest, ConstantRateIsEvenlySpacedFromTheStart) {
    const auto offsets = offsets_of({100.0, {{10s, 100.0}}, false});
    ASSERT_EQ(offsets.size(), 1'000U);
    for (std::size_t n = 0; n < offsets.size(); ++n)
        EXPECT_DOUBLE_EQ(offsets[n], static_cast<double>(n) / 100.0);
}

TEST(ArrivalScheduleTest, DoesNotDriftOverManyArrivals) {
    const auto offsets = offsets_of({3'000.0, {{100s, 3'000.0}}, false});
    ASSERT_EQ(offsets.size(), 300'000U);
    EXPECT_NEAR(offsets.back(), 299'999.0 / 3'000.0, 2e-9);
}

TEST(ArrivalScheduleTest, ArrivalNIsWhereTheIntegralReachesN) {
    const OpenArrivals ramps[] = {
        {0.0, {{10s, 200.0}}, false},
        {200.0, {{10s, 0.0}}, false},
        {50.0, {{5s, 50.0}, {10s, 500.0}, {5s, 500.0}, {10s, 10.0}}, false},
        {10.0, {{5s, 10.0}, {0s, 100.0}, {5s, 100.0}}, false},  // a jump
        {100.0, {{100s, 100.000001}}, false},                   // a slope next to nothing
        {10.0, {{3s, 10.0}, {0s, 0.0}, {4s, 0.0}, {0s, 10.0}, {3s, 10.0}}, false},  // a pause
    };
    for (const OpenArrivals& ramp : ramps) {
        const auto offsets = offsets_of(ramp);
        const double expected = ArrivalSchedule(ramp, 1).expected_arrivals();
        EXPECT_EQ(offsets.size(), static_cast<std::size_t>(std::ceil(expected - 1e-6)));
        for (std::size_t n = 0; n < offsets.size(); ++n)
            ASSERT_NEAR(integral(ramp, offsets[n]), static_cast<double>(n), 1e-5) << n;
    }
}

TEST(ArrivalScheduleTest, ArrivalsAfterAPauseWaitForItsEnd) {
    const auto offsets =
        offsets_of({10.0, {{1s, 10.0}, {0s, 0.0}, {4s, 0.0}, {0s, 10.0}, {1s, 10.0}}, false});
    ASSERT_EQ(offsets.size(), 20U);
    EXPECT_DOUBLE_EQ(offsets[9], 0.9);
    EXPECT_DOUBLE_EQ(offsets[10], 5.0);
}

TEST(ArrivalScheduleTest, NoRateOrNoTimeMeansNoArrival) {
    EXPECT_TRUE(offsets_of({0.0, {{10s, 0.0}}, false}).empty());
    EXPECT_TRUE(offsets_of({100.0, {{0s, 100.0}}, false}).empty());
    EXPECT_TRUE(offsets_of({100.0, {}, false}).empty());
    EXPECT_TRUE(offsets_of({0.0, {{10s, 0.0}}, true}).empty());
}

/// Kolmogorov and Smirnov's distance of sorted numbers in [0, 1) from the uniform distribution.
double ks_distance(std::vector<double> points) {
    std::sort(points.begin(), points.end());
    const auto n = static_cast<double>(points.size());
    double distance = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto below = static_cast<double>(i) / n;
        distance = std::max({distance, points[i] - below, below + 1.0 / n - points[i]});
    }
    return distance;
}

TEST(ArrivalScheduleTest, PoissonGapsPassAKolmogorovSmirnovTest) {
    const double rate = 500.0;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const auto offsets = offsets_of({rate, {{100s, rate}}, true}, seed);
        const auto n = static_cast<double>(offsets.size());
        EXPECT_NEAR(n, 50'000.0, 4.0 * std::sqrt(50'000.0));
        std::vector<double> transformed;
        for (std::size_t i = 1; i < offsets.size(); ++i)
            transformed.push_back(1.0 - std::exp(-rate * (offsets[i] - offsets[i - 1])));
        // 1.63 / sqrt(n) is the 1 % point.
        EXPECT_LT(ks_distance(transformed), 1.63 / std::sqrt(n)) << seed;
    }
}

TEST(ArrivalScheduleTest, EvenGapsFailThatTest) {
    const auto offsets = offsets_of({500.0, {{100s, 500.0}}, false});
    std::vector<double> transformed;
    for (std::size_t i = 1; i < offsets.size(); ++i)
        transformed.push_back(1.0 - std::exp(-500.0 * (offsets[i] - offsets[i - 1])));
    EXPECT_GT(ks_distance(transformed), 0.3);
}

TEST(ArrivalScheduleTest, PoissonFollowsTheRateCurve) {
    const OpenArrivals ramp{0.0, {{100s, 1'000.0}}, true};
    const auto offsets = offsets_of(ramp, 9);
    const double total = ArrivalSchedule(ramp, 9).expected_arrivals();
    std::vector<double> transformed;
    for (const double offset : offsets) transformed.push_back(integral(ramp, offset) / total);
    EXPECT_LT(ks_distance(transformed), 1.63 / std::sqrt(static_cast<double>(offsets.size())));
}

TEST(ArrivalScheduleTest, TheSeedDecidesAPoissonScheduleAlone) {
    const OpenArrivals spec{100.0, {{10s, 100.0}}, true};
    EXPECT_EQ(offsets_of(spec, 5), offsets_of(spec, 5));
    EXPECT_NE(offsets_of(spec, 5), offsets_of(spec, 6));
}

}  // namespace
}  // namespace sark::workloads
