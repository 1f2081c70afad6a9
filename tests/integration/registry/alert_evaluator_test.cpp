#include "core/alerts/alert_evaluator.hpp"

#include <gtest/gtest.h>

#include "core/postgres/connection_pool.hpp"
#include "tests/core/service/manual_time.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;

class AlertEvaluatorTest : public testing::Test {
 protected:
    void SetUp() override {
        test::recreate("mcp_gw");
        run("UPDATE mcp_gw.performance_alerts SET is_active = false "
            "WHERE metric <> 'open_circuit_breakers'");
        run("INSERT INTO mcp_gw.mcp_servers (id, name, endpoint_url, transport_type) VALUES "
            "('s1', 'files', 'https://files.example.test', 'http')");
        run("INSERT INTO mcp_gw.circuit_breakers (server_id, service_name, state) VALUES "
            "('s1', 'mcp', 'open')");
    }
    static void run(const std::string& sql) {
        const auto done = test::connect()->execute(sql);
        ASSERT_TRUE(done) << describe(done.error());
    }
    static std::size_t told(AlertEvaluator& evaluator) {
        const auto alerts = evaluator.evaluate();
        EXPECT_TRUE(alerts) << describe(alerts.error());
        return alerts ? alerts->size() : 0;
    }

    test::ManualTime time;
    postgres::ConnectionPool pool{test::dsn(), {}};
    AlertEvaluator evaluator{pool, time};
};

TEST_F(AlertEvaluatorTest, AnOpenBreakerIsToldAfterFiveMinutesAndNotAgainForAnHour) {
    EXPECT_EQ(told(evaluator), 0U);
    time.advance(5min);
    const auto alerts = evaluator.evaluate();
    ASSERT_TRUE(alerts) << describe(alerts.error());
    ASSERT_EQ(alerts->size(), 1U);
    EXPECT_EQ(alerts->front().name, "circuit breaker open");
    EXPECT_EQ(alerts->front().value, 1.0);
    EXPECT_EQ(test::scalar("SELECT last_triggered FROM mcp_gw.performance_alerts WHERE is_active"),
              "2026-11-23 10:05:00");
    time.advance(59min);
    EXPECT_EQ(told(evaluator), 0U);
    time.advance(1min);
    EXPECT_EQ(told(evaluator), 1U);
}

TEST_F(AlertEvaluatorTest, OfTwoProcessesOneTells) {
    AlertEvaluator other{pool, time};
    EXPECT_EQ(told(evaluator) + told(other), 0U);
    time.advance(5min);
    EXPECT_EQ(told(evaluator), 1U);
    EXPECT_EQ(told(other), 0U);
}

TEST_F(AlertEvaluatorTest, WithoutTroubleNothingIsTold) {
    run("UPDATE mcp_gw.circuit_breakers SET state = 'closed'");
    EXPECT_EQ(told(evaluator), 0U);
    time.advance(1h);
    EXPECT_EQ(told(evaluator), 0U);
}

TEST_F(AlertEvaluatorTest, EveryShippedAlertIsAboutAKnownMetric) {
    EXPECT_EQ(test::scalar("SELECT count(*) FROM mcp_gw.performance_alerts"), "4");
    EXPECT_EQ(test::scalar("SELECT count(*) FROM mcp_gw.performance_alerts WHERE metric NOT IN "
                           "(SELECT metric FROM mcp_gw.alert_metrics)"),
              "0");
}

TEST_F(AlertEvaluatorTest, WithoutADatabaseItSaysSo) {
    postgres::ConnectionPool nowhere{"host=/nonexistent", {}};
    AlertEvaluator lost{nowhere, time};
    EXPECT_EQ(lost.evaluate().error().code, Errc::unavailable);
}

}  // namespace
}  // namespace sark
