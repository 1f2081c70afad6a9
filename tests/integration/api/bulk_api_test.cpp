#include "tests/integration/api/api_fixture.hpp"

namespace sark {
namespace {

using nlohmann::json;

const std::string nobody = "00000000-0000-4000-8000-000000000fff";

class BulkApiTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        start();
    }
    static json servers(std::size_t count) {
        json list = json::array();
        for (std::size_t i = 0; i < count; ++i)
            list.push_back({{"name", "bulk " + std::to_string(i)},
                            {"transport", "http"},
                            {"tools", {{{"name", "bulk-tool"}}}}});
        return list;
    }
    /// Passes validation, but jsonb cannot hold it.
    static json refused() {
        return {{"name", "refused"},
                {"transport", "http"},
                {"metadata", {{"a", std::string("\0", 1)}}}};
    }
    static std::string registered() {
        return test::scalar("SELECT count(*) FROM sark_api.mcp_servers WHERE name LIKE 'bulk %'");
    }
    httplib::Result bulk(const json& list, bool fail_on_first_error) {
        return post("/api/v1/bulk/servers/register",
                    {{"servers", list}, {"fail_on_first_error", fail_on_first_error}});
    }
};

TEST_F(BulkApiTest, AHundredServersAreRegisteredAndAudited) {
    const auto response = bulk(servers(100), true);
    ASSERT_EQ(response->status, 200) << response->body;
    const json answer = test::body_of(response);
    EXPECT_EQ(answer["total"], 100);
    EXPECT_EQ(answer["succeeded"], 100);
    EXPECT_EQ(answer["failed"], 0);
    EXPECT_EQ(answer["failed_items"], json::array());
    EXPECT_EQ(answer["succeeded_items"][7]["name"], "bulk 7");
    EXPECT_EQ(answer["succeeded_items"][7]["status"], "registered");
    EXPECT_EQ(get("/api/v1/servers/" + answer["succeeded_items"][7]["server_id"].get<std::string>())
                  ->status,
              200);
    EXPECT_EQ(registered(), "100");
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_tools WHERE name = 'bulk-tool'"),
              "100");
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT count(DISTINCT resource_id) FROM sark_audit.audit_events "
                           "WHERE event_type = 'server_registered'"),
              "100");
}

TEST_F(BulkApiTest, BestEffortRegistersTheOthers) {
    json list = servers(3);
    list[1] = refused();
    const json answer = test::body_of(bulk(list, false));
    EXPECT_EQ(answer["succeeded"], 2);
    EXPECT_EQ(answer["failed"], 1);
    EXPECT_EQ(answer["failed_items"],
              json({{{"name", "refused"}, {"error", "Refused by the database"}}}));
    EXPECT_EQ(registered(), "2");
}

TEST_F(BulkApiTest, AllOrNoneLeavesNoneAndNamesTheOne) {
    json list = servers(3);
    list[1] = refused();
    const json answer = test::body_of(bulk(list, true));
    EXPECT_EQ(answer["succeeded"], 0);
    EXPECT_EQ(answer["failed"], 3);
    EXPECT_EQ(answer["failed_items"][0]["error"], "Transaction rolled back");
    EXPECT_EQ(answer["failed_items"][1]["error"], "Refused by the database");
    EXPECT_EQ(registered(), "0");
    flush_audit();
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_audit.audit_events"), "0");
}

TEST_F(BulkApiTest, MalformedRequestsAre422) {
    EXPECT_EQ(bulk(json::array(), false)->status, 422);
    EXPECT_EQ(bulk(servers(101), false)->status, 422);
    json list = servers(2);
    list[1]["transport"] = "smtp";
    const auto wrong = bulk(list, false);
    EXPECT_EQ(wrong->status, 422);
    EXPECT_EQ(test::body_of(wrong)["detail"][0]["loc"], json({"body", "servers", 1, "transport"}));
    EXPECT_EQ(registered(), "0");
    EXPECT_EQ(patch("/api/v1/bulk/servers/status", {{"updates", json::array()}})->status, 422);
}

TEST_F(BulkApiTest, StatusesChangeWithBestEffort) {
    const json answer =
        test::body_of(patch("/api/v1/bulk/servers/status",
                            {{"updates",
                              {{{"server_id", test::seed::server}, {"status", "unhealthy"}},
                               {{"server_id", nobody}, {"status", "active"}}}}}));
    EXPECT_EQ(answer["succeeded_items"], json({{{"server_id", test::seed::server},
                                                {"name", "blue server"},
                                                {"status", "unhealthy"}}}));
    EXPECT_EQ(answer["failed_items"],
              json({{{"server_id", nobody}, {"error", "Server not found"}}}));
}

TEST_F(BulkApiTest, StatusesChangeTogetherOrNotAtAll) {
    const json answer =
        test::body_of(patch("/api/v1/bulk/servers/status",
                            {{"fail_on_first_error", true},
                             {"updates",
                              {{{"server_id", test::seed::server}, {"status", "unhealthy"}},
                               {{"server_id", nobody}, {"status", "active"}}}}}));
    EXPECT_EQ(answer["succeeded"], 0);
    EXPECT_EQ(answer["failed_items"][0]["error"], "Transaction rolled back");
    EXPECT_EQ(answer["failed_items"][1]["error"], "Server not found");
    EXPECT_EQ(test::scalar("SELECT status FROM sark_api.mcp_servers WHERE name = 'blue server'"),
              "active");
}

class BulkWithoutDatabaseTest : public BulkApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.dsn = test::victim_dsn();
        options.audit_dsn = test::dsn();
        start();
    }
    void TearDown() override {
        test::let_in_victim();
        ApiTest::TearDown();
    }
};

TEST_F(BulkWithoutDatabaseTest, NothingIsSaidToBeDone) {
    test::lock_out_victim();
    EXPECT_EQ(bulk(servers(2), false)->status, 503);
    EXPECT_EQ(bulk(servers(2), true)->status, 503);
    EXPECT_EQ(patch("/api/v1/bulk/servers/status",
                    {{"updates", {{{"server_id", test::seed::server}, {"status", "active"}}}}})
                  ->status,
              503);
    test::let_in_victim();
    EXPECT_EQ(registered(), "0");
}

}  // namespace
}  // namespace sark
