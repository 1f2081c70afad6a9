#include "tests/integration/api/api_fixture.hpp"

namespace sark {
namespace {

using nlohmann::json;

const std::string nothing = "00000000-0000-4000-8000-000000000fff";

class ToolsApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        start();
        search = test::scalar("SELECT id FROM sark_api.mcp_tools WHERE name = 'search'");
    }
    [[nodiscard]] std::string sensitivity(const std::string& id) const {
        return "/api/v1/tools/" + id + "/sensitivity";
    }

    std::string search;  ///< The id of a tool of low sensitivity.
};

TEST_F(ToolsApiTest, LevelCanBeReadAndChanged) {
    const json before = test::body_of(get(sensitivity(search)));
    EXPECT_EQ(before["tool_id"], search);
    EXPECT_EQ(before["tool_name"], "search");
    EXPECT_EQ(before["sensitivity_level"], "low");
    EXPECT_EQ(before["is_overridden"], false);
    const auto changed =
        post(sensitivity(search), {{"sensitivity_level", "high"}, {"reason", "leaks"}});
    ASSERT_EQ(changed->status, 200) << changed->body;
    EXPECT_EQ(test::body_of(changed)["sensitivity_level"], "high");
    EXPECT_EQ(test::body_of(changed)["is_overridden"], true);
    EXPECT_EQ(test::body_of(get(sensitivity(search))), test::body_of(changed));
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT resource_id || ' ' || (details->>'old_sensitivity') || ' ' || "
                           "(details->>'new_sensitivity') || ' ' || (details->>'reason') "
                           "FROM sark_audit.audit_events "
                           "WHERE event_type = 'configuration_changed'"),
              search + " low high leaks");
}

TEST_F(ToolsApiTest, AChangedLevelCountsAtOnce) {
    EXPECT_EQ(test::body_of(evaluate(test::seed::ann, "search"))["decision"], "allow");
    ASSERT_EQ(post(sensitivity(search), {{"sensitivity_level", "critical"}})->status, 200);
    EXPECT_EQ(test::body_of(evaluate(test::seed::ann, "search"))["decision"], "deny");
}

TEST_F(ToolsApiTest, HistoryHasEveryChangeNewestFirst) {
    const json fresh = test::body_of(get(sensitivity(search) + "/history"));
    ASSERT_EQ(fresh.size(), 1U);
    EXPECT_EQ(fresh[0]["type"], "current");
    for (const char* level : {"high", "critical", "medium"})
        ASSERT_EQ(post(sensitivity(search), {{"sensitivity_level", level}})->status, 200);
    const json history = test::body_of(get(sensitivity(search) + "/history"));
    ASSERT_EQ(history.size(), 4U);
    EXPECT_EQ(history[0]["previous_level"], "critical");
    EXPECT_EQ(history[0]["new_level"], "medium");
    EXPECT_EQ(history[2]["previous_level"], "low");
    EXPECT_TRUE(history[2]["reason"].is_null());
    EXPECT_EQ(history[3]["level"], "medium");
}

TEST_F(ToolsApiTest, HistoryIsBounded) {
    const auto session = test::connect();
    ASSERT_TRUE(session->execute(
        "UPDATE sark_api.mcp_tools SET extra_metadata = jsonb_build_object('sensitivity_history', "
        "(SELECT jsonb_agg(jsonb_build_object('changed_at', n::text, 'new_level', 'low')) FROM "
        "generate_series(1, 100) AS n)) WHERE name = 'search'"));
    ASSERT_EQ(post(sensitivity(search), {{"sensitivity_level", "high"}})->status, 200);
    const json history = test::body_of(get(sensitivity(search) + "/history"));
    ASSERT_EQ(history.size(), 101U);
    EXPECT_EQ(history[0]["new_level"], "high");
    EXPECT_EQ(history[99]["timestamp"], "99");
}

TEST_F(ToolsApiTest, ListsAndCountsByLevel) {
    const json list = test::body_of(get("/api/v1/tools/sensitivity/low"));
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0]["id"], search);
    EXPECT_EQ(list[0]["server_id"], test::seed::server);
    EXPECT_EQ(get("/api/v1/tools/sensitivity/none")->status, 400);
    EXPECT_EQ(get("/api/v1/tools/sensitivity/low?limit=1001")->status, 422);
    EXPECT_EQ(test::body_of(get("/api/v1/tools/sensitivity/critical")), json::array());
    ASSERT_EQ(post(sensitivity(search), {{"sensitivity_level", "high"}})->status, 200);
    EXPECT_EQ(test::body_of(get("/api/v1/tools/statistics/sensitivity")),
              json({{"total_tools", 3},
                    {"by_sensitivity", {{"low", 0}, {"medium", 1}, {"high", 2}, {"critical", 0}}},
                    {"overridden_count", 1}}));
}

TEST_F(ToolsApiTest, DetectsFromWords) {
    const auto detected =
        post("/api/v1/tools/detect-sensitivity",
             {{"tool_name", "fetch_rows"}, {"parameters", {{"token", "string"}}}});
    ASSERT_EQ(detected->status, 200) << detected->body;
    EXPECT_EQ(test::body_of(detected)["detected_level"], "critical");
    EXPECT_EQ(post("/api/v1/tools/detect-sensitivity", json::object())->status, 422);
}

TEST_F(ToolsApiTest, DetectsForEveryToolOfAServer) {
    const json all = test::body_of(
        post("/api/v1/tools/servers/" + test::seed::server + "/tools/detect-all", json::object()));
    EXPECT_EQ(all["server_id"], test::seed::server);
    EXPECT_EQ(all["tool_count"], 2);
    EXPECT_EQ(all["detections"][search], "low");
    EXPECT_EQ(test::body_of(get(sensitivity(search)))["sensitivity_level"], "low");
    const auto empty = test::connect()->execute("DELETE FROM sark_api.mcp_tools");
    ASSERT_TRUE(empty);
    EXPECT_EQ(
        test::body_of(post("/api/v1/tools/servers/" + test::seed::server + "/tools/detect-all",
                           json::object()))["tool_count"],
        0);
}

TEST_F(ToolsApiTest, UnknownThingsAre404AndMalformedOnes422) {
    EXPECT_EQ(get(sensitivity(nothing))->status, 404);
    EXPECT_EQ(get(sensitivity(nothing) + "/history")->status, 404);
    EXPECT_EQ(post(sensitivity(nothing), {{"sensitivity_level", "low"}})->status, 404);
    EXPECT_EQ(
        post("/api/v1/tools/servers/" + nothing + "/tools/detect-all", json::object())->status,
        404);
    EXPECT_EQ(get(sensitivity("42"))->status, 422);
    EXPECT_EQ(get(sensitivity("42") + "/history")->status, 422);
    EXPECT_EQ(post(sensitivity("42"), {{"sensitivity_level", "low"}})->status, 422);
    EXPECT_EQ(post(sensitivity(search), {{"sensitivity_level", "none"}})->status, 422);
    EXPECT_EQ(post("/api/v1/tools/servers/42/tools/detect-all", json::object())->status, 422);
}

}  // namespace
}  // namespace sark
