#include "reports/planning/work_times.hpp"

#include <gtest/gtest.h>

#include "reports/planning/shared_station.hpp"
#include "workloads/data/hash.hpp"

namespace sark::reports::planning {
namespace {

using namespace std::chrono_literals;

double mean_of_draws(const WorkTimes& times) {
    double sum = 0.0;
    constexpr int draws = 50'000;
    for (std::uint64_t i = 0; i < draws; ++i)
        sum += times.draw(workloads::to_unit(workloads::draw(1, i, 1)));
    return sum / draws;
}

TEST(WorkTimesTest, DrawsHaveTheMeanThatWasAskedFor) {
    workloads::Histogram histogram;
    histogram.record_many(1ms, 9000);
    histogram.record_many(5ms, 990);
    histogram.record_many(200ms, 10);
    EXPECT_NEAR(mean_of_draws(WorkTimes::measured(histogram, 0.0)), 1.595e-3, 6e-5);
    EXPECT_NEAR(mean_of_draws(WorkTimes::measured(histogram, 0.010)), 0.010, 4e-4);
    EXPECT_NEAR(mean_of_draws(WorkTimes::exponential(0.010)), 0.010, 2e-4);
}

TEST(WorkTimesTest, TheTailIsDrawnAsOftenAsItWasMeasured) {
    workloads::Histogram histogram;
    histogram.record_many(1ms, 99'900);
    histogram.record_many(100ms, 100);
    const WorkTimes times = WorkTimes::measured(histogram, 0.0);
    EXPECT_NEAR(times.draw(0.5), 1e-3, 1e-5);
    EXPECT_NEAR(times.draw(0.9985), 1e-3, 1e-5);
    EXPECT_NEAR(times.draw(0.9995), 0.1, 1e-3);
}

TEST(SharedStationTest, TwoJobsAtFullContentionTakeTwiceAsLong) {
    SharedStation station(SharedStation::unlimited, {1.0, 0.0});
    station.arrive(0.0, 1, 1.0);
    station.arrive(0.5, 2, 1.0);
    ASSERT_TRUE(station.next_done());
    EXPECT_DOUBLE_EQ(*station.next_done(), 1.5);
    EXPECT_EQ(station.take_done(1.5), 1U);
    EXPECT_DOUBLE_EQ(*station.next_done(), 2.0);
    EXPECT_EQ(station.take_done(2.0), 2U);
    EXPECT_FALSE(station.next_done());
}

TEST(SharedStationTest, BeyondItsPlacesJobsWaitInOrder) {
    SharedStation station(1, {});
    station.arrive(0.0, 1, 1.0);
    station.arrive(0.1, 2, 1.0);
    station.arrive(0.2, 3, 0.1);
    EXPECT_EQ(station.waiting(), 2U);
    EXPECT_EQ(station.take_done(1.0), 1U);
    EXPECT_EQ(station.take_done(2.0), 2U);
    EXPECT_EQ(station.take_done(2.1), 3U);
}

TEST(ContentionTest, SpeedIsTheLawsThroughputPerJob) {
    const Contention law{0.1, 0.01};
    EXPECT_DOUBLE_EQ(law.speed(0), 1.0);
    EXPECT_DOUBLE_EQ(law.speed(1), 1.0);
    EXPECT_DOUBLE_EQ(law.speed(4), 1.0 / (1.0 + 0.3 + 0.12));
}

}  // namespace
}  // namespace sark::reports::planning
