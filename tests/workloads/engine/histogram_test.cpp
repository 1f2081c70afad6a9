#include "workloads/timing/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "workloads/data/hash.hpp"

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

bool same_counts(const Histogram& a, const Histogram& b) {
    if (a.count() != b.count() || a.min() != b.min() || a.max() != b.max() ||
        a.mean_ns() != b.mean_ns() || a.clamped() != b.clamped())
        return false;
    for (double q = 0.0; q <= 1.0; q += 0.001)
        if (a.quantile(q) != b.quantile(q))
            return false;
    return true;
}

struct Shape {
    const char* name;
    std::function<double(double u, double v)> draw;  // nanoseconds from two uniform numbers
};

const Shape shapes[] = {
    {"uniform", [](double u, double) { return u * 1e9; }},
    {"lognormal",
     [](double u, double v) {
         return std::exp(13.0 + 1.5 * std::sqrt(-2.0 * std::log1p(-u)) * std::cos(6.283185307 * v));
     }},
    {"bimodal", [](double u, double v) { return u < 0.98 ? 1e5 + v * 1e4 : 1e9 + v * 1e8; }},
    {"pareto", [](double u, double) { return std::min(5e4 / std::pow(1.0 - u, 0.9), 3.5e12); }},
};

TEST(HistogramTest, QuantilesAgreeWithExactOrderStatisticsToThreeDigits) {
    constexpr std::size_t samples = 1'000'000;
    std::vector<std::int64_t> values(samples);
    for (const Shape& shape : shapes) {
        Histogram histogram;
        for (std::size_t i = 0; i < samples; ++i) {
            const double ns = shape.draw(to_unit(draw(7, i, 1)), to_unit(draw(7, i, 2)));
            values[i] = static_cast<std::int64_t>(ns);
            histogram.record(Nanos{values[i]});
        }
        std::sort(values.begin(), values.end());
        for (const double q :
             {0.0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 1.0}) {
            const auto rank = std::max<std::size_t>(
                1, static_cast<std::size_t>(std::ceil(q * static_cast<double>(samples) - 1e-6)));
            const auto exact = static_cast<double>(values[rank - 1]);
            const auto told = static_cast<double>(histogram.quantile(q)->count());
            EXPECT_GE(told, exact) << shape.name << " q=" << q;
            EXPECT_LE(told, exact * 1.001 + 1.0) << shape.name << " q=" << q;
        }
        EXPECT_EQ(histogram.count(), samples);
        EXPECT_EQ(histogram.min()->count(), values.front()) << shape.name;
        EXPECT_EQ(histogram.max()->count(), values.back()) << shape.name;
    }
}

TEST(HistogramTest, EveryStatisticOfEmptyIsAbsent) {
    const Histogram empty;
    EXPECT_EQ(empty.count(), 0U);
    EXPECT_FALSE(empty.quantile(0.5));
    EXPECT_FALSE(empty.value_at_rank(0));
    EXPECT_FALSE(empty.value_at_rank(1));
    EXPECT_FALSE(empty.min());
    EXPECT_FALSE(empty.max());
    EXPECT_FALSE(empty.mean_ns());
    EXPECT_FALSE(empty.stddev_ns());
    EXPECT_EQ(empty.count_at_most(1h), 0U);
}

TEST(HistogramTest, ReportsTheHighestEquivalentValueButNeverAboveTheMaximum) {
    Histogram histogram;
    histogram.record(100'000'000ns);
    EXPECT_EQ(histogram.quantile(0.5), 100'000'000ns);
    histogram.record(200'000'000ns);
    // 16 bits are below the three digits at 10^8: HdrHistogram says 100007935 as well.
    EXPECT_EQ(histogram.quantile(0.5), 100'007'935ns);
    EXPECT_EQ(histogram.quantile(1.0), 200'000'000ns);
}

TEST(HistogramTest, RanksCountFromOneAndEndAtTheCount) {
    Histogram histogram;
    for (int i = 1; i <= 100; ++i) histogram.record(Nanos{i});
    EXPECT_FALSE(histogram.value_at_rank(0));
    EXPECT_EQ(histogram.value_at_rank(1), 1ns);
    EXPECT_EQ(histogram.value_at_rank(100), 100ns);
    EXPECT_FALSE(histogram.value_at_rank(101));
    // Binary fractions must not push the rank up by one: 0.07 * 100 > 7.
    for (int i = 1; i <= 100; ++i) EXPECT_EQ(histogram.quantile(i / 100.0), Nanos{i}) << i;
    EXPECT_EQ(histogram.quantile(0.0), 1ns);
    EXPECT_EQ(histogram.quantile(7.0), 100ns);
    EXPECT_FALSE(histogram.quantile(std::nan("")));
}

TEST(HistogramTest, NothingIsDroppedAboveTheRange) {
    Histogram histogram({1'000, 60'000'000'000, 2});
    histogram.record(59s);
    histogram.record(61s);
    histogram.record(2h);
    EXPECT_EQ(histogram.count(), 3U);
    EXPECT_EQ(histogram.clamped(), 2U);
    EXPECT_EQ(histogram.max(), 2h);
    EXPECT_EQ(histogram.quantile(1.0), 2h);
    EXPECT_EQ(histogram.count_at_most(1h), 1U);
    EXPECT_EQ(histogram.count_at_most(2h), 3U);
}

TEST(HistogramTest, NegativeDurationsCountAsZero) {
    Histogram histogram;
    histogram.record(-5ns);
    EXPECT_EQ(histogram.count(), 1U);
    EXPECT_EQ(histogram.max(), 0ns);
}

TEST(HistogramTest, RecordingNoneOfAValueChangesNothing) {
    Histogram histogram;
    histogram.record_many(5ms, 0);
    EXPECT_FALSE(histogram.max());
    histogram.record_many(5ms, 3);
    EXPECT_EQ(histogram.count(), 3U);
    EXPECT_DOUBLE_EQ(*histogram.mean_ns(), 5e6);
}

TEST(HistogramTest, MergingIsAssociativeAndCommutative) {
    Histogram parts[3];
    for (std::uint64_t i = 0; i < 30'000; ++i)
        parts[i % 3].record(Nanos{static_cast<std::int64_t>(draw(3, i, 0) >> 20U)});
    Histogram left = parts[0];
    left.merge(parts[1]);
    left.merge(parts[2]);
    Histogram right = parts[2];
    right.merge(parts[1]);
    Histogram inner = parts[0];
    inner.merge(right);
    EXPECT_TRUE(same_counts(left, inner));
    EXPECT_GT(left.clamped(), 0U);
    Histogram with_empty = left;
    with_empty.merge(Histogram{});
    EXPECT_TRUE(same_counts(left, with_empty));
}

TEST(HistogramDeathTest, RefusesToMergeAnotherLayout) {
    Histogram histogram;
    const Histogram other({1'000, 60'000'000'000, 2});
    EXPECT_DEATH(histogram.merge(other), "");
}

TEST(HistogramTest, MomentsAreThoseOfTheSamples) {
    Histogram histogram;
    for (int i = 1; i <= 1'000; ++i) histogram.record(Nanos{i * 1'000'000LL});
    EXPECT_DOUBLE_EQ(*histogram.mean_ns(), 500.5e6);
    EXPECT_NEAR(*histogram.stddev_ns(), 288.675e6, 0.3e6);
}

TEST(HistogramTest, CountsWholeBucketsUpToALimit) {
    Histogram histogram;
    histogram.record(10ms);
    histogram.record(50ms);
    histogram.record(90ms);
    EXPECT_EQ(histogram.count_at_most(9ms), 0U);
    EXPECT_EQ(histogram.count_at_most(60ms), 2U);
    EXPECT_EQ(histogram.count_at_most(90ms), 3U);
}

TEST(HistogramTest, WhatAPayloadDoesNotCarryCanBePutBack) {
    Histogram histogram({1'000, 60'000'000'000, 2});
    histogram.record(Nanos{1'234'567});
    histogram.record(Nanos{2'345'678});
    histogram.record(std::chrono::seconds(90));
    auto decoded = decode_v2(encode_v2(histogram));
    ASSERT_TRUE(decoded);
    EXPECT_NE(decoded->exact(), histogram.exact());
    decoded->restore(histogram.exact().value());
    EXPECT_EQ(decoded->min(), Nanos{1'234'567});
    EXPECT_EQ(decoded->max(), std::chrono::seconds(90));
    EXPECT_EQ(decoded->mean_ns(), histogram.mean_ns());
    EXPECT_EQ(decoded->clamped(), 1U);
    EXPECT_EQ(decoded->quantile(1.0), histogram.quantile(1.0));
}

TEST(HistogramTest, AnEmptyHistogramHasNothingExact) {
    Histogram empty;
    EXPECT_FALSE(empty.exact());
    empty.restore({Nanos{1}, Nanos{2}, 3, 4});
    EXPECT_FALSE(empty.min());
    EXPECT_FALSE(empty.mean_ns());
    EXPECT_EQ(empty.clamped(), 0U);
}

TEST(HistogramTest, RestoringNeverClampsMoreThanThereIs) {
    Histogram histogram;
    histogram.record(Nanos{5});
    histogram.restore({Nanos{5}, Nanos{5}, 5, 7});
    EXPECT_EQ(histogram.clamped(), 1U);
}

TEST(HistogramTest, ResetForgetsEverything) {
    Histogram histogram;
    histogram.record(2h);
    histogram.reset();
    EXPECT_TRUE(same_counts(histogram, Histogram{}));
}

}  // namespace
}  // namespace sark::workloads
