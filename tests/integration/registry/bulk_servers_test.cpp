#include "core/registry/bulk_servers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/postgres/connection_pool.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark {
namespace {

using testing::SizeIs;

std::string uuid(int number) {
    const std::string digits = std::to_string(number);
    return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

Server server(int number, std::size_t tools = 0) {
    Server server;
    server.id = uuid(number);
    server.name = "server " + std::to_string(number);
    server.transport = "http";
    for (std::size_t i = 0; i < tools; ++i) {
        Tool tool;
        tool.name = "tool " + std::to_string(i);
        server.tools.push_back(tool);
    }
    return server;
}

class BulkServersTest : public testing::Test {
 protected:
    void SetUp() override { test::recreate("sark_api"); }

    postgres::ConnectionPool pool{test::dsn(), {}};
    BulkServers bulk{pool};
};

TEST_F(BulkServersTest, RegistersEveryServerWithItsTools) {
    Server full = server(3, 2);
    full.status = "active";
    full.sensitivity_level = "high";
    full.description = "d \"{,}\" \\";
    full.metadata_json = R"({"k":[1]})";
    full.tags_json = R"(["eu"])";
    full.tools[0].requires_approval = true;
    const std::vector<Server> servers = {server(1), server(2, 3), full};
    const auto done = bulk.register_all(servers);
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(test::scalar("SELECT string_agg(name || ':' || (SELECT count(*) FROM "
                           "sark_api.mcp_tools t WHERE t.server_id = s.id), ',' ORDER BY name) "
                           "FROM sark_api.mcp_servers s"),
              "server 1:0,server 2:3,server 3:2");
    EXPECT_EQ(test::scalar("SELECT status || sensitivity_level || description || "
                           "(extra_metadata->>'k') || (tags->>0) FROM sark_api.mcp_servers "
                           "WHERE name = 'server 3'"),
              "activehighd \"{,}\" \\[1]eu");
    EXPECT_EQ(test::scalar("SELECT status || sensitivity_level || mcp_version || "
                           "(description IS NULL) FROM sark_api.mcp_servers "
                           "WHERE name = 'server 1'"),
              "registeredmedium2025-06-18true");
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_tools WHERE requires_approval"), "1");
}

TEST_F(BulkServersTest, OneThatIsRefusedLeavesNone) {
    std::vector<Server> servers = {server(1, 1), server(2), server(3)};
    servers[1].tags_json = R"(["\u0000"])";
    servers[2].sensitivity_level = "none";
    EXPECT_EQ(bulk.register_all(servers).error().code, Errc::invalid_argument);
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_servers"), "0");
    EXPECT_EQ(bulk.first_refused(servers), 1U);
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_servers"), "0");
    servers.resize(1);
    EXPECT_EQ(bulk.first_refused(servers), std::nullopt);
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_servers"), "0");
}

TEST_F(BulkServersTest, AServerNeedsAnId) {
    std::vector<Server> servers = {server(1)};
    servers[0].id.clear();
    EXPECT_EQ(bulk.register_all(servers).error().code, Errc::invalid_argument);
}

TEST_F(BulkServersTest, KnownIdIsAConflict) {
    const std::vector<Server> servers = {server(1)};
    ASSERT_TRUE(bulk.register_all(servers));
    EXPECT_EQ(bulk.register_all(servers).error().code, Errc::conflict);
}

TEST_F(BulkServersTest, StatusesChangeForThoseThatThereAre) {
    ASSERT_TRUE(bulk.register_all(std::vector<Server>{server(1), server(2)}));
    const std::vector<StatusChange> changes = {
        {uuid(1), "active"}, {uuid(2), "unhealthy"}, {uuid(9), "active"}};
    const auto made = bulk.set_statuses(changes, BulkServers::Missing::skipped);
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_TRUE(made->changed);
    EXPECT_THAT(made->found, SizeIs(2));
    EXPECT_EQ(test::scalar("SELECT string_agg(status, ',' ORDER BY name) FROM "
                           "sark_api.mcp_servers"),
              "active,unhealthy");
}

TEST_F(BulkServersTest, OneThatIsMissingChangesNoneWhenAllAreAskedFor) {
    ASSERT_TRUE(bulk.register_all(std::vector<Server>{server(1)}));
    const std::vector<StatusChange> changes = {{uuid(1), "active"}, {uuid(9), "active"}};
    const auto made = bulk.set_statuses(changes, BulkServers::Missing::refused);
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_FALSE(made->changed);
    EXPECT_THAT(made->found, SizeIs(1));
    EXPECT_EQ(test::scalar("SELECT status FROM sark_api.mcp_servers"), "registered");
}

TEST_F(BulkServersTest, AStatusThatIsNoneIsRefused) {
    ASSERT_TRUE(bulk.register_all(std::vector<Server>{server(1)}));
    const std::vector<StatusChange> changes = {{uuid(1), "asleep"}};
    EXPECT_EQ(bulk.set_statuses(changes, BulkServers::Missing::skipped).error().code,
              Errc::invalid_argument);
}

}  // namespace
}  // namespace sark
