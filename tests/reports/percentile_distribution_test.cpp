#include "reports/statistics/percentile_distribution.hpp"

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

workloads::Histogram milliseconds_to(int last) {
    workloads::Histogram histogram;
    for (int ms = 1; ms <= last; ++ms) histogram.record(std::chrono::milliseconds(ms));
    return histogram;
}

TEST(PercentileDistributionTest, TakesFiveStepsOfEachHalfOfWhatIsLeft) {
    const auto table = percentile_distribution(milliseconds_to(1'000), 0);
    ASSERT_GT(table.lines.size(), 12U);
    const std::array<double, 12> expected = {0.0, 0.1,  0.2, 0.3,  0.4, 0.5,
                                             .55, 0.60, .65, 0.70, .75, 0.775};
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(table.lines[i].quantile, expected[i], 1e-12) << i;
}

TEST(PercentileDistributionTest, EveryLineIsTheQuantileOfTheHistogram) {
    const auto histogram = milliseconds_to(1'000);
    for (const auto& line : percentile_distribution(histogram, 0).lines) {
        const auto exact = histogram.quantile(line.quantile);
        ASSERT_TRUE(exact);
        EXPECT_EQ(line.ms, to_ms(*exact)) << line.quantile;
        EXPECT_EQ(line.count, histogram.count_at_most(*exact));
    }
}

TEST(PercentileDistributionTest, EndsAtTheExactMaximumWithAllSamples) {
    const auto table = percentile_distribution(milliseconds_to(1'000), 0);
    EXPECT_EQ(table.lines.back().quantile, 1.0);
    EXPECT_EQ(table.lines.back().ms, 1'000.0);
    EXPECT_EQ(table.lines.back().count, 1'000U);
    EXPECT_EQ(table.max_ms, 1'000.0);
    EXPECT_EQ(table.mean_ms, 500.5);
}

TEST(PercentileDistributionTest, OneSampleHasABeginningAndAnEnd) {
    const auto table = percentile_distribution(milliseconds_to(1), 0);
    ASSERT_EQ(table.lines.size(), 2U);
    EXPECT_EQ(table.lines[0].quantile, 0.0);
    EXPECT_EQ(table.lines[1].quantile, 1.0);
    EXPECT_EQ(table.lines[1].ms, 1.0);
}

TEST(PercentileDistributionTest, FailuresRankBehindEveryAnswer) {
    const auto table = percentile_distribution(milliseconds_to(950), 50);
    EXPECT_EQ(table.total, 1'000U);
    EXPECT_EQ(table.failed, 50U);
    EXPECT_LE(table.lines.back().quantile, 0.95);
    EXPECT_GT(table.lines.back().quantile, 0.93);
    for (const auto& line : table.lines)
        EXPECT_GE(static_cast<double>(line.count), line.quantile * 1'000.0 - 1e-6);
}

TEST(PercentileDistributionTest, NothingAnsweredHasNoLinesAndNoMean) {
    for (const std::uint64_t failed : {0U, 7U}) {
        const auto table = percentile_distribution(workloads::Histogram(), failed);
        EXPECT_TRUE(table.lines.empty());
        EXPECT_EQ(table.total, failed);
        EXPECT_FALSE(table.mean_ms);
        EXPECT_FALSE(table.stddev_ms);
        EXPECT_FALSE(table.max_ms);
    }
}

TEST(PercentileDistributionTest, BeyondTheRangeTheMaximumIsTold) {
    workloads::Histogram histogram({1'000, 60'000'000'000, 2});
    histogram.record(std::chrono::seconds(90));
    EXPECT_EQ(percentile_distribution(histogram, 0).lines.back().ms, 90'000.0);
}

TEST(PercentileDistributionTest, KnowsTheBucketsOfALayout) {
    // What HdrHistogram's Java tools print for the same ranges.
    const auto precise = percentile_distribution(workloads::Histogram(), 0);
    EXPECT_EQ(precise.buckets, 32U);
    EXPECT_EQ(precise.sub_buckets, 2048U);
}

}  // namespace
}  // namespace sark::reports
