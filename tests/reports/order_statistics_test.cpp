#include "reports/statistics/order_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

TEST(SamplesNeededTest, AsksForTenSamplesBeyondTheQuantileAndThirtyAtLeast) {
    EXPECT_EQ(samples_needed(0.50), 30U);
    EXPECT_EQ(samples_needed(0.90), 100U);
    EXPECT_EQ(samples_needed(0.95), 200U);
    EXPECT_EQ(samples_needed(0.99), 1'000U);
    EXPECT_EQ(samples_needed(0.999), 10'000U);
}

TEST(RankOfTest, IsTheCeilingOfQTimesN) {
    EXPECT_EQ(rank_of(0.95, 0), 0U);
    EXPECT_EQ(rank_of(0.95, 1), 1U);
    EXPECT_EQ(rank_of(0.95, 200), 190U);
    EXPECT_EQ(rank_of(0.95, 201), 191U);
    EXPECT_EQ(rank_of(0.99, 1'000), 990U);
    EXPECT_EQ(rank_of(1.0, 10), 10U);
    EXPECT_EQ(rank_of(0.0, 10), 1U);
}

TEST(RankIntervalTest, IsAbsentWhenTooFewSamplesCouldEncloseTheQuantile) {
    EXPECT_FALSE(rank_interval_95(0.95, 0));
    EXPECT_FALSE(rank_interval_95(0.95, 40));
    EXPECT_FALSE(rank_interval_95(0.99, 300));
    EXPECT_FALSE(rank_interval_95(0.0, 1'000));
    EXPECT_FALSE(rank_interval_95(1.0, 1'000));
}

TEST(RankIntervalTest, MatchesTheTablesForTheMedian) {
    // David and Nagaraja: 95 % for the median of n = 10 is [x(2), x(9)], of n = 100 [x(40), x(61)].
    const auto ten = rank_interval_95(0.5, 10);
    ASSERT_TRUE(ten);
    EXPECT_EQ(ten->low, 2U);
    EXPECT_EQ(ten->high, 9U);
    const auto hundred = rank_interval_95(0.5, 100);
    ASSERT_TRUE(hundred);
    EXPECT_EQ(hundred->low, 40U);
    EXPECT_EQ(hundred->high, 61U);
}

TEST(RankIntervalTest, StaysNarrowAndCentredForManySamples) {
    const auto ranks = rank_interval_95(0.99, 100'000'000);
    ASSERT_TRUE(ranks);
    const double half = 1.96 * std::sqrt(1e8 * 0.99 * 0.01);
    EXPECT_NEAR(static_cast<double>(ranks->low), 99e6 - half, 3.0);
    EXPECT_NEAR(static_cast<double>(ranks->high), 99e6 + half, 3.0);
}

/// Share of `trials` samples of size n whose interval holds the true quantile.
template <class Draw>
double coverage(double q, double truth, std::size_t n, int trials, Draw draw) {
    const auto ranks = rank_interval_95(q, n);
    if (!ranks)
        return 0.0;
    int held = 0;
    std::vector<double> sample(n);
    for (int trial = 0; trial < trials; ++trial) {
        std::ranges::generate(sample, draw);
        std::ranges::sort(sample);
        held += sample[ranks->low - 1] <= truth && truth <= sample[ranks->high - 1] ? 1 : 0;
    }
    return held / static_cast<double>(trials);
}

TEST(RankIntervalTest, CoversTheQuantileOfKnownDistributionsAboutAsOftenAsItSays) {
    std::mt19937_64 random(20261121);
    std::exponential_distribution<double> exponential(1.0);
    std::lognormal_distribution<double> lognormal(0.0, 1.0);
    const auto from_exponential = [&] { return exponential(random); };
    const auto from_lognormal = [&] { return lognormal(random); };
    EXPECT_NEAR(coverage(0.5, std::log(2.0), 200, 500, from_exponential), 0.96, 0.025);
    EXPECT_NEAR(coverage(0.95, -std::log(0.05), 400, 500, from_exponential), 0.96, 0.025);
    EXPECT_NEAR(coverage(0.99, std::exp(2.3263478740408408), 1'000, 300, from_lognormal), 0.96,
                0.025);
}

}  // namespace
}  // namespace sark::reports
