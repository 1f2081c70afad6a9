#include "workloads/host_probes/calibration.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

Calibration late_by(Nanos lateness, std::uint64_t waits = 1'000) {
    Calibration calibration;
    calibration.wait_lateness.record_many(lateness, waits);
    calibration.clock_cost = 20ns;
    return calibration;
}

TEST(CalibrationTest, MeasuresWaitsAndTheClockOfThisHost) {
    const Calibration here = calibrate(20ms);
    EXPECT_GT(here.wait_lateness.count(), 0U);
    EXPECT_LE(here.wait_lateness.count(), 1'000U);
    EXPECT_GT(here.clock_cost, 0ns);
}

TEST(CalibrationTest, NoBudgetMeasuresNoWaits) {
    EXPECT_EQ(calibrate(0ns).wait_lateness.count(), 0U);
}

TEST(CalibrationTest, ToSpinInTimeTakesTheLatenessOf99Of100WithinBounds) {
    EXPECT_NEAR(static_cast<double>(late_by(80us).spin_margin().count()), 80e3, 100.0);
    EXPECT_EQ(late_by(1us).spin_margin(), 20us);
    EXPECT_EQ(late_by(30ms).spin_margin(), 500us);
    EXPECT_EQ(Calibration{}.spin_margin(), 100us);
}

TEST(CalibrationTest, MergingAddsWaitsAndKeepsTheDearerClock) {
    Calibration left = late_by(10us, 5);
    Calibration right = late_by(20us, 7);
    right.clock_cost = 40ns;
    left.merge(right);
    EXPECT_EQ(left.wait_lateness.count(), 12U);
    EXPECT_EQ(left.clock_cost, 40ns);
    left.merge(Calibration{});
    EXPECT_EQ(left.clock_cost, 40ns);
}

TEST(CalibrationTest, WithoutDescriptorsNothingIsMeasuredAndNothingInvented) {
    (void)calibrate(0ns);  // UBSan's first look at a type needs a descriptor
    rlimit saved{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &saved), 0);
    const rlimit none{0, saved.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    const Calibration found = calibrate(20ms);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &saved), 0);
    EXPECT_FALSE(found.wait_lateness.max());
}

}  // namespace
}  // namespace sark::workloads
