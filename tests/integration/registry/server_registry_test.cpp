#include "core/registry/server_registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/postgres/connection_pool.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark {
namespace {

std::string uuid(int number) {
    const std::string digits = std::to_string(number);
    return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

Server server(const std::string& name) {
    Server server;
    server.name = name;
    server.transport = "http";
    return server;
}

class ServerRegistryTest : public testing::Test {
 protected:
    void SetUp() override { test::recreate("sark_api"); }

    static void run(const std::string& sql) {
        const auto done = test::connect()->execute(sql);
        ASSERT_TRUE(done) << describe(done.error());
    }
    [[nodiscard]] std::string add(const Server& server) {
        auto id = registry.register_server(server);
        EXPECT_TRUE(id) << (id ? "" : describe(id.error()));
        return id ? *id : "";
    }

    postgres::ConnectionPool pool{test::dsn(), {}};
    ServerRegistry registry{pool};
};

TEST_F(ServerRegistryTest, ServerAndToolsRoundTrip) {
    run("INSERT INTO sark_api.users (id, email, full_name, hashed_password) VALUES ('" + uuid(1) +
        "', 'a@b', 'A', 'x')");
    run("INSERT INTO sark_api.teams (id, name) VALUES ('" + uuid(2) + "', 'red')");
    Server given = server("weather \"'\\ {,} ä");
    given.id = uuid(3);
    given.description = "line\nbreak";
    given.transport = "stdio";
    given.endpoint = "http://x/?a=b";
    given.command = "run --it";
    given.mcp_version = "2024-11-05";
    given.status = "active";
    given.sensitivity_level = "high";
    given.metadata_json = R"({"k": [1, "two"]})";
    given.owner_id = uuid(1);
    given.team_id = uuid(2);
    given.tools = {{uuid(11), "b \"quoted\", {x}", "back\\slash", "low", R"({"type": "object"})"},
                   {"", "a", "", "", "{}"}};
    EXPECT_EQ(add(given), uuid(3));

    const auto read = registry.server_by_id(uuid(3));
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read->name, given.name);
    EXPECT_EQ(read->description, given.description);
    EXPECT_EQ(read->transport, "stdio");
    EXPECT_EQ(read->endpoint, given.endpoint);
    EXPECT_EQ(read->command, given.command);
    EXPECT_EQ(read->mcp_version, given.mcp_version);
    EXPECT_EQ(read->status, "active");
    EXPECT_EQ(read->sensitivity_level, "high");
    EXPECT_EQ(read->metadata_json, given.metadata_json);
    EXPECT_EQ(read->owner_id, given.owner_id);
    EXPECT_EQ(read->team_id, given.team_id);
    EXPECT_THAT(read->created_at, testing::MatchesRegex("[0-9-]+T[0-9:]+\\.[0-9]+Z"));
    ASSERT_EQ(read->tools.size(), 2U);
    EXPECT_EQ(read->tools[0].name, "a");
    EXPECT_EQ(read->tools[0].sensitivity_level, "medium");
    EXPECT_EQ(read->tools[0].id.size(), 36U);
    EXPECT_EQ(read->tools[1].id, uuid(11));
    EXPECT_EQ(read->tools[1].name, given.tools[0].name);
    EXPECT_EQ(read->tools[1].description, given.tools[0].description);
    EXPECT_EQ(read->tools[1].sensitivity_level, "low");
    EXPECT_EQ(read->tools[1].parameters_json, given.tools[0].parameters_json);
}

TEST_F(ServerRegistryTest, EmptyFieldsTakeTheDefaults) {
    const auto read = registry.server_by_id(add(server("plain")));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->status, "registered");
    EXPECT_EQ(read->sensitivity_level, "medium");
    EXPECT_EQ(read->mcp_version, "2025-06-18");
    EXPECT_EQ(read->description, "");
    EXPECT_EQ(read->owner_id, std::nullopt);
    EXPECT_TRUE(read->tools.empty());
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_servers WHERE description IS NULL"),
              "1");
}

TEST_F(ServerRegistryTest, KnownIdIsAConflict) {
    Server given = server("one");
    given.id = uuid(1);
    EXPECT_EQ(add(given), uuid(1));
    EXPECT_EQ(registry.register_server(given).error().code, Errc::conflict);
}

TEST_F(ServerRegistryTest, RefusedToolLeavesNoServerBehind) {
    Server given = server("one");
    for (const Tool& bad :
         {Tool{"", "t", "", "extreme", "{}"}, Tool{"", "t", "", "low", "{"},
          Tool{"no uuid", "t", "", "low", "{}"}, Tool{"", std::string("\0", 1), "", "low", "{}"}}) {
        given.tools = {{"", "good", "", "low", "{}"}, bad};
        EXPECT_EQ(registry.register_server(given).error().code, Errc::invalid_argument);
    }
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_servers"), "0");
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_tools"), "0");
    EXPECT_EQ(pool.stats().checked_out, 0U);
}

TEST_F(ServerRegistryTest, RefusesValuesOutsideTheSchema) {
    Server given = server("one");
    given.transport = "pigeon";
    EXPECT_EQ(registry.register_server(given).error().code, Errc::invalid_argument);
    given = server("one");
    given.owner_id = uuid(99);  // nobody
    EXPECT_EQ(registry.register_server(given).error().code, Errc::invalid_argument);
}

TEST_F(ServerRegistryTest, UnknownThingsAreNotFound) {
    EXPECT_EQ(registry.server_by_id(uuid(1)).error().code, Errc::not_found);
    EXPECT_EQ(registry.server_by_id("no uuid").error().code, Errc::invalid_argument);
    EXPECT_EQ(registry.principal(uuid(1)).error().code, Errc::not_found);
    EXPECT_EQ(registry.tool_by_name("none").error().code, Errc::not_found);
}

TEST_F(ServerRegistryTest, PrincipalHasRoleAndTeams) {
    run("INSERT INTO sark_api.users (id, email, full_name, hashed_password, role, is_admin, "
        "is_active) VALUES ('" +
        uuid(1) + "', 'a', 'A', 'x', 'viewer', false, true), ('" + uuid(2) +
        "', 'b', 'B', 'x', 'developer', true, false)");
    run("INSERT INTO sark_api.teams (id, name) VALUES ('" + uuid(5) + "', 'red'), ('" + uuid(6) +
        "', 'blue')");
    run("INSERT INTO sark_api.user_teams VALUES ('" + uuid(1) + "', '" + uuid(6) + "'), ('" +
        uuid(1) + "', '" + uuid(5) + "')");
    const auto viewer = registry.principal(uuid(1));
    ASSERT_TRUE(viewer) << describe(viewer.error());
    EXPECT_EQ(viewer->id, uuid(1));
    EXPECT_EQ(viewer->role, "viewer");
    EXPECT_TRUE(viewer->is_active);
    EXPECT_EQ(viewer->teams, (std::vector<std::string>{uuid(5), uuid(6)}));
    const auto admin = registry.principal(uuid(2));
    ASSERT_TRUE(admin);
    EXPECT_EQ(admin->role, "admin");
    EXPECT_FALSE(admin->is_active);
    EXPECT_TRUE(admin->teams.empty());
}

TEST_F(ServerRegistryTest, PrincipalManagesTheTeamsWhoseMembershipSaysSo) {
    run("INSERT INTO sark_api.users (id, email, full_name, hashed_password) VALUES ('" + uuid(1) +
        "', 'a', 'A', 'x'), ('" + uuid(2) + "', 'b', 'B', 'x'), ('" + uuid(3) +
        "', 'c', 'C', 'x')");
    run("INSERT INTO sark_api.teams (id, name) VALUES ('" + uuid(5) + "', 'red'), ('" + uuid(6) +
        "', 'blue')");
    run("INSERT INTO sark_api.user_teams (user_id, team_id, is_manager) VALUES ('" + uuid(1) +
        "', '" + uuid(6) + "', true), ('" + uuid(1) + "', '" + uuid(5) + "', false), ('" + uuid(2) +
        "', '" + uuid(5) + "', default)");
    const auto manager = registry.principal(uuid(1));
    ASSERT_TRUE(manager) << describe(manager.error());
    EXPECT_EQ(manager->teams, (std::vector<std::string>{uuid(5), uuid(6)}));
    EXPECT_EQ(manager->managed_teams, (std::vector<std::string>{uuid(6)}));
    const auto all = registry.principals({uuid(1), uuid(2), uuid(3)});
    ASSERT_TRUE(all) << describe(all.error());
    ASSERT_EQ(all->size(), 3U);
    EXPECT_EQ(all->at(0).managed_teams, manager->managed_teams);
    EXPECT_EQ(all->at(1).teams, (std::vector<std::string>{uuid(5)}));
    EXPECT_TRUE(all->at(1).managed_teams.empty()) << "nobody manages unless it is said";
    EXPECT_TRUE(all->at(2).teams.empty());
    EXPECT_TRUE(all->at(2).managed_teams.empty());
}

TEST_F(ServerRegistryTest, ToolOfSeveralServersIsItsMostSensitiveOne) {
    run("INSERT INTO sark_api.teams (id, name) VALUES ('" + uuid(5) + "', 'red')");
    Server first = server("first");
    first.tools = {{"", "shared", "", "low", "{}"}, {"", "own", "", "medium", "{}"}};
    static_cast<void>(add(first));
    Server second = server("second");
    second.team_id = uuid(5);
    second.tools = {{"", "shared", "", "critical", "{}"}};
    static_cast<void>(add(second));
    const auto shared = registry.tool_by_name("shared");
    ASSERT_TRUE(shared) << describe(shared.error());
    EXPECT_EQ(shared->name, "shared");
    EXPECT_EQ(shared->sensitivity_level, "critical");
    EXPECT_EQ(shared->team_id, uuid(5));
    EXPECT_EQ(shared->owner_id, std::nullopt);
    EXPECT_EQ(registry.tool_by_name("own")->team_id, std::nullopt);
}

TEST_F(ServerRegistryTest, MissingSchemaIsNotFound) {
    run("DROP SCHEMA sark_api CASCADE");
    EXPECT_EQ(registry.server_by_id(uuid(1)).error().code, Errc::not_found);
}

TEST_F(ServerRegistryTest, ExhaustedPoolIsATimeout) {
    postgres::PoolSettings settings;
    settings.pool_size = 1;
    settings.max_overflow = 0;
    settings.timeout = std::chrono::milliseconds(5);
    postgres::ConnectionPool tiny(test::dsn(), settings);
    const auto held = tiny.acquire();
    ASSERT_TRUE(held);
    EXPECT_EQ(ServerRegistry(tiny).server_by_id(uuid(1)).error().code, Errc::timeout);
}

}  // namespace
}  // namespace sark
