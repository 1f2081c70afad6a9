#include "scenarios/environment/metrics_scrape.hpp"

#include <gmock/gmock.h>

namespace sark::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(MetricsScrapeTest, KeepsCountersWithTheirLabelsAndLeavesOutOtherKinds) {
    EXPECT_THAT(
        parse_counters("# HELP sark_cache_hits_total Hits.\n"
                       "# TYPE sark_cache_hits_total counter\n"
                       "sark_cache_hits_total{level=\"l1\"} 12\n"
                       "sark_cache_hits_total{level=\"l2\"} 3e2 1700000000000\n"
                       "# TYPE sark_pool_open gauge\n"
                       "sark_pool_open 4\n"
                       "# TYPE sark_latency histogram\n"
                       "sark_latency_bucket{le=\"+Inf\"} 9\n"
                       "# TYPE sark_plain_total counter\n"
                       "sark_plain_total 7\n"),
        ElementsAre(Pair("sark_cache_hits_total{level=\"l1\"}", 12),
                    Pair("sark_cache_hits_total{level=\"l2\"}", 300), Pair("sark_plain_total", 7)));
}

TEST(MetricsScrapeTest, KeepsSumsAndCountsOfHistograms) {
    EXPECT_THAT(parse_counters("# TYPE wait_seconds histogram\n"
                               "wait_seconds_bucket{pool=\"a\",le=\"+Inf\"} 9\n"
                               "wait_seconds_sum{pool=\"a\"} 0.25\n"
                               "wait_seconds_count{pool=\"a\"} 9\n"),
                ElementsAre(Pair("wait_seconds_count{pool=\"a\"}", 9),
                            Pair("wait_seconds_sum{pool=\"a\"}", 0.25)));
}

TEST(MetricsScrapeTest, SurvivesBlanksAndBracesInLabelValues) {
    EXPECT_THAT(parse_counters("# TYPE a_total counter\na_total{path=\"/x y}z\"} 1\n"),
                ElementsAre(Pair("a_total{path=\"/x y}z\"}", 1)));
}

TEST(MetricsScrapeTest, LeavesOutWhatMakesNoSense) {
    EXPECT_THAT(parse_counters("# TYPE a_total counter\na_total\na_total x\na_total NaN\n"
                               "untyped_total 3\n{} 1\n<html>\n"),
                IsEmpty());
    EXPECT_THAT(parse_counters(""), IsEmpty());
}

TEST(MetricsScrapeTest, NobodyThereIsAnError) {
    const auto counters = scrape_counters("http://127.0.0.1:1");
    ASSERT_FALSE(counters);
    EXPECT_EQ(counters.error().code, Errc::unavailable);
}

}  // namespace
}  // namespace sark::scenarios
