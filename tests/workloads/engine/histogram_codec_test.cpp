#include <gtest/gtest.h>

#include "workloads/data/hash.hpp"
#include "workloads/timing/histogram.hpp"

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

// Written from the description of the format by a program that shares no code with ours: 3 samples
// of 5 ns, 1 of 1000 ns and 300 in the bucket of 1,000,000 ns (999,936..1,000,447).
constexpr std::string_view by_hand =
    "HISTFAAAACt42pNpmSzMwMDAxQABzFCaEch0M9ixgMH+A0SAk+0wP9P7eYw3WACKzAei";

// Written by hdr-histogram-js 3.0.1: one 0, 1000, 2000, …, 1,000,000 and 7 times 123,456,789.
constexpr std::string_view by_javascript =
    "HISTFAAAAJJ4nJNpmSzMwMB+noGBgZGBgYGZAQIYGRiY3Qx2LGCA8ZnO8oPQVA6mp+xMC1mYPjJD0XImpu+MWNBKRqZq"
    "pko8OJvJmsmayRZMkkfrMkkzyTLJIpH05/Mz8TJxM/FCIYKFXXS4yrMzsYIhM5RGhcSLjuof+vqZmRjQIIYALki0QlqY"
    "OWr5qOUjw/KPeXwAb1s90g==";

TEST(HistogramCodecTest, ReadsAPayloadBuiltByHandFromTheFormat) {
    const auto histogram = decode_v2(by_hand);
    ASSERT_TRUE(histogram) << describe(histogram.error());
    EXPECT_EQ(histogram->layout(), Histogram::Layout{});
    EXPECT_EQ(histogram->count(), 304U);
    EXPECT_EQ(histogram->min(), 5ns);
    EXPECT_EQ(histogram->value_at_rank(3), 5ns);
    EXPECT_EQ(histogram->value_at_rank(4), 1000ns);
    EXPECT_EQ(histogram->value_at_rank(5), 1'000'447ns);
    EXPECT_EQ(histogram->max(), 1'000'447ns);
}

TEST(HistogramCodecTest, ReadsWhatAnotherImplementationWrote) {
    const auto histogram = decode_v2(by_javascript);
    ASSERT_TRUE(histogram) << describe(histogram.error());
    EXPECT_EQ(histogram->count(), 1'008U);
    EXPECT_EQ(histogram->quantile(0.5), 503'039ns);
    EXPECT_EQ(histogram->quantile(0.99), 997'375ns);
    EXPECT_EQ(histogram->count_at_most(1'001us), 1'001U);
}

TEST(HistogramCodecTest, RoundTripsEveryLayout) {
    for (const Histogram::Layout& layout :
         {Histogram::Layout{}, Histogram::Layout{1'000, 60'000'000'000, 2},
          Histogram::Layout{1, 1'000, 1}, Histogram::Layout{1, INT64_MAX, 5}}) {
        Histogram histogram(layout);
        for (std::uint64_t i = 0; i < 10'000; ++i)
            histogram.record(Nanos{static_cast<std::int64_t>(draw(5, i, 0) >> (20U + i % 40U))});
        histogram.record_many(Nanos{1}, std::uint64_t{1} << 40U);
        const auto again = decode_v2(encode_v2(histogram));
        ASSERT_TRUE(again) << describe(again.error());
        EXPECT_EQ(again->layout(), layout);
        EXPECT_EQ(again->count(), histogram.count());
        // Equal counters are equal payloads.
        EXPECT_EQ(encode_v2(*again), encode_v2(histogram));
        for (const double q : {0.0, 0.5, 0.999999})
            EXPECT_EQ(again->quantile(q), histogram.quantile(q));
    }
}

TEST(HistogramCodecTest, AnEmptyHistogramStaysEmpty) {
    const auto again = decode_v2(encode_v2(Histogram{}));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->count(), 0U);
    EXPECT_FALSE(again->max());
}

TEST(HistogramCodecTest, BeginsAsItsReadersExpect) {
    Histogram histogram;
    histogram.record(1ms);
    EXPECT_TRUE(encode_v2(histogram).starts_with("HISTFAAA"));
}

TEST(HistogramCodecTest, RefusesDamagedTextWithoutFailing) {
    const std::string good(by_hand);
    std::string wrong_cookie = good;
    wrong_cookie[4] = 'E';
    std::string damaged = good;
    damaged[30] = damaged[30] == 'A' ? 'B' : 'A';
    for (const std::string& text :
         {std::string(), std::string("HIST"), std::string("not base64!!"), good.substr(0, 40),
          good.substr(0, good.size() - 4), wrong_cookie, damaged, std::string(400, 'A')}) {
        const auto histogram = decode_v2(text);
        ASSERT_FALSE(histogram) << text;
        EXPECT_EQ(histogram.error().code, Errc::protocol);
    }
}

}  // namespace
}  // namespace sark::workloads
