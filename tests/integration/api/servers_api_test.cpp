#include <set>
#include <thread>

#include "core/postgres/connection_pool.hpp"
#include "tests/integration/api/api_fixture.hpp"

namespace sark {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

class ServersApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        start();
    }
};

const json good_server = {{"name", "new server"},
                          {"transport", "http"},
                          {"endpoint", "http://new"},
                          {"sensitivity_level", "high"},
                          {"metadata", {{"owner", "me"}}},
                          {"tools", {{{"name", "new-tool"}, {"sensitivity_level", "low"}}}}};

TEST_F(ServersApiTest, RegisteredServerCanBeReadAgain) {
    const auto created = post("/api/v1/servers/", good_server);
    ASSERT_EQ(created->status, 201) << created->body;
    const json answer = test::body_of(created);
    EXPECT_EQ(answer["status"], "registered");
    EXPECT_TRUE(answer["consul_id"].is_null());
    EXPECT_THAT(created->get_header_value("Server-Timing"), StartsWith("app;dur="));
    EXPECT_EQ(created->get_header_value("Content-Type"), "application/json");

    const auto read = get("/api/v1/servers/" + answer["server_id"].get<std::string>());
    ASSERT_EQ(read->status, 200) << read->body;
    const json server_row = test::body_of(read);
    EXPECT_EQ(server_row["id"], answer["server_id"]);
    EXPECT_EQ(server_row["name"], "new server");
    EXPECT_EQ(server_row["endpoint"], "http://new");
    EXPECT_EQ(server_row["sensitivity_level"], "high");
    EXPECT_EQ(server_row["status"], "registered");
    EXPECT_EQ(server_row["metadata"], json({{"owner", "me"}}));
    ASSERT_EQ(server_row["tools"].size(), 1U);
    EXPECT_EQ(server_row["tools"][0]["name"], "new-tool");
    EXPECT_EQ(server_row["tools"][0]["sensitivity_level"], "low");
}

TEST_F(ServersApiTest, BothSlashFormsAreServed) {
    EXPECT_EQ(post("/api/v1/servers", good_server)->status, 201);
    EXPECT_EQ(get("/api/v1/servers")->status, 200);
    EXPECT_EQ(get("/api/v1/servers/")->status, 200);
    EXPECT_EQ(get("/api/v1/servers/" + test::seed::server)->status, 200);
    EXPECT_EQ(get("/api/v1/servers/" + test::seed::server + "/")->status, 200);
}

TEST_F(ServersApiTest, RegistrationIsAudited) {
    const auto created = post("/api/v1/servers/", good_server);
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT resource_id || ' ' || action || ' ' || status || ' ' || "
                           "host(ip_address) || ' ' || (details->>'name') || ' ' || "
                           "(details->>'tools') FROM sark_audit.audit_events "
                           "WHERE event_type = 'server_registered'"),
              test::body_of(created)["server_id"].get<std::string>() +
                  " server:register success 127.0.0.1 new server 1");
}

TEST_F(ServersApiTest, InvalidRegistrationIsRefusedAndLeavesNothing) {
    const auto refused = post("/api/v1/servers/", {{"name", ""}, {"transport", "smtp"}});
    EXPECT_EQ(refused->status, 422);
    EXPECT_EQ(test::body_of(refused)["detail"][0]["loc"], json({"body", "name"}));
    EXPECT_EQ(client().Post("/api/v1/servers/", "{oops", "application/json")->status, 422);
    EXPECT_EQ(client().Post("/api/v1/servers/", "", "application/json")->status, 422);
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_servers"), "2");
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_audit.audit_events"), "0");
}

TEST_F(ServersApiTest, MetadataThatOnlyTheDatabaseRefusesIs422) {
    const auto refused = client().Post(
        "/api/v1/servers/", R"({"name":"n","transport":"http","metadata":{"a":"\u0000"}})",
        "application/json");
    EXPECT_EQ(refused->status, 422);
    EXPECT_EQ(test::detail_of(refused), R"("Refused by the database")");
}

TEST_F(ServersApiTest, BodyOverOneMegabyteIs413) {
    json big = good_server;
    big["metadata"]["filler"] = std::string(1'100'000, 'x');
    const auto refused = post("/api/v1/servers/", big);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 413);
    EXPECT_EQ(test::detail_of(refused), R"("Payload Too Large")");
    EXPECT_EQ(get("/health")->status, 200);
}

TEST_F(ServersApiTest, ListPagesThroughEverythingOnce) {
    for (int i = 0; i < 5; ++i) ASSERT_EQ(post("/api/v1/servers/", good_server)->status, 201);
    std::set<std::string> seen;
    std::string path = "/api/v1/servers/?limit=3";
    for (int page = 0; page < 3; ++page) {
        const auto response = get(path);
        ASSERT_EQ(response->status, 200) << response->body;
        const json answer = test::body_of(response);
        EXPECT_TRUE(answer["total"].is_null());
        for (const json& item : answer["items"]) {
            EXPECT_TRUE(seen.insert(item["id"]).second) << item;
            EXPECT_EQ(item.size(), 6U);
        }
        EXPECT_EQ(answer["has_more"], page < 2);
        if (page < 2)
            path = "/api/v1/servers/?limit=3&cursor=" + answer["next_cursor"].get<std::string>();
        else
            EXPECT_TRUE(answer["next_cursor"].is_null());
    }
    EXPECT_EQ(seen.size(), 7U);
}

TEST_F(ServersApiTest, ListFiltersByStatus) {
    const json answer = test::body_of(get("/api/v1/servers/?status=inactive"));
    ASSERT_EQ(answer["items"].size(), 1U);
    EXPECT_EQ(answer["items"][0]["name"], "red server");
}

TEST_F(ServersApiTest, BadListParametersAreRefused) {
    for (const char* bad : {"limit=0", "limit=201", "limit=x", "limit=", "status=asleep"})
        EXPECT_EQ(get(std::string("/api/v1/servers/?") + bad)->status, 422) << bad;
    const auto cursor = get("/api/v1/servers/?cursor=nonsense");
    EXPECT_EQ(cursor->status, 400);
    EXPECT_EQ(test::detail_of(cursor), R"("Invalid cursor")");
    EXPECT_EQ(get("/api/v1/servers/?limit=200")->status, 200);
}

TEST_F(ServersApiTest, UnknownServerIs404AndNoUuidIs422) {
    const auto missing = get("/api/v1/servers/00000000-0000-4000-8000-000000000fff");
    EXPECT_EQ(missing->status, 404);
    EXPECT_EQ(test::detail_of(missing), R"("Server not found")");
    const auto malformed = get("/api/v1/servers/42");
    EXPECT_EQ(malformed->status, 422);
    EXPECT_EQ(test::body_of(malformed)["detail"][0]["loc"], json({"path", "server_id"}));
}

TEST_F(ServersApiTest, UnknownRouteIs404InJson) {
    for (const char* path : {"/", "/api/v1/nothing", "/api/v1/servers/a/b", "/health/deep"}) {
        const auto response = get(path);
        EXPECT_EQ(response->status, 404) << path;
        EXPECT_EQ(response->body, R"({"detail":"Not Found"})") << path;
    }
    const auto misused = client().Delete("/api/v1/servers/");
    EXPECT_EQ(misused->status, 405);
    EXPECT_EQ(misused->get_header_value("Allow"), "GET, POST");
}

TEST_F(ServersApiTest, RegisteringAToolAgainChangesWhatPolicyKnowsOfItsName) {
    EXPECT_EQ(test::body_of(evaluate(test::seed::ann, "search"))["decision"], "allow");
    json server_row = good_server;
    server_row["tools"] = {{{"name", "search"}, {"sensitivity_level", "critical"}}};
    ASSERT_EQ(post("/api/v1/servers/", server_row)->status, 201);
    EXPECT_EQ(test::body_of(evaluate(test::seed::ann, "search"))["decision"], "deny");
}

TEST_F(ServersApiTest, SchemaThatIsNotThereIsNot404) {
    const auto session = test::connect();
    ASSERT_TRUE(session->execute("ALTER SCHEMA sark_api RENAME TO sark_hidden"));
    EXPECT_EQ(get("/api/v1/servers/" + test::seed::server)->status, 500);
    EXPECT_EQ(get("/api/v1/servers/")->status, 500);
    const json decision = test::body_of(evaluate(test::seed::ann, "search"));
    ASSERT_TRUE(session->execute("ALTER SCHEMA sark_hidden RENAME TO sark_api"));
    EXPECT_EQ(decision["reason"], "Policy evaluation error: facts cannot be read");
}

TEST_F(ServersApiTest, ConnectionSurvivesManyRequests) {
    httplib::Client one = client();
    for (int i = 0; i < 50; ++i) {
        const auto response = one.Get("/health/live");
        ASSERT_TRUE(response);
        ASSERT_NE(response->get_header_value("Connection"), "close") << i;
    }
}

class PoolExhaustedTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.pool.pool_size = 1;
        options.pool.timeout = std::chrono::milliseconds(20);
        start();
    }
};

TEST_F(PoolExhaustedTest, WaitingInVainForAConnectionIs503) {
    auto lease = core->pool().acquire();
    ASSERT_TRUE(lease);
    const auto refused = get("/api/v1/servers/" + test::seed::server);
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(test::detail_of(refused), R"("Database did not answer in time")");
    EXPECT_EQ(get("/health/ready")->status, 503);
    EXPECT_EQ(get("/health/live")->status, 200);
    const json decision = test::body_of(evaluate(test::seed::ann, "search"));
    EXPECT_EQ(decision["decision"], "deny");
    EXPECT_EQ(decision["reason"], "Policy evaluation error: database did not answer in time");
    EXPECT_THAT(get("/metrics")->body,
                HasSubstr("sark_db_pool_timeouts_total{pool=\"primary\"} 3"));
}

}  // namespace
}  // namespace sark
