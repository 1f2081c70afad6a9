#include "reports/capacity/knee.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

TEST(KneeTest, OfASingleQueueIsAtHalfItsCapacity) {
    // M/M/1: power is rate * (capacity - rate).
    std::vector<KneePoint> points;
    for (double rate = 100.0; rate < 1000.0; rate += 100.0)
        points.push_back({rate, 1000.0 / (1000.0 - rate)});
    const auto knee = knee_of(points);
    ASSERT_TRUE(knee);
    EXPECT_EQ(points[*knee].per_s, 500.0);
}

TEST(KneeTest, IsAbsentWhileTimeDoesNotGrow) {
    const std::vector<KneePoint> flat = {{100.0, 1.0}, {200.0, 1.0}, {400.0, 1.1}};
    EXPECT_FALSE(knee_of(flat));
}

TEST(KneeTest, IsAbsentWithFewerThanThreeUsablePoints) {
    EXPECT_FALSE(knee_of({}));
    const std::vector<KneePoint> points = {{100.0, 1.0}, {200.0, 9.0}, {0.0, 1.0}, {300.0, 0.0}};
    EXPECT_FALSE(knee_of(points));
}

}  // namespace
}  // namespace sark::reports
