#include "reports/comparison/t_distribution.hpp"

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

TEST(TDistributionTest, AgreesWithTheTables) {
    EXPECT_NEAR(t_upper_tail(12.706, 1), 0.025, 1e-5);
    EXPECT_NEAR(t_upper_tail(4.3027, 2), 0.025, 1e-5);
    EXPECT_NEAR(t_upper_tail(2.7764, 4), 0.025, 1e-5);
    EXPECT_NEAR(t_upper_tail(2.2281, 10), 0.025, 1e-5);
    EXPECT_NEAR(t_upper_tail(3.4995, 7), 0.005, 1e-5);
    EXPECT_NEAR(t_upper_tail(1.959964, 0), 0.025, 1e-6) << "0 is the normal";
}

TEST(TDistributionTest, IsSymmetric) {
    for (const std::size_t degrees : {0U, 1U, 2U, 5U, 30U}) {
        EXPECT_DOUBLE_EQ(t_upper_tail(0.0, degrees), 0.5);
        EXPECT_NEAR(t_upper_tail(-1.3, degrees), 1.0 - t_upper_tail(1.3, degrees), 1e-12);
    }
}

TEST(TDistributionTest, PointsAreWhereTheTailIs) {
    for (const std::size_t degrees : {0U, 1U, 3U, 8U})
        for (const double p : {0.5, 0.05, 0.001})
            EXPECT_NEAR(t_upper_tail(t_upper_point(p, degrees), degrees), p, 1e-9) << degrees;
}

}  // namespace
}  // namespace sark::reports
