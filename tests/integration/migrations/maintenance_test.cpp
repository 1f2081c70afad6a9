#include "migrations/maintenance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_database.hpp"

namespace sark::migrations {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class MaintenanceTest : public MigratedDatabase {
 protected:
    void keep(const MaintenanceOptions& options = {}) {
        const auto done = maintain(session(), options);
        ASSERT_TRUE(done) << describe(done.error());
    }
};

TEST_F(MaintenanceTest, SummariesShowWhatWasWrittenBefore) {
    run("INSERT INTO sark_v2.cost_tracking (principal_id, resource_id, actual_cost) VALUES "
        "('p', 'r', 1.5), ('p', 'r', 2)");
    run("INSERT INTO sark_audit.policy_evaluations (policy_name, decision, cache_hit, duration_ms) "
        "VALUES ('rbac', true, true, 0.5), ('rbac', false, false, 1.5)");
    run("INSERT INTO sark_audit.api_logs (method, path, status, duration_ms) VALUES "
        "('GET', '/', 200, 1), ('GET', '/', 503, 3)");
    run("INSERT INTO sark_audit.audit_events (event_type, status) VALUES ('login', 'ok')");
    run("INSERT INTO sark_api.audit_events (event_type) VALUES ('user_login')");
    keep();
    EXPECT_EQ(value("SELECT sum(total_cost) || ' ' || sum(invocations) "
                    "FROM sark_v2.hourly_cost_by_principal WHERE principal_id = 'p'"),
              "3.5000 2");
    EXPECT_EQ(value("SELECT sum(total_cost) FROM sark_v2.daily_cost_summary"), "3.5000");
    EXPECT_EQ(value("SELECT sum(total_evaluations) || ' ' || sum(allowed) || ' ' || sum(denied) || "
                    "' ' || sum(cache_hits) || ' ' || max(max_duration_ms) "
                    "FROM sark_audit.hourly_policy_stats"),
              "2 1 1 1 1.5");
    EXPECT_EQ(value("SELECT total_evaluations || ' ' || avg_duration_ms "
                    "FROM sark_audit.daily_policy_stats"),
              "2 1");
    EXPECT_EQ(value("SELECT sum(total_requests) || ' ' || sum(error_count) "
                    "FROM sark_audit.hourly_api_metrics"),
              "2 1");
    EXPECT_EQ(value("SELECT sum(event_count) FROM sark_audit.hourly_audit_summary"), "1");
    EXPECT_EQ(value("SELECT sum(event_count) FROM sark_api.audit_events_hourly"), "1");
}

TEST_F(MaintenanceTest, WhatTheRetentionOutlivedGoesAndTheRestStays) {
    run("SELECT sark_audit.ensure_partitions('2001-01-01', '2001-01-02')");
    run("INSERT INTO sark_audit.audit_events (time, event_type) VALUES "
        "('2001-01-01 12:00+00', 'old'), ('2000-06-01', 'without a partition'), (now(), 'new')");
    run("INSERT INTO sark_audit.metrics (time, value) VALUES ('2001-01-01', 1)");
    run("INSERT INTO sark_v2.audit_events (timestamp, event_type) VALUES "
        "(now() - interval '731 days', 'user_login'), (now() - interval '700 days', 'user_login')");
    keep();
    EXPECT_EQ(column("SELECT event_type FROM sark_audit.audit_events"),
              (std::vector<std::string>{"new"}));
    EXPECT_EQ(value("SELECT count(*) FROM sark_audit.metrics"), "1") << "no retention is given";
    EXPECT_LE(value("SELECT count(*) FROM sark_v2.audit_events"), "2");
    EXPECT_GE(value("SELECT count(*) FROM sark_v2.audit_events"), "1");
}

TEST_F(MaintenanceTest, RetentionOfTheGatewayWorksInBatchesUntilNothingIsLeft) {
    run("INSERT INTO mcp_gw.request_logs (request_time, method, path, status_code, duration_ms) "
        "SELECT now() - interval '31 days', 'GET', '/', 200, 1 FROM generate_series(1, 2500)");
    run("INSERT INTO mcp_gw.request_logs (method, path, status_code, duration_ms) "
        "VALUES ('GET', '/', 200, 1)");
    EXPECT_EQ(value("SELECT mcp_gw.apply_retention((now() AT TIME ZONE 'UTC')::date)"), "1000");
    keep();
    EXPECT_EQ(value("SELECT count(*) FROM mcp_gw.request_logs"), "1");
    EXPECT_EQ(value("SELECT rows_deleted FROM mcp_gw.data_retention_policies "
                    "WHERE table_name = 'request_logs'"),
              "2500");
}

TEST_F(MaintenanceTest, RetentionCanBeLeftOut) {
    run("INSERT INTO sark_audit.audit_events (time, event_type) VALUES ('2001-01-01', 'old')");
    MaintenanceOptions options;
    options.retention = false;
    keep(options);
    EXPECT_EQ(value("SELECT count(*) FROM sark_audit.audit_events"), "1");
}

TEST_F(MaintenanceTest, DryRunPrintsTheSqlAndChangesNothing) {
    run("INSERT INTO sark_audit.audit_events (time, event_type) VALUES ('2001-01-01', 'old')");
    std::vector<std::string> sql;
    MaintenanceOptions options;
    options.dry_run = true;
    options.on_sql = [&](const std::string& text) { sql.push_back(text); };
    keep(options);
    EXPECT_THAT(sql, Contains(HasSubstr("CALL sark_audit.refresh_summaries()")));
    EXPECT_EQ(value("SELECT count(*) FROM sark_audit.audit_events"), "1");
}

TEST_F(MaintenanceTest, TheGatewaysFunctionsSumUp) {  // S004-FN-01..03
    run("INSERT INTO mcp_gw.mcp_servers (name, endpoint_url, transport_type, health_status, "
        "avg_response_time) VALUES ('a', '', 'http', 'healthy', 10), ('b', '', 'sse', 'degraded', "
        "30), ('c', '', 'http', 'unhealthy', NULL)");
    EXPECT_EQ(value("SELECT get_server_health_summary::text FROM mcp_gw.get_server_health_summary()"
                    " AS get_server_health_summary"),
              "(3,1,1,1,20)");
    EXPECT_EQ(value("SELECT s::text FROM mcp_gw.get_tenant_usage_summary('t', 24) s"), "(0,0,,)");
    run("INSERT INTO mcp_gw.request_logs (tenant_id, user_id, method, path, status_code, "
        "duration_ms) SELECT 't', 'u' || n % 2, 'GET', '/', CASE WHEN n <= 4 THEN 500 ELSE 200 "
        "END, n FROM generate_series(1, 100) n");
    EXPECT_EQ(value("SELECT s::text FROM mcp_gw.get_request_performance_summary(24) s"),
              "(100,96,4,50.5,95.05,99.01)");
    EXPECT_EQ(value("SELECT s::text FROM mcp_gw.get_tenant_usage_summary('t', 24) s"),
              "(100,2,50.5,0.04)");
}

TEST_F(MaintenanceTest, TheGatewaysViewsHaveRows) {  // S004-VW-01..03
    EXPECT_EQ(value("SELECT count(*) > 0 FROM mcp_gw.database_size_summary WHERE table_size >= 0"),
              "t");
    EXPECT_EQ(value("SELECT count(*) > 0 FROM mcp_gw.index_usage_summary "
                    "WHERE usage_category = 'Unused'"),
              "t");
    EXPECT_EQ(value("SELECT value FROM mcp_gw.performance_monitoring "
                    "WHERE metric = 'open_circuit_breakers'"),
              "0");
}

class UnmigratedMaintenanceTest : public TestDatabase {};

TEST_F(UnmigratedMaintenanceTest, ADatabaseWithoutOurMarkerIsRefused) {
    run("CREATE TABLE public.orders (id integer)");
    const auto refused = maintain(session(), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unsafe);
}

}  // namespace
}  // namespace sark::migrations
