#include "reports/history/energy_scan.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/reports/history/noise.hpp"

namespace sark::reports {
namespace {

double mean_distance(std::span<const double> a, std::span<const double> b) {
    double sum = 0.0;
    for (const double x : a)
        for (const double y : b) sum += std::abs(x - y);
    return sum / static_cast<double>(a.size() * b.size());
}

/// The definition, word for word; within a side a value has no distance to itself.
double statistic_at(std::span<const double> values, std::size_t split) {
    const auto a = values.first(split);
    const auto b = values.subspan(split);
    const double m = static_cast<double>(a.size());
    const double n = static_cast<double>(b.size());
    const double energy = 2.0 * mean_distance(a, b) - mean_distance(a, a) * m / (m - 1.0) -
                          mean_distance(b, b) * n / (n - 1.0);
    return energy * m * n / (m + n);
}

TEST(EnergyScanTest, FindsTheSplitThatTheDefinitionFinds) {
    std::vector<double> values = test::noise(17, 5);
    for (std::size_t i = 11; i < values.size(); ++i) values[i] += 1.5;
    EnergySplit expected;
    for (std::size_t split = 3; split + 3 <= values.size(); ++split)
        if (const double statistic = statistic_at(values, split); statistic > expected.statistic)
            expected = {split, statistic};
    const auto found = EnergyScan(3).best(values);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->index, expected.index);
    EXPECT_NEAR(found->statistic, expected.statistic, 1e-9);
}

TEST(EnergyScanTest, TooFewValuesHaveNoSplit) {
    EXPECT_FALSE(EnergyScan(3).best({}));
    EXPECT_FALSE(EnergyScan(3).best(std::vector<double>(5, 1.0)));
    EXPECT_TRUE(EnergyScan(3).best(std::vector<double>(6, 1.0)));
}

TEST(EnergyScanTest, AConstantHasNothingToSplit) {
    const auto found = EnergyScan(2).best(std::vector<double>(20, 3.0));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->statistic, 0.0);
}

}  // namespace
}  // namespace sark::reports
