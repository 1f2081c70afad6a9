#include "tests/integration/api/api_fixture.hpp"

namespace sark {
namespace {

using nlohmann::json;

class StatisticsApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        start();
    }
    json points(const std::string& query) {
        const auto response = get("/api/v1/metrics/timeseries/servers?" + query);
        EXPECT_EQ(response->status, 200) << response->body;
        return test::body_of(response)["data_points"];
    }
};

TEST_F(StatisticsApiTest, SummaryCountsEverythingOnce) {
    const auto response = get("/api/v1/metrics/summary");
    ASSERT_EQ(response->status, 200) << response->body;
    EXPECT_EQ(test::body_of(response),
              json({{"total_servers", 2},
                    {"active_servers", 1},
                    {"inactive_servers", 1},
                    {"unhealthy_servers", 0},
                    {"total_tools", 3},
                    {"servers_by_transport", {{"http", 1}, {"stdio", 1}}},
                    {"servers_by_sensitivity", {{"low", 1}, {"medium", 1}}},
                    {"average_tools_per_server", 1.5}}));
    ASSERT_TRUE(test::connect()->execute("DELETE FROM sark_api.mcp_servers"));
    EXPECT_TRUE(
        test::body_of(get("/api/v1/metrics/summary"))["average_tools_per_server"].is_null());
}

TEST_F(StatisticsApiTest, AServerHasItsOwnCounts) {
    const json counts = test::body_of(get("/api/v1/metrics/" + test::seed::server));
    EXPECT_EQ(counts["server_name"], "blue server");
    EXPECT_EQ(counts["total_tools"], 2);
    EXPECT_EQ(counts["tools_by_sensitivity"], json({{"low", 1}, {"high", 1}}));
    EXPECT_EQ(counts["created_at"], "2026-01-01T00:00:00.000000Z");
    EXPECT_TRUE(counts["last_health_check"].is_null());
    ASSERT_TRUE(test::connect()->execute("DELETE FROM sark_api.mcp_tools"));
    EXPECT_EQ(test::body_of(get("/api/v1/metrics/" + test::seed::server))["total_tools"], 0);
    EXPECT_EQ(get("/api/v1/metrics/00000000-0000-4000-8000-000000000fff")->status, 404);
    EXPECT_EQ(get("/api/v1/metrics/42")->status, 422);
}

TEST_F(StatisticsApiTest, SeriesGrowsWithWhatWasRegistered) {
    ASSERT_TRUE(test::connect()->execute(
        "UPDATE sark_api.mcp_servers SET created_at = now() - interval '150 minutes' "
        "WHERE name = 'blue server'; "
        "UPDATE sark_api.mcp_servers SET created_at = now() - interval '40 days' "
        "WHERE name = 'red server'"));
    const json servers = points("metric=server_count&time_range=6h&interval=1h");
    ASSERT_EQ(servers.size(), 7U);
    std::string values;
    for (const json& point : servers) values += std::to_string(point["value"].get<int>());
    EXPECT_EQ(values, "1111222");
    const json active = points("metric=active_servers&time_range=6h&interval=6h");
    ASSERT_EQ(active.size(), 2U);
    EXPECT_EQ(active[0]["value"], 0.0);
    EXPECT_EQ(active[1]["value"], 1.0);
    EXPECT_EQ(points("metric=tool_count&time_range=1h&interval=1d").size(), 1U);
    EXPECT_EQ(points("metric=tool_count&time_range=1h&interval=1d")[0]["value"], 3.0);
    EXPECT_EQ(points("metric=server_count&time_range=30d&interval=5m").size(), 8'641U);
}

TEST_F(StatisticsApiTest, HealthIsNullWhereNothingWasChecked) {
    ASSERT_TRUE(test::connect()->execute(
        "UPDATE sark_api.mcp_servers SET last_health_check = now() - interval '30 minutes', "
        "status = CASE WHEN name = 'red server' THEN 'unhealthy' ELSE 'active' END"));
    const json health = points("metric=health_checks&time_range=6h");
    ASSERT_EQ(health.size(), 7U);
    EXPECT_TRUE(health[5]["value"].is_null());
    EXPECT_EQ(health[6]["value"], 50.0);
}

TEST_F(StatisticsApiTest, BadParametersAre422) {
    for (const char* query :
         {"", "metric=x", "metric=tool_count&time_range=2h", "metric=tool_count&interval=1s"})
        EXPECT_EQ(get(std::string("/api/v1/metrics/timeseries/servers?") + query)->status, 422)
            << query;
}

}  // namespace
}  // namespace sark
