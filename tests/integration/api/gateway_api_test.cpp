#include "tests/integration/api/api_fixture.hpp"

namespace sark {
namespace {

using nlohmann::json;

class GatewayApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        start();
    }
    json authorize(const std::string& user, const std::string& tool, const json& more = {}) {
        json body = {{"action", "gateway:tool:invoke"}, {"tool_name", tool}, {"user_id", user}};
        if (more.is_object())
            body.update(more);
        const auto response = post("/api/v1/gateway/authorize", body);
        EXPECT_EQ(response->status, 200) << response->body;
        return test::body_of(response);
    }
    static json event() {
        return {
            {"event_type", "tool_invoke"}, {"decision", "allow"},   {"reason", "r"},
            {"timestamp", 1'700'000'000},  {"tool_name", "search"}, {"gateway_request_id", "g"}};
    }
};

TEST_F(GatewayApiTest, AnAllowMayBeKeptByTheLevelOfTheRegistry) {
    const json allowed =
        authorize(test::seed::ann, "search", {{"parameters", {{"q", 1}, {"password", "x"}}}});
    EXPECT_EQ(allowed["allow"], true) << allowed;
    EXPECT_EQ(allowed["cache_ttl"], 1'800);
    EXPECT_EQ(allowed["filtered_parameters"], json({{"q", 1}}));
    EXPECT_EQ(
        authorize(test::seed::ann, "search", {{"sensitivity_level", "critical"}})["cache_ttl"], 0);
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT event_type || ' ' || action || ' ' || resource_id || ' ' || "
                           "status FROM sark_audit.audit_events WHERE event_id = '" +
                           allowed["audit_id"].get<std::string>() + "'"),
              "authorization_allowed gateway:tool:invoke search allowed");
}

TEST_F(GatewayApiTest, ADenialIsNotToBeKept) {
    for (const char* tool : {"deploy", "unheard-of"}) {
        const json denied = authorize(test::seed::vic, tool);
        EXPECT_EQ(denied["allow"], false) << denied;
        EXPECT_EQ(denied["cache_ttl"], 0);
        EXPECT_TRUE(denied["filtered_parameters"].is_null());
    }
    const json nobody =
        test::body_of(post("/api/v1/gateway/authorize", {{"action", "gateway:server:list"}}));
    EXPECT_EQ(nobody["allow"], false);
}

TEST_F(GatewayApiTest, MalformedRequestsAre422) {
    EXPECT_EQ(post("/api/v1/gateway/authorize", {{"action", "tool:invoke"}})->status, 422);
    EXPECT_EQ(post("/api/v1/gateway/authorize-a2a", {{"capability", "query"}})->status, 422);
    EXPECT_EQ(post("/api/v1/gateway/audit", json::object())->status, 422);
    EXPECT_EQ(get("/api/v1/gateway/servers?limit=0")->status, 422);
    EXPECT_EQ(get("/api/v1/gateway/tools?user_id=ann")->status, 422);
}

TEST_F(GatewayApiTest, AgentsThatNobodyKnowsAreDenied) {
    const auto response = post("/api/v1/gateway/authorize-a2a", {{"source_agent_id", "agent-1"},
                                                                 {"target_agent_id", "agent-2"},
                                                                 {"capability", "execute"},
                                                                 {"message_type", "request"}});
    ASSERT_EQ(response->status, 200) << response->body;
    EXPECT_EQ(test::body_of(response)["allow"], false);
    EXPECT_EQ(test::body_of(response)["cache_ttl"], 0);
}

TEST_F(GatewayApiTest, CatalogShowsWhatTheUserMay) {
    const json all = test::body_of(get("/api/v1/gateway/servers"));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0]["server_name"], "blue server");
    EXPECT_EQ(all[0]["tools_count"], 2);
    EXPECT_EQ(all[0]["authorized_teams"], json({test::seed::blue}));
    // ann is not in team red, whose server is not low.
    const json anns = test::body_of(get("/api/v1/gateway/servers?user_id=" + test::seed::ann));
    ASSERT_EQ(anns.size(), 1U);
    EXPECT_EQ(anns[0]["server_name"], "blue server");
    EXPECT_EQ(test::body_of(get("/api/v1/gateway/tools")).size(), 3U);
    const json tools = test::body_of(get("/api/v1/gateway/tools?user_id=" + test::seed::ann));
    ASSERT_EQ(tools.size(), 1U);
    EXPECT_EQ(tools[0]["tool_name"], "search");
    EXPECT_EQ(test::body_of(get("/api/v1/gateway/tools?server_name=red%20server")).size(), 1U);
    EXPECT_EQ(test::body_of(get("/api/v1/gateway/tools?server_name=none")), json::array());
}

TEST_F(GatewayApiTest, EventsGoThroughTheAuditWriter) {
    const auto logged = post("/api/v1/gateway/audit", event());
    ASSERT_EQ(logged->status, 201) << logged->body;
    EXPECT_EQ(test::body_of(logged)["status"], "logged");
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT event_type || ' ' || resource_id || ' ' || status || ' ' || "
                           "extract(epoch FROM time)::bigint || ' ' || "
                           "(details->>'gateway_request_id') FROM sark_audit.audit_events "
                           "WHERE event_id = '" +
                           test::body_of(logged)["audit_id"].get<std::string>() + "'"),
              "gateway_tool_invoke search allowed 1700000000 g");
}

TEST_F(GatewayApiTest, AnEventThatCannotBeKeptIsNotLogged) {
    json nul = event();
    nul["metadata"] = {{"a", std::string("\0", 1)}};
    const auto refused = post("/api/v1/gateway/audit", nul);
    EXPECT_EQ(refused->status, 422);
    EXPECT_THAT(refused->body, testing::HasSubstr("details are not JSON that PostgreSQL can hold"));
    json large = event();
    large["metadata"] = {{"a", std::string(600'000, 'a')}};
    EXPECT_EQ(post("/api/v1/gateway/audit", large)->status, 422);
}

class GatewayWithoutAuditTest : public GatewayApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.audit_dsn = test::victim_dsn();
        options.audit.queue_capacity = 1;
        options.audit.block_timeout = Nanos(1);
        start();
        test::lock_out_victim();
    }
    void TearDown() override {
        test::let_in_victim();
        ApiTest::TearDown();
    }
};

TEST_F(GatewayWithoutAuditTest, AnEventThatNobodyTookIs503) {
    EXPECT_EQ(post("/api/v1/gateway/audit", event())->status, 201);
    const auto refused = post("/api/v1/gateway/audit", event());
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(test::detail_of(refused), R"("The audit trail did not take the event")");
    const json decided = authorize(test::seed::ann, "search");
    EXPECT_EQ(decided["allow"], false) << "not without a trace";
    EXPECT_EQ(decided["reason"], "Policy evaluation error: the audit trail did not take the event");
    EXPECT_EQ(decided["cache_ttl"], 0);
    EXPECT_TRUE(decided["audit_id"].is_null());
}

}  // namespace
}  // namespace sark
