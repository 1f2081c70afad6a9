// PgBouncer and a replica between a run and its database, and what happens to it meanwhile.

#include <algorithm>

#include "core/postgres/session.hpp"
#include "core/reference_core.hpp"
#include "core/registry/server_listing.hpp"
#include "scenarios/environment/postgres_probe.hpp"
#include "scenarios/runner.hpp"
#include "tests/integration/environment/environment_fixture.hpp"

namespace sark::scenarios {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;

class RoutesTest : public EnvironmentFixture {
 protected:
    std::unique_ptr<TestEnvironment> prepare(const Scenario& scenario) {
        auto environment = TestEnvironment::prepare(scenario, options_);
        EXPECT_TRUE(environment) << describe(environment ? Error{} : environment.error());
        return environment ? *std::move(environment) : nullptr;
    }
    Result<RunResult> run(const Scenario& scenario) {
        auto environment = TestEnvironment::prepare(scenario, options_);
        if (!environment)
            return environment.error();
        return run_scenario(scenario, **environment, stop_, {});
    }
    static std::string value(const std::string& dsn, const std::string& sql) {
        auto session = postgres::Session::open(dsn);
        if (!session)
            return describe(session.error());
        const auto rows = (*session)->execute(sql);
        if (!rows)
            return describe(rows.error());
        return rows->empty() ? "nothing" : rows->rows.at(0).at(0).value_or("null");
    }
    static std::string setting(const Environment& environment, const std::string& name) {
        const auto found =
            std::ranges::find(environment.settings, "postgresql." + name, &SettingSource::setting);
        return found == environment.settings.end() ? "absent" : found->value + "; " + found->source;
    }
    static std::string service(const Environment& environment, const std::string& name) {
        for (const auto& [key, text] : environment.services)
            if (key == name)
                return text;
        return "absent";
    }
    static workloads::OperationSpec expecting_a_row(const std::string& text) {
        workloads::OperationSpec spec = sql(text);
        auto& request = std::get<workloads::PostgresOperation>(spec.request);
        request.expect_rows_min = 1;
        return spec;
    }
    static void expect_all_right(const RunResult& result) {
        for (const auto& load : result.engine.loads) {
            EXPECT_GT(load.completed, 0U) << load.name;
            EXPECT_EQ(load.operations.at(0).outcomes[0], load.completed) << load.name;
        }
    }

    workloads::StopControl stop_;
};

TEST_F(RoutesTest, AProfileAndOwnSettingsAreInForceAndReportedWithTheirSource) {
    Scenario scenario = database_scenario();
    scenario.environment.pg_profile = "pg-primary-8gb";
    scenario.environment.pg_settings = {{"jit", "off"}, {"random_page_cost", "2"}};
    const auto environment = prepare(scenario);
    ASSERT_TRUE(environment);
    EXPECT_EQ(value(environment->target().postgres_dsn, "SHOW effective_io_concurrency"), "200");
    EXPECT_EQ(value(environment->target().postgres_dsn, "SHOW jit"), "off");
    const Environment description = environment->describe();
    EXPECT_EQ(setting(description, "jit"), "off; scenario");
    EXPECT_EQ(setting(description, "random_page_cost"), "2; scenario");
    EXPECT_EQ(setting(description, "effective_io_concurrency"), "200; profile pg-primary-8gb");
    EXPECT_THAT(setting(description, "logging_collector"), HasSubstr("documented on"));
    EXPECT_EQ(setting(description, "track_io_timing"), "on; sark-bench");
    EXPECT_EQ(setting(description, "listen_addresses"), "absent");
}

TEST_F(RoutesTest, ASettingThatTheServerRefusesNamesItsReason) {
    Scenario scenario = database_scenario();
    scenario.environment.pg_settings = {{"work_mem", "much"}};
    const auto environment = TestEnvironment::prepare(scenario, options_);
    ASSERT_FALSE(environment);
    EXPECT_EQ(environment.error().code, Errc::unavailable);
    EXPECT_THAT(describe(environment.error()), HasSubstr("work_mem"));
}

TEST_F(RoutesTest, ManyClientsShareFewServerConnectionsWithoutPreparedStatements) {
    Scenario scenario = database_scenario(200);
    scenario.environment.pgbouncer = BouncerSpec{true, 2, 0};
    scenario.loads[0].connections = 30;
    scenario.loads[0].operations = {
        expecting_a_row("SELECT 1 WHERE NOT EXISTS (SELECT FROM "
                        "pg_prepared_statements WHERE name <> '')")};
    auto environment = prepare(scenario);
    ASSERT_TRUE(environment);
    EXPECT_TRUE(environment->target().transaction_pooled);
    EXPECT_THAT(service(environment->describe(), "pgbouncer"),
                AllOf(HasSubstr("managed, transaction mode"), HasSubstr("pool 2 + 0")));
    // What a client asks for at start-up is dropped, so the server's side has it (E-08).
    EXPECT_EQ(value(environment->target().postgres_dsn + " options='-c statement_timeout=5s'",
                    "SHOW statement_timeout"),
              "30s");
    const auto result = run_scenario(scenario, *environment, stop_, {});
    ASSERT_TRUE(result) << describe(result.error());
    expect_all_right(*result);
    EXPECT_EQ(value(environment->server_dsn(),
                    "SELECT count(*) <= 3 FROM pg_stat_activity WHERE backend_type = 'client "
                    "backend' AND application_name = 'sark-bench'"),
              "t");
}

TEST_F(RoutesTest, TheReferenceCoreWorksBehindAPooler) {
    Scenario scenario = full_scenario();
    scenario.environment.pgbouncer.emplace();
    scenario.environment.pgbouncer->default_pool_size = 3;
    const auto environment = prepare(scenario);
    ASSERT_TRUE(environment);
    ASSERT_NE(environment->target().core, nullptr);
    for (int i = 0; i < 20; ++i) {
        ServerListing::Request request;
        request.limit = 5;
        const auto page = environment->target().core->listing().after(request);
        ASSERT_TRUE(page) << describe(page.error());
        EXPECT_EQ(page->servers.size(), 5U);
    }
}

TEST_F(RoutesTest, APoolerThatDiesIsNamedWithItsLastWords) {
    Scenario scenario = database_scenario();
    scenario.environment.pgbouncer.emplace();
    const auto environment = prepare(scenario);
    ASSERT_TRUE(environment);
    EXPECT_FALSE(environment->failure());
    // SHUTDOWN is a command of its administration console.
    const std::string console = environment->target().postgres_dsn + " dbname=pgbouncer";
    static_cast<void>(run_statement(console, "SHUTDOWN"));
    std::optional<Error> failure;
    ASSERT_TRUE(
        sark::test::eventually([&] { return (failure = environment->failure()).has_value(); }));
    EXPECT_THAT(describe(*failure), AllOf(HasSubstr("PgBouncer"), HasSubstr("SHUTDOWN")));
}

TEST_F(RoutesTest, LoadsReadFromTheReplicaAndItsLagIsMeasured) {
    Scenario scenario = database_scenario(50, seconds(4));
    scenario.environment.replica = true;
    scenario.environment.systems = {"sark_v2"};
    scenario.loads[0].operations = {expecting_a_row("SELECT 1 WHERE NOT pg_is_in_recovery()")};
    LoadSpec reads = load("reads",
                          expecting_a_row("SELECT 1 FROM sark_v2.resources WHERE "
                                          "pg_is_in_recovery() LIMIT 1"),
                          50, seconds(4));
    reads.replica = true;
    scenario.loads.push_back(reads);
    const auto result = run(scenario);
    ASSERT_TRUE(result) << describe(result.error());
    expect_all_right(*result);
    EXPECT_THAT(result->evidence.replica, Contains(Key("bytes_max")));
    EXPECT_THAT(service(result->environment, "postgresql (replica)"), HasSubstr("streaming"));
}

TEST_F(RoutesTest, TheCoreReadsFromTheReplicaAndWritesToThePrimary) {
    Scenario scenario = full_scenario();
    scenario.environment.replica = true;
    const auto environment = prepare(scenario);
    ASSERT_TRUE(environment);
    ASSERT_NE(environment->target().core, nullptr);
    EXPECT_TRUE(environment->target().core->listing().after({}));
    Server server;
    server.name = "on the primary";
    server.transport = "http";
    server.endpoint = "http://127.0.0.1:1";
    EXPECT_TRUE(environment->target().core->servers().register_server(server));
    const std::string metrics = environment->target().core->metrics_text();
    EXPECT_THAT(metrics, HasSubstr("sark_db_pool_size{pool=\"read\"} 30"));
    EXPECT_THAT(metrics, HasSubstr("sark_db_pool_acquire_seconds_count{pool=\"read\"} 2"));
}

TEST_F(RoutesTest, WhatNobodyCanArrangeIsRefused) {
    Scenario scenario = database_scenario();
    scenario.loads[0].replica = true;
    auto without = TestEnvironment::prepare(scenario, options_);
    ASSERT_FALSE(without);
    EXPECT_THAT(describe(without.error()), HasSubstr("--read-dsn"));
    scenario.loads[0].replica = false;
    scenario.environment.pgbouncer.emplace();
    options_.dsn = std::getenv("SARK_TEST_DSN");
    auto given = TestEnvironment::prepare(scenario, options_);
    ASSERT_FALSE(given);
    EXPECT_EQ(given.error().code, Errc::invalid_argument);
}

MeanwhileSpec happening(const std::string& name, MeanwhileSpec::Kind kind, Nanos at) {
    MeanwhileSpec one;
    one.name = name;
    one.kind = kind;
    one.at = at;
    one.table = "sark_v2.resources";
    return one;
}

TEST_F(RoutesTest, WhatHappensMeanwhileIsMarkedAndLeavesNothing) {
    using Kind = MeanwhileSpec::Kind;
    Scenario scenario = database_scenario(50, seconds(8));
    scenario.environment.systems = {"sark_v2"};
    MeanwhileSpec index = happening("index", Kind::create_index, milliseconds(100));
    index.on = "(lower(name))";
    // Of a table, only one at a time may be built, vacuumed or analysed: two may be a deadlock.
    MeanwhileSpec wrong = happening("wrong", Kind::create_index, milliseconds(100));
    wrong.on = "(nothing)";
    wrong.table = "sark_v2.capabilities";
    MeanwhileSpec vacuum = happening("vacuum", Kind::vacuum, milliseconds(300));
    vacuum.table = "sark_v2.federation_nodes";
    MeanwhileSpec bloat = happening("bloat", Kind::bloat, milliseconds(200));
    bloat.set = "name = name";
    bloat.share = 1.0;
    bloat.length = milliseconds(300);
    scenario.meanwhile = {index, wrong, bloat, vacuum,
                          happening("dump", Kind::pg_dump, milliseconds(200))};
    auto environment = prepare(scenario);
    ASSERT_TRUE(environment);
    const auto result = run_scenario(scenario, *environment, stop_, {});
    ASSERT_TRUE(result) << describe(result.error());
    ASSERT_EQ(result->happenings.size(), 5U);
    using Outcome = Happening::Outcome;
    const std::vector<Outcome> outcomes = {Outcome::done, Outcome::failed, Outcome::done,
                                           Outcome::done, Outcome::done};
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const Happening& one = result->happenings[i];
        EXPECT_EQ(one.outcome, outcomes[i]) << one.name << ": " << one.detail;
        EXPECT_GE(one.begin, scenario.meanwhile[i].at) << one.name;
        EXPECT_GE(one.end, one.begin) << one.name;
    }
    EXPECT_THAT(result->happenings[1].detail, HasSubstr("nothing"));
    EXPECT_THAT(result->happenings[2].detail, HasSubstr("row versions"));
    EXPECT_THAT(result->happenings[4].detail, HasSubstr("dumped"));
    EXPECT_EQ(value(environment->server_dsn(),
                    "SELECT count(*) FROM pg_class WHERE relname LIKE 'sark_bench_meanwhile%'"),
              "0");
}

// Apart from the others: a build waits for whoever looked at the database before it.
TEST_F(RoutesTest, WhatHasNotEndedWithTheRunIsCutShort) {
    Scenario scenario = database_scenario(50, seconds(3));
    MeanwhileSpec endless = happening("endless", MeanwhileSpec::Kind::sql, milliseconds(1));
    endless.sql = "SELECT pg_sleep(600)";
    scenario.meanwhile = {endless};
    const auto result = run(scenario);
    ASSERT_TRUE(result) << describe(result.error());
    ASSERT_EQ(result->happenings.size(), 1U);
    EXPECT_EQ(result->happenings[0].outcome, Happening::Outcome::cut_short);
    EXPECT_GE(result->happenings[0].begin, endless.at);
    EXPECT_LT(result->happenings[0].end - result->happenings[0].begin, seconds(600));
}

TEST_F(RoutesTest, NothingHappensToADatabaseThatIsNotOurs) {
    Scenario scenario = database_scenario();
    scenario.meanwhile = {happening("vacuum", MeanwhileSpec::Kind::vacuum, milliseconds(1))};
    options_.dsn = std::getenv("SARK_TEST_DSN") + std::string(" dbname=postgres");
    options_.seed = false;
    const auto result = run(scenario);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::unsafe);
}

}  // namespace
}  // namespace sark::scenarios
