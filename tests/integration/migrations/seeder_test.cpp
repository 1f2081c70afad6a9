#include "migrations/seeder.hpp"

#include <map>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_database.hpp"

namespace sark::migrations {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using workloads::Entity;

class SeederTest : public MigratedDatabase {
 protected:
    SeedReport fill(const workloads::DatasetSpec& dataset) {
        SeedOptions options;
        options.dataset = dataset;
        auto report = seed(session(), options);
        EXPECT_TRUE(report) << describe(report.error());
        return report ? std::move(*report) : SeedReport{};
    }
    std::string rows(const std::string& table) { return value("SELECT count(*) FROM " + table); }
    /// A digest of every seeded table without its time columns.
    std::map<std::string, std::string> digests() {
        std::map<std::string, std::string> found;
        for (const char* table : {"sark_api.users",
                                  "sark_api.teams",
                                  "sark_api.user_teams",
                                  "sark_api.mcp_servers",
                                  "sark_api.mcp_tools",
                                  "sark_api.policies",
                                  "sark_api.policy_versions",
                                  "sark_api.audit_events",
                                  "sark_v2.resources",
                                  "sark_v2.capabilities",
                                  "sark_v2.federation_nodes",
                                  "sark_v2.audit_events",
                                  "sark_v2.cost_tracking",
                                  "sark_audit.audit_events",
                                  "sark_audit.policy_evaluations",
                                  "sark_app.users",
                                  "sark_app.servers",
                                  "sark_app.sessions",
                                  "sark_app.api_keys",
                                  "mcp_gw.users",
                                  "mcp_gw.mcp_servers",
                                  "mcp_gw.server_tools",
                                  "mcp_gw.audit_logs",
                                  "mcp_gw.request_logs"})
            found[table] = value(
                "SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (SELECT (to_jsonb(t) "
                "- 'time' - 'timestamp' - 'created_at' - 'updated_at' - 'trusted_since' "
                "- 'last_health_check' - 'last_login_at' - 'last_seen_at' - 'expires_at' - "
                "'last_activity' - 'request_time' - 'search_vector')::text AS line FROM " +
                std::string(table) + " t) AS lines");
        return found;
    }
};

class UnmigratedSeederTest : public TestDatabase {};

TEST_F(SeederTest, FillsEveryTableToItsSize) {
    const auto dataset = small_dataset();
    const auto report = fill(dataset);
    EXPECT_FALSE(report.already_seeded);
    std::map<std::string, std::uint64_t> reported;
    for (const auto& table : report.tables) reported[table.table] = table.rows;
    EXPECT_EQ(reported["sark_api.mcp_tools"], dataset.servers * dataset.tools_per_server);
    EXPECT_EQ(reported["sark_v2.capabilities"],
              dataset.resources * dataset.capabilities_per_resource);
    for (const auto& [table, count] : reported) EXPECT_EQ(rows(table), std::to_string(count));
    EXPECT_EQ(reported.size(), 33U);
}

TEST_F(SeederTest, ComputedKeysAreInTheTables) {
    const auto dataset = small_dataset();
    fill(dataset);
    const std::pair<Entity, const char*> homes[] = {
        {Entity::user, "sark_api.users WHERE id::text"},
        {Entity::team, "sark_api.teams WHERE id::text"},
        {Entity::server, "sark_api.mcp_servers WHERE id::text"},
        {Entity::tool, "sark_api.mcp_tools WHERE id::text"},
        {Entity::resource, "sark_v2.resources WHERE id"},
        {Entity::capability, "sark_v2.capabilities WHERE id"},
        {Entity::federation_node, "sark_v2.federation_nodes WHERE node_id"}};
    for (const auto& [entity, home] : homes)
        for (const std::uint64_t index : {std::uint64_t{0}, count_of(dataset, entity) - 1})
            EXPECT_EQ(rows(fmt::format("{} = '{}'", home, id_of(dataset.seed, entity, index))), "1")
                << home << index;
}

TEST_F(SeederTest, RowsHaveThePropertiesThatTheDatasetForetells) {
    const auto dataset = small_dataset();
    fill(dataset);
    const auto id = [&](Entity entity, std::uint64_t index) {
        return fmt::format("'{}'", id_of(dataset.seed, entity, index));
    };
    for (std::uint64_t i = 0; i < 5; ++i) {
        EXPECT_EQ(value("SELECT role FROM sark_api.users WHERE id = " + id(Entity::user, i)),
                  workloads::role_of(dataset.seed, i));
        EXPECT_EQ(
            value("SELECT team_id FROM sark_api.user_teams WHERE user_id = " + id(Entity::user, i)),
            id_of(dataset.seed, Entity::team, team_of(dataset, Entity::user, i)));
        EXPECT_EQ(value("SELECT is_manager FROM sark_api.user_teams WHERE user_id = " +
                        id(Entity::user, i)),
                  workloads::is_manager(dataset.seed, i) ? "t" : "f");
        EXPECT_EQ(
            value("SELECT team_id FROM sark_api.mcp_servers WHERE id = " + id(Entity::server, i)),
            id_of(dataset.seed, Entity::team, team_of(dataset, Entity::server, i)));
        EXPECT_EQ(value("SELECT sensitivity_level FROM sark_api.mcp_tools WHERE name = '" +
                        name_of(Entity::tool, i) + "'"),
                  sensitivity_of(dataset.seed, Entity::tool, i));
        EXPECT_EQ(
            value("SELECT protocol FROM sark_v2.resources WHERE id = " + id(Entity::resource, i)),
            workloads::protocol_of(dataset, i));
    }
}

TEST_F(SeederTest, MetadataQueriesSelectAPart) {
    fill(small_dataset());
    const auto selected =
        std::stoi(rows("sark_v2.resources WHERE metadata @> '{\"transport\": \"stdio\"}'"));
    EXPECT_GT(selected, 0);
    EXPECT_LT(selected, 200);
}

TEST_F(SeederTest, TimesAreRecentAndDefaultPartitionsStayEmpty) {
    fill(small_dataset());
    EXPECT_EQ(rows("sark_v2.resources WHERE created_at > now() "
                   "OR created_at < now() - interval '31 days'"),
              "0");
    EXPECT_EQ(rows("sark_v2.cost_tracking WHERE timestamp > now() "
                   "OR timestamp < now() - interval '8 days'"),
              "0");
    for (const char* table :
         {"sark_v2.cost_tracking", "sark_v2.audit_events", "sark_api.audit_events",
          "sark_audit.audit_events", "sark_audit.policy_evaluations"})
        EXPECT_EQ(rows(table + std::string(" WHERE tableoid::regclass::text LIKE '%default'")), "0")
            << table;
}

TEST_F(SeederTest, StatisticsAndTheMaterializedViewAreFresh) {
    fill(small_dataset());
    EXPECT_EQ(value("SELECT reltuples FROM pg_class WHERE oid = 'sark_v2.resources'::regclass"),
              "200");
    EXPECT_EQ(value("SELECT sum(resource_count) FROM sark_v2.mv_protocol_stats"), "200");
    EXPECT_EQ(value("SELECT sum(invocations) FROM sark_v2.daily_cost_summary"), "300");
    EXPECT_EQ(value("SELECT sum(event_count) FROM sark_audit.hourly_audit_summary"), "200");
    EXPECT_EQ(value("SELECT count(*) FROM sark_api.policies WHERE current_version_id IS NULL"),
              "0");
    // As VACUUM leaves it: no GIN index has rows pending, no autovacuum comes in the middle of a
    // run.
    EXPECT_EQ(value("SELECT relallvisible = relpages FROM pg_class "
                    "WHERE oid = 'sark_v2.resources'::regclass"),
              "t");
}

TEST_F(SeederTest, SecondCallDoesNothing) {
    const auto first = fill(small_dataset());
    const auto seeded_at = column("SELECT seeded_at FROM sark_bench.datasets ORDER BY system");
    const auto second = fill(small_dataset());
    EXPECT_TRUE(second.already_seeded);
    EXPECT_EQ(second.tables.size(), first.tables.size());
    EXPECT_EQ(column("SELECT seeded_at FROM sark_bench.datasets ORDER BY system"), seeded_at);
}

TEST_F(SeederTest, NewCostsGetIdsAfterTheSeededOnes) {
    fill(small_dataset());
    EXPECT_EQ(value("SELECT max(id) FROM sark_v2.cost_tracking"), "300");
    EXPECT_EQ(value("INSERT INTO sark_v2.cost_tracking (principal_id, resource_id) "
                    "VALUES ('p', 'r') RETURNING id"),
              "301");
}

TEST_F(SeederTest, ASkewedDatasetIsAnotherOneAndReachesTheTables) {
    const auto usual = small_dataset();
    EXPECT_FALSE(fill(usual).already_seeded);
    auto skewed = usual;
    skewed.owner_theta = 3.0;
    skewed.json_keys = 2;
    skewed.active_share = 0.0;
    skewed.rare_share = 1.0;
    skewed.event_days = 20;
    EXPECT_FALSE(fill(skewed).already_seeded);
    EXPECT_TRUE(fill(skewed).already_seeded);
    for (const char* table :
         {"sark_audit.audit_events WHERE time", "mcp_gw.request_logs WHERE request_time",
          "sark_v2.cost_tracking WHERE \"timestamp\""})
        EXPECT_NE(rows(std::string(table) + " < now() - interval '15 days'"), "0") << table;
    EXPECT_EQ(rows("sark_app.users WHERE is_active"), "0");
    EXPECT_EQ(rows("sark_v2.resources WHERE protocol <> 'a2a'"), "0");
    EXPECT_EQ(rows("sark_v2.resources WHERE NOT metadata ? 'key_02' OR metadata ? 'key_03'"), "0");
    // 1 / sum of r^-3: 0.83 of the rows belong to one.
    EXPECT_EQ(value("SELECT max(n) > 0.6 * sum(n) FROM (SELECT count(*) AS n FROM "
                    "sark_v2.cost_tracking GROUP BY principal_id) AS owners"),
              "t");
    EXPECT_FALSE(fill(usual).already_seeded);
    EXPECT_TRUE(fill(usual).already_seeded);
}

TEST_F(SeederTest, AnotherDatasetReplacesTheFirst) {
    fill(small_dataset());
    auto other = small_dataset();
    other.resources = 50;
    EXPECT_FALSE(fill(other).already_seeded);
    EXPECT_EQ(rows("sark_v2.resources"), "50");
}

TEST_F(SeederTest, RowsThatRunsAddAreKept) {
    fill(small_dataset());
    run("INSERT INTO sark_api.mcp_servers (name, transport) SELECT 'new', 'http' "
        "FROM generate_series(1, 80)");
    EXPECT_TRUE(fill(small_dataset()).already_seeded);
    EXPECT_EQ(rows("sark_api.mcp_servers"), "120");
}

TEST_F(SeederTest, TooManyAddedRowsAreCleanedAway) {
    fill(small_dataset());
    run("INSERT INTO sark_api.mcp_servers (name, transport) SELECT 'new', 'http' "
        "FROM generate_series(1, 81)");
    EXPECT_FALSE(fill(small_dataset()).already_seeded);
    EXPECT_EQ(rows("sark_api.mcp_servers"), "40");
}

TEST_F(SeederTest, MissingRowsAreSeededAgain) {
    fill(small_dataset());
    for (const char* loss : {"DELETE FROM sark_v2.resources WHERE id = (SELECT min(id) FROM "
                             "sark_v2.resources)",
                             "DELETE FROM sark_v2.cost_tracking WHERE id = 1"}) {
        run(loss);
        EXPECT_FALSE(fill(small_dataset()).already_seeded) << loss;
    }
    EXPECT_EQ(rows("sark_v2.resources"), "200");
}

TEST_F(SeederTest, SameSeedGivesTheSameContent) {
    fill(small_dataset());
    const auto first = digests();
    run("DELETE FROM sark_bench.datasets");
    EXPECT_FALSE(fill(small_dataset()).already_seeded);
    EXPECT_EQ(digests(), first);
    auto other = small_dataset();
    other.seed = 43;
    fill(other);
    for (const auto& [table, digest] : digests()) EXPECT_NE(digest, first.at(table)) << table;
}

TEST_F(SeederTest, StoppedSeedingIsInterruptedAndCompletedByTheNext) {
    for (const int calls : {1, 3, 10}) {
        SeedOptions options;
        options.dataset = small_dataset();
        options.dataset.seed = static_cast<std::uint64_t>(calls);
        int asked = 0;
        options.stop = [&] { return ++asked >= calls; };
        const auto stopped = seed(session(), options);
        ASSERT_FALSE(stopped);
        EXPECT_EQ(stopped.error().code, Errc::interrupted);
        EXPECT_EQ(asked, calls);
        EXPECT_FALSE(fill(options.dataset).already_seeded);
        EXPECT_EQ(rows("sark_api.mcp_tools"), "120");
        EXPECT_EQ(rows("sark_v2.capabilities"), "400");
        EXPECT_TRUE(fill(options.dataset).already_seeded);
    }
}

TEST_F(SeederTest, StopIsHeededInsideABigTable) {
    SeedOptions options;
    options.dataset = small_dataset();
    options.dataset.cost_rows = 20'000;
    options.systems = {"sark_v2"};
    int asked = 0;
    options.stop = [&] { return ++asked == 7; };  // one per table before it, then inside it
    const auto stopped = seed(session(), options);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().where, "sark_v2.cost_tracking");
    EXPECT_LT(std::stoi(rows("sark_v2.cost_tracking")), 20'000);
}

TEST_F(SeederTest, ReportsEachTableAsItHappens) {
    std::vector<std::string> seen;
    SeedOptions options;
    options.dataset = small_dataset();
    options.systems = {"sark_audit"};
    options.on_table = [&](const TableReport& table) { seen.push_back(table.table); };
    ASSERT_TRUE(seed(session(), options));
    EXPECT_EQ(seen, (std::vector<std::string>{"sark_audit.audit_events",
                                              "sark_audit.policy_evaluations"}));
}

TEST_F(UnmigratedSeederTest, OnlyMigratedSystemsAreSeeded) {
    MigrateOptions only;
    only.systems = {"sark_v2"};
    migrate(only);
    SeedOptions options;
    options.dataset = small_dataset();
    const auto report = seed(session(), options);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_FALSE(report->tables.empty());
    for (const auto& table : report->tables)
        EXPECT_THAT(table.table, ::testing::StartsWith("sark_v2."));
}

TEST_F(SeederTest, EveryVariantOfThePartitionsHoldsTheSameRows) {
    MigrateOptions experiment;
    experiment.systems = {"sark_partitions"};
    migrate(experiment);
    SeedOptions options;
    options.dataset = small_dataset();
    options.systems = {"sark_partitions"};
    const auto report = seed(session(), options);
    ASSERT_TRUE(report) << describe(report.error());
    for (const char* variant : {"by_protocol_hash", "by_protocol", "by_id"})
        EXPECT_EQ(rows(fmt::format("(SELECT * FROM sark_partitions.resources_{} EXCEPT SELECT * "
                                   "FROM sark_partitions.resources_whole) AS other",
                                   variant)),
                  "0");
    EXPECT_EQ(rows("sark_partitions.resources_by_id"), "200");
    EXPECT_EQ(rows("sark_partitions.capabilities_by_protocol c JOIN "
                   "sark_partitions.resources_by_protocol r USING (protocol) "
                   "WHERE r.id = c.resource_id"),
              "400");
}

TEST_F(SeederTest, TheGatewaysFunctionsHaveSomethingToSay) {
    fill(small_dataset());
    EXPECT_EQ(value("SELECT total_servers FROM mcp_gw.get_server_health_summary()"), "40");
    EXPECT_EQ(rows("mcp_gw.users JOIN mcp_gw.sessions s ON s.user_id = users.id AND "
                   "s.token_hash = users.id"),
              "60");
    EXPECT_EQ(value("SELECT total_requests > 0 AND error_requests < total_requests "
                    "FROM mcp_gw.get_request_performance_summary(24)"),
              "t");
    EXPECT_EQ(rows("mcp_gw.data_retention_policies"), "2");
}

TEST_F(SeederTest, MostUsersAndServersAreActive) {
    auto dataset = small_dataset();
    dataset.users = 1000;
    fill(dataset);
    const auto active = std::stoi(rows("sark_app.users WHERE is_active"));
    EXPECT_GT(active, 850);
    EXPECT_LT(active, 950);
    EXPECT_GT(std::stoi(rows("sark_app.sessions WHERE expires_at > now()")), 0);
    EXPECT_GT(std::stoi(rows("sark_app.sessions WHERE expires_at <= now()")), 0);
}

TEST_F(UnmigratedSeederTest, AskingForAnUnmigratedSystemIsRefused) {
    MigrateOptions only;
    only.systems = {"sark_v2"};
    migrate(only);
    SeedOptions options;
    options.systems = {"sark_api"};
    const auto report = seed(session(), options);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Errc::not_found);
    EXPECT_THAT(describe(report.error()), AllOf(HasSubstr("sark_api"), HasSubstr("migrate")));
}

TEST_F(UnmigratedSeederTest, UnmigratedDatabaseIsRefused) {
    const auto report = seed(session(), {});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Errc::not_found);
    EXPECT_EQ(objects(), (std::vector<std::string>{"schema public"}));
}

TEST_F(UnmigratedSeederTest, ForeignDatabaseIsRefusedAndUntouched) {
    run("CREATE TABLE public.users AS SELECT generate_series(1, 3) AS id");
    const auto before = objects();
    const auto report = seed(session(), {});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Errc::unsafe);
    EXPECT_EQ(objects(), before);
    EXPECT_EQ(value("SELECT count(*) FROM public.users"), "3");
}

TEST_F(SeederTest, EmptyDatasetSeedsAndStaysSeeded) {
    const workloads::DatasetSpec empty{42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    fill(small_dataset());
    EXPECT_FALSE(fill(empty).already_seeded);
    EXPECT_EQ(rows("sark_v2.resources"), "0");
    EXPECT_TRUE(fill(empty).already_seeded);
}

TEST_F(SeederTest, DownForgetsTheDataset) {
    fill(small_dataset());
    MigrateOptions only;
    only.systems = {"sark_v2"};
    ASSERT_TRUE(migrate_down(session(), only));
    migrate(only);
    EXPECT_FALSE(fill(small_dataset()).already_seeded);
    EXPECT_EQ(rows("sark_v2.resources"), "200");
}

}  // namespace
}  // namespace sark::migrations
