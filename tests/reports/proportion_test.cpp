#include "reports/statistics/proportion.hpp"

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

TEST(RatioTest, OfNothingIsAbsent) {
    EXPECT_FALSE(ratio_of(0, 0));
    EXPECT_DOUBLE_EQ(ratio_of(1, 4).value(), 0.25);
}

TEST(WilsonTest, OfNothingIsAbsent) {
    EXPECT_FALSE(wilson_95(0, 0));
}

TEST(WilsonTest, MatchesPublishedValues) {
    const auto tenth = wilson_95(10, 100);
    ASSERT_TRUE(tenth);
    EXPECT_NEAR(tenth->low, 0.0552, 5e-5);
    EXPECT_NEAR(tenth->high, 0.1744, 5e-5);
}

TEST(WilsonTest, IsNotEmptyAtTheEdges) {
    const auto none = wilson_95(0, 100);
    ASSERT_TRUE(none);
    EXPECT_EQ(none->low, 0.0);
    EXPECT_NEAR(none->high, 0.0370, 5e-5);
    const auto all = wilson_95(100, 100);
    ASSERT_TRUE(all);
    EXPECT_EQ(all->high, 1.0);
    EXPECT_NEAR(all->low, 0.9630, 5e-5);
}

}  // namespace
}  // namespace sark::reports
