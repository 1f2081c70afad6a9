#include <optional>

#include "core/http/routes/routes.hpp"
#include "tests/integration/api/api_fixture.hpp"

namespace sark {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// The routes as they are behind whatever says who calls.
class CallerRoutesTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        start();
        http::add_routes(router.emplace(core->metrics(), slowdown), *core);
    }
    void TearDown() override {
        router.reset();
        ApiTest::TearDown();
    }
    http::Answer ask(const std::string& caller, std::string_view method, const std::string& path,
                     const json& body = json::object()) {
        const std::string text = body.dump();
        http::Request request;
        request.method = method;
        request.path = path;
        request.body = text;
        request.caller.emplace();
        request.caller->user_id = caller;
        return router->answer(request);
    }
    static json server(const std::string& level) {
        return {{"name", "mine"}, {"transport", "http"}, {"sensitivity_level", level}};
    }
    static json body(const http::Answer& answer) { return json::parse(answer.body); }

    http::Slowdown slowdown{0.0};
    std::optional<http::Router> router;
};

TEST_F(CallerRoutesTest, ARegistrationIsTheCallers) {
    ASSERT_EQ(ask(test::seed::ann, "POST", "/api/v1/servers", server("low")).status, 201);
    EXPECT_EQ(test::scalar("SELECT owner_id FROM sark_api.mcp_servers WHERE name = 'mine'"),
              test::seed::ann);
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT user_id FROM sark_audit.audit_events "
                           "WHERE event_type = 'server_registered'"),
              test::seed::ann);
}

TEST_F(CallerRoutesTest, ARegistrationThatPolicyDeniesIs403) {
    for (const auto& [caller, level] :
         {std::pair(test::seed::vic, "low"), {test::seed::ann, "high"}, {test::seed::ina, "low"}}) {
        const http::Answer denied = ask(caller, "POST", "/api/v1/servers/", server(level));
        EXPECT_EQ(denied.status, 403) << level;
        EXPECT_THAT(denied.body, HasSubstr("Server registration denied by policy: "));
    }
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_servers WHERE name = 'mine'"), "0");
}

TEST_F(CallerRoutesTest, BulkRegistersWhatPolicyLetsPass) {
    const json mixed = {{"servers", {server("low"), server("high")}}};
    const json best = body(ask(test::seed::ann, "POST", "/api/v1/bulk/servers/register", mixed));
    EXPECT_EQ(best["succeeded"], 1) << best;
    EXPECT_THAT(best["failed_items"][0]["error"].get<std::string>(), HasSubstr("Policy denied: "));
    json all = mixed;
    all["fail_on_first_error"] = true;
    const json none = body(ask(test::seed::ann, "POST", "/api/v1/bulk/servers/register", all));
    EXPECT_EQ(none["succeeded"], 0) << none;
    EXPECT_EQ(none["failed_items"][0]["error"], "Transaction rolled back");
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_servers WHERE name = 'mine'"), "1");
}

TEST_F(CallerRoutesTest, StatusIsForOwnersAndAdministrators) {
    const std::string path = "/api/v1/servers/" + test::seed::red_server + "/status";
    const json change = {{"status", "unhealthy"}};
    EXPECT_EQ(ask(test::seed::vic, "PATCH", path, change).status, 403);
    EXPECT_EQ(ask(test::seed::ann, "PATCH", path, change).status, 403);
    const json bulk = {
        {"updates", {{{"server_id", test::seed::red_server}, {"status", "unhealthy"}}}}};
    const json denied = body(ask(test::seed::ann, "PATCH", "/api/v1/bulk/servers/status", bulk));
    EXPECT_EQ(denied["failed"], 1);
    EXPECT_THAT(denied["failed_items"][0]["error"].get<std::string>(), HasSubstr("Policy denied"));
    EXPECT_EQ(ask(test::seed::vic, "PATCH",
                  "/api/v1/servers/00000000-0000-4000-8000-000000000fff/status", change)
                  .status,
              404);
    // Her own, which belongs to no team.
    const json mine = body(ask(test::seed::ann, "POST", "/api/v1/servers", server("low")));
    EXPECT_EQ(ask(test::seed::ann, "PATCH",
                  "/api/v1/servers/" + mine["server_id"].get<std::string>() + "/status", change)
                  .status,
              200);
}

TEST_F(CallerRoutesTest, ALevelIsRaisedByOwnersAndLoweredByAdministrators) {
    const json mine = body(ask(test::seed::ann, "POST", "/api/v1/servers",
                               {{"name", "mine"},
                                {"transport", "http"},
                                {"tools", {{{"name", "own"}, {"sensitivity_level", "low"}}}}}));
    ASSERT_TRUE(mine.contains("server_id")) << mine;
    const std::string path = "/api/v1/tools/" +
                             test::scalar("SELECT id FROM sark_api.mcp_tools WHERE name = 'own'") +
                             "/sensitivity";
    EXPECT_EQ(ask(test::seed::vic, "POST", path, {{"sensitivity_level", "medium"}}).status, 403);
    EXPECT_EQ(ask(test::seed::ann, "POST", path, {{"sensitivity_level", "medium"}}).status, 200);
    const http::Answer lowered = ask(test::seed::ann, "POST", path, {{"sensitivity_level", "low"}});
    EXPECT_EQ(lowered.status, 403);
    EXPECT_THAT(lowered.body, HasSubstr("Tool sensitivity update denied by policy: "));
    const json history = body(ask(test::seed::ann, "GET", path + "/history"));
    EXPECT_EQ(history[0]["updated_by"], test::seed::ann);
}

TEST_F(CallerRoutesTest, WhoDoesNotSayForWhomAsksForItself) {
    const json invoke = {{"action", "tool:invoke"}, {"tool", "search"}};
    EXPECT_EQ(body(ask(test::seed::ann, "POST", "/api/v1/policy/evaluate", invoke))["decision"],
              "allow");
    EXPECT_EQ(body(ask(test::seed::vic, "POST", "/api/v1/policy/evaluate", invoke))["decision"],
              "deny");
    EXPECT_EQ(body(ask(test::seed::ann, "POST", "/api/v1/policy/batch-evaluate",
                       json::array({invoke})))[0]["decision"],
              "allow");
    EXPECT_EQ(body(ask(test::seed::ann, "POST", "/api/v1/gateway/authorize",
                       {{"action", "gateway:tool:invoke"}, {"tool_name", "search"}}))["allow"],
              true);
    EXPECT_EQ(body(ask(test::seed::ann, "GET", "/api/v1/gateway/tools")).size(), 1U);
}

TEST_F(CallerRoutesTest, EveryRouteHasBothSlashForms) {
    for (const std::string path :
         {"/health", "/health/live", "/health/startup", "/health/ready", "/health/detailed",
          "/metrics", "/api/v1/servers", "/api/v1/tools/statistics/sensitivity",
          "/api/v1/tools/sensitivity/low", "/api/v1/policy/list", "/api/v1/gateway/servers",
          "/api/v1/gateway/tools", "/api/v1/metrics/summary", "/api/v1/export/servers.csv",
          "/api/v1/export/servers.json", "/api/v1/export/tools.csv", "/api/v1/export/tools.json"})
        for (const char* slash : {"", "/"})
            EXPECT_EQ(ask(test::seed::ann, "GET", path + slash).status, 200) << path << slash;
    // An empty object is refused by each of them, and so is known to have reached it.
    for (const std::string path :
         {"/api/v1/servers", "/api/v1/bulk/servers/register", "/api/v1/tools/detect-sensitivity",
          "/api/v1/policy/evaluate", "/api/v1/policy/batch-evaluate", "/api/v1/policy/invalidate",
          "/api/v1/policy/validate", "/api/v1/gateway/authorize", "/api/v1/gateway/authorize-a2a",
          "/api/v1/gateway/audit", "/api/v1/export"})
        for (const char* slash : {"", "/"})
            EXPECT_EQ(ask(test::seed::ann, "POST", path + slash).status, 422) << path << slash;
    for (const char* slash : {"", "/"})
        EXPECT_EQ(ask(test::seed::ann, "PATCH", std::string("/api/v1/bulk/servers/status") + slash)
                      .status,
                  422);
}

}  // namespace
}  // namespace sark
