#include "core/metrics/metrics.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(MetricsTest, HttpRequestsHaveTheSeedsNamesAndBuckets) {
    Metrics metrics;
    Metrics::Route& route = metrics.route("GET", "/api/v1/servers/{id}");
    route.observe(200, 20ms);
    route.observe(200, 30ms);
    route.observe(404, 2s);
    const std::string text = metrics.render({});
    EXPECT_THAT(text, HasSubstr("sark_http_requests_total{endpoint=\"/api/v1/servers/{id}\","
                                "method=\"GET\",status=\"200\"} 2"));
    EXPECT_THAT(text, HasSubstr("status=\"404\"} 1"));
    const std::string bucket =
        "sark_http_request_duration_seconds_bucket{endpoint=\"/api/v1/servers/{id}\","
        "method=\"GET\",le=\"";
    for (const char* row : {"0.01\"} 0", "0.025\"} 1", "0.05\"} 2", "0.1\"} 2", "0.25\"} 2",
                            "0.5\"} 2", "1\"} 2", "2.5\"} 3", "5\"} 3", "+Inf\"} 3"})
        EXPECT_THAT(text, HasSubstr(bucket + row));
}

TEST(MetricsTest, StatusOutOfRangeCountsAsServerError) {
    Metrics metrics;
    metrics.route("GET", "/x").observe(-1, 1ms);
    metrics.route("GET", "/x").observe(1'000, 1ms);
    EXPECT_THAT(metrics.render({}), HasSubstr("endpoint=\"/x\",method=\"GET\",status=\"500\"} 2"));
}

TEST(MetricsTest, DecisionsAreCountedByPolicyOutcomeAndCache) {
    Metrics metrics;
    PolicyDecision decision;
    decision.policy = "mfa";
    decision.cache = CacheStatus::l2_hit;
    metrics.observe_decision(decision, 3ms);
    decision.policy = "all";
    decision.allow = true;
    decision.cache = CacheStatus::l1_hit;
    metrics.observe_decision(decision, 1us);
    decision = {};
    decision.error = true;
    decision.policy = "error";
    decision.cache = CacheStatus::miss;
    metrics.observe_decision(decision, 1s);
    const std::string text = metrics.render({});
    EXPECT_THAT(text, HasSubstr("sark_policy_evaluation_duration_seconds_bucket{decision=\"deny\","
                                "policy=\"mfa\",le=\"0.0025\"} 0"));
    EXPECT_THAT(text, HasSubstr("sark_policy_evaluation_duration_seconds_bucket{decision=\"deny\","
                                "policy=\"mfa\",le=\"0.005\"} 1"));
    EXPECT_THAT(text, HasSubstr("sark_policy_evaluation_duration_seconds_count{decision=\"allow\","
                                "policy=\"all\"} 1"));
    EXPECT_THAT(
        text, HasSubstr("sark_policy_evaluations_total{cache_status=\"l1\",decision=\"allow\"} 1"));
    EXPECT_THAT(
        text, HasSubstr("sark_policy_evaluations_total{cache_status=\"l2\",decision=\"deny\"} 1"));
    EXPECT_THAT(
        text,
        HasSubstr("sark_policy_evaluations_total{cache_status=\"miss\",decision=\"error\"} 1"));
}

TEST(MetricsTest, QueriesDecideTheThreeMillisecondTarget) {
    Metrics metrics;
    metrics.observe_query(DbQuery::insert_server, 2900us);
    metrics.observe_query(DbQuery::insert_server, 3100us);
    const std::string text = metrics.render({});
    EXPECT_THAT(text, HasSubstr("sark_db_query_duration_seconds_bucket{operation=\"insert\","
                                "table=\"mcp_servers\",le=\"0.003\"} 1"));
    EXPECT_THAT(text, HasSubstr("table=\"mcp_servers\",le=\"0.005\"} 2"));
}

TEST(MetricsTest, CountersOfOtherPartsAppearUnderTheirNames) {
    Metrics metrics;
    CoreCounters counters;
    counters.pools[0].size = 20;
    counters.pools[0].overflow = 3;
    counters.pools[1].size = 10;
    counters.policy.l1_hits = 5;
    counters.policy.l2_misses = 4;
    counters.policy.l2_errors = 2;
    counters.audit.written = 1'234'567;
    counters.audit.rejected = 8;
    counters.audit.rejected_data = 6;
    counters.audit.queued = 9;
    metrics.observe_acquire(DbPool::audit, 1ms);
    const std::string text = metrics.render(counters);
    for (const char* line :
         {"sark_db_pool_size{pool=\"primary\"} 20", "sark_db_pool_size{pool=\"audit\"} 10",
          "sark_db_pool_overflow{pool=\"primary\"} 3", "sark_cache_hits_total{cache_name=\"l1\"} 5",
          "sark_cache_misses_total{cache_name=\"l2\"} 4",
          "sark_cache_errors_total{cache_name=\"l2\"} 2", "sark_audit_events_written_total 1234567",
          "sark_audit_events_rejected_total{reason=\"queue_full\"} 8",
          "sark_audit_events_rejected_total{reason=\"data\"} 6", "sark_audit_queue_size 9",
          "sark_db_pool_acquire_seconds_count{pool=\"audit\"} 1"})
        EXPECT_THAT(text, HasSubstr(line));
}

TEST(MetricsTest, WhatCachesHoldIsAGaugeOfEach) {
    Metrics metrics;
    CoreCounters counters;
    counters.policy.l1_entries = 1'000;
    counters.policy.l1_bytes = 720'896;
    counters.policy.fact_entries = 12;
    metrics.guards().note_response_entries(9);
    metrics.guards().note_response_entries(7);
    counters.guards = metrics.guards().read();
    const std::string text = metrics.render(counters);
    for (const char* line :
         {"# TYPE sark_cache_entries gauge", "sark_cache_entries{cache_name=\"l1\"} 1000",
          "sark_cache_entries{cache_name=\"facts\"} 12",
          "sark_cache_entries{cache_name=\"response\"} 7", "# TYPE sark_cache_size_bytes gauge",
          "sark_cache_size_bytes{cache_name=\"l1\"} 720896"})
        EXPECT_THAT(text, HasSubstr(line));
}

TEST(MetricsTest, SpoolAndSiemAppearUnderTheirNames) {
    const Metrics metrics;
    CoreCounters counters;
    counters.audit.failed = 7;
    counters.audit.spool.bytes = 4096;
    counters.audit.spool.recovered = 3;
    EXPECT_EQ(metrics.render(counters).find("siem_"), std::string::npos) << "nothing is forwarded";
    counters.siem.emplace();
    counters.siem->sent = 100;
    counters.siem->spilled = 5;
    counters.siem->breaker.state = CircuitState::open;
    const std::string text = metrics.render(counters);
    for (const char* line :
         {"sark_audit_events_rejected_total{reason=\"disk\"} 7", "sark_audit_spool_bytes 4096",
          "sark_audit_spool_recovered_total 3", "siem_events_sent_total 100",
          "siem_events_failed_total 5", "siem_circuit_breaker_state 1"})
        EXPECT_THAT(text, HasSubstr(line));
}

TEST(MetricsTest, RouteNobodyUsedHasNoStatus) {
    Metrics metrics;
    (void)metrics.route("GET", "/quiet");
    EXPECT_EQ(metrics.render({}).find("method=\"GET\",status="), std::string::npos);
}

TEST(MetricsTest, ThreadsCountTogether) {
    Metrics metrics;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i) metrics.route("POST", "/y").observe(200 + i % 3, 1us);
        });
    threads.clear();
    EXPECT_THAT(metrics.render({}),
                HasSubstr("sark_http_request_duration_seconds_count{endpoint=\"/y\","
                          "method=\"POST\"} 2000"));
}

}  // namespace
}  // namespace sark
