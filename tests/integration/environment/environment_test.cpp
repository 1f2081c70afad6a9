#include "scenarios/environment/environment.hpp"

#include <map>

#include <unistd.h>

#include "core/postgres/session.hpp"
#include "scenarios/environment/environment_sample.hpp"
#include "tests/integration/environment/environment_fixture.hpp"

namespace sark::scenarios {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::string service(const Environment& description, const std::string& name) {
    for (const auto& [key, value] : description.services) {
        if (key == name)
            return value;
    }
    return "";
}

std::string fact(const Environment& description, const std::string& name) {
    for (const auto& [key, value] : description.facts) {
        if (key == name)
            return value;
    }
    return "";
}

/// A description as one text, to search for what must not be in it.
std::string all_of(const Environment& description) {
    std::string text;
    for (const auto& [key, value] : description.facts) text += key + "=" + value + "\n";
    for (const auto& [key, value] : description.services) text += key + "=" + value + "\n";
    for (const auto& setting : description.settings)
        text += setting.setting + "=" + setting.value + " " + setting.source + "\n";
    return text;
}

class TestEnvironmentTest : public EnvironmentFixture {
 protected:
    /// A new database on the server beside this test.
    std::string new_database(const std::string& name) {
        const std::string server = std::getenv("SARK_TEST_DSN");
        auto session = postgres::Session::open(server);
        if (!session || !(*session)->execute("DROP DATABASE IF EXISTS " + name) ||
            !(*session)->execute("CREATE DATABASE " + name))
            ADD_FAILURE() << "no database " << name;
        return server + " dbname=" + name;
    }
    void use_given_services(const std::string& database) {
        options_.dsn = new_database(database);
        options_.redis = std::string("unix:") + std::getenv("SARK_TEST_REDIS");
    }
};

TEST_F(TestEnvironmentTest, BringsUpAllThatAScenarioNeedsAndLeavesNothing) {
    auto environment = TestEnvironment::prepare(full_scenario(), options_);
    ASSERT_TRUE(environment) << describe(environment.error());
    const workloads::Target& target = (*environment)->target();
    EXPECT_THAT(target.postgres_dsn, HasSubstr(parent_.string()));
    EXPECT_THAT(target.redis, StartsWith("unix:" + parent_.string()));
    EXPECT_THAT(target.http_url, StartsWith("http://127.0.0.1:"));
    EXPECT_NE(target.core, nullptr);
    EXPECT_FALSE((*environment)->failure());

    auto session = postgres::Session::open(target.postgres_dsn);
    ASSERT_TRUE(session);
    const auto servers = (*session)->execute("SELECT count(*) FROM sark_api.mcp_servers");
    ASSERT_TRUE(servers) << describe(servers.error());
    EXPECT_EQ(servers->rows.at(0).at(0), "20");

    const Environment description = (*environment)->describe();
    EXPECT_TRUE(description.managed);
    EXPECT_TRUE(description.shares_host);
    EXPECT_THAT(service(description, "postgresql"), HasSubstr("managed, unix socket"));
    EXPECT_THAT(service(description, "redis"), HasSubstr("managed"));
    EXPECT_THAT(service(description, "api"), HasSubstr("8 threads"));
    EXPECT_THAT(service(description, "core"), Not(IsEmpty()));
    EXPECT_EQ(fact(description, "postgresql.fsync"), "on");
    EXPECT_EQ(fact(description, "postgresql.max_connections"), "200");
    EXPECT_THAT(description.settings, Not(IsEmpty()));
    EXPECT_THAT(notes_, Contains(HasSubstr("seeded")));
    EXPECT_THAT(notes_, Not(Contains(HasSubstr("failed"))));

    const auto sample = (*environment)->sample();
    EXPECT_THAT(sample->postgres, Contains(testing::Key("xact_commit")));
    EXPECT_THAT(sample->postgres, Contains(testing::Key("wal_bytes")));
    EXPECT_THAT(sample->redis, Contains(testing::Key("total_commands_processed")));
    EXPECT_THAT(sample->core, Not(IsEmpty()));
    ASSERT_TRUE(sample->service_ticks);
    EXPECT_GT(*sample->service_ticks, 0U);

    const pid_t server = postmaster();
    ASSERT_GT(server, 0);
    session->reset();
    environment->reset();
    EXPECT_EQ(kill(server, 0), -1);
    EXPECT_THAT(leftovers(), IsEmpty());
}

TEST_F(TestEnvironmentTest, StartsOnlyWhatIsNeeded) {
    auto environment = TestEnvironment::prepare(database_scenario(), options_);
    ASSERT_TRUE(environment) << describe(environment.error());
    EXPECT_THAT((*environment)->target().redis, IsEmpty());
    EXPECT_THAT((*environment)->target().http_url, IsEmpty());
    EXPECT_EQ((*environment)->target().core, nullptr);
    for (const SettingSource& setting : (*environment)->describe().settings)
        EXPECT_THAT(setting.setting, StartsWith("postgresql."));
}

/// Indexes of sark_app that no key is made of.
std::string free_indexes(const std::string& dsn) {
    auto session = postgres::Session::open(dsn);
    if (!session)
        return describe(session.error());
    const auto rows = (*session)->execute(
        "SELECT count(*) FROM pg_indexes WHERE schemaname = 'sark_app' AND indexname ~ '^idx_'");
    return rows ? rows->rows.at(0).at(0).value_or("") : describe(rows.error());
}

Scenario indexed_scenario(Scenario scenario, std::optional<migrations::IndexSet> set) {
    scenario.environment.systems = {"sark_app"};
    scenario.environment.index_set = set;
    return scenario;
}

TEST_F(TestEnvironmentTest, AManagedDatabaseHasTheScenariosIndexSet) {
    const Scenario scenario = indexed_scenario(database_scenario(), migrations::IndexSet::none);
    auto environment = TestEnvironment::prepare(scenario, options_);
    ASSERT_TRUE(environment) << describe(environment.error());
    EXPECT_EQ(free_indexes((*environment)->target().postgres_dsn), "0");
    EXPECT_THAT(all_of((*environment)->describe()),
                HasSubstr("postgresql.index_set.sark_app=none scenario\n"));
}

TEST_F(TestEnvironmentTest, AGivenDatabaseIsSwitchedAndKeepsItsSetOtherwise) {
    use_given_services("sark_index_sets");
    const auto settings_of = [this](std::optional<migrations::IndexSet> set) {
        const auto environment =
            TestEnvironment::prepare(indexed_scenario(database_scenario(), set), options_);
        return environment ? all_of((*environment)->describe()) : describe(environment.error());
    };
    EXPECT_THAT(settings_of(std::nullopt),
                HasSubstr("postgresql.index_set.sark_app=composite the database's\n"));
    EXPECT_NE(free_indexes(options_.dsn), "0");
    EXPECT_THAT(settings_of(migrations::IndexSet::none),
                HasSubstr("postgresql.index_set.sark_app=none scenario\n"));
    EXPECT_EQ(free_indexes(options_.dsn), "0");
    EXPECT_THAT(settings_of(std::nullopt),
                HasSubstr("postgresql.index_set.sark_app=none the database's\n"));
    options_.seed = false;
    EXPECT_THAT(settings_of(migrations::IndexSet::none), HasSubstr("index_set.sark_app=none"));
    EXPECT_THAT(settings_of(migrations::IndexSet::lean),
                HasSubstr("sark_app has the index set none, not lean"));
}

TEST_F(TestEnvironmentTest, AnIndexSetOfNoDatabaseOfOursIsRefused) {
    Scenario scenario = indexed_scenario(database_scenario(), migrations::IndexSet::none);
    scenario.environment.systems.clear();
    const auto without = TestEnvironment::prepare(scenario, options_);
    ASSERT_FALSE(without);
    EXPECT_EQ(without.error().code, Errc::invalid_argument);
    use_given_services("sark_foreign_indexes");
    options_.seed = false;
    const auto foreign = TestEnvironment::prepare(
        indexed_scenario(database_scenario(), migrations::IndexSet::none), options_);
    ASSERT_FALSE(foreign);
    EXPECT_THAT(describe(foreign.error()), HasSubstr("did not make the indexes of sark_app"));
}

TEST_F(TestEnvironmentTest, SaysWhenTheDatabaseIsNotDurable) {
    Scenario scenario = database_scenario();
    scenario.environment.durable = false;
    auto environment = TestEnvironment::prepare(scenario, options_);
    ASSERT_TRUE(environment) << describe(environment.error());
    EXPECT_THAT(service((*environment)->describe(), "postgresql"), HasSubstr("NOT durable"));
    EXPECT_EQ(fact((*environment)->describe(), "postgresql.fsync"), "off");
}

TEST_F(TestEnvironmentTest, WithoutEvidenceTheServerCountsNothingForIt) {
    Scenario scenario = database_scenario();
    options_.evidence = false;
    const auto environment = TestEnvironment::prepare(scenario, options_);
    ASSERT_TRUE(environment) << describe(environment.error());
    EXPECT_THAT(fact((*environment)->describe(), "postgresql.shared_preload_libraries"),
                Not(HasSubstr("pg_stat_statements")));
    auto session = postgres::Session::open((*environment)->target().postgres_dsn);
    ASSERT_TRUE(session) << describe(session.error());
    for (const char* setting : {"track_io_timing", "session_preload_libraries"}) {
        const auto shown = (*session)->execute(std::string("SHOW ") + setting);
        ASSERT_TRUE(shown) << describe(shown.error());
        EXPECT_THAT(shown->rows[0][0].value_or(""), AnyOf("off", "")) << setting;
    }
}

TEST_F(TestEnvironmentTest, ShowsWhereAPoolSettingCameFrom) {
    setenv("POSTGRES_POOL_SIZE", "7", 1);
    Scenario scenario = full_scenario();
    scenario.environment.needs_api = false;
    scenario.loads.pop_back();
    const auto environment = TestEnvironment::prepare(scenario, options_);
    unsetenv("POSTGRES_POOL_SIZE");
    ASSERT_TRUE(environment) << describe(environment.error());
    EXPECT_THAT(all_of((*environment)->describe()),
                HasSubstr("pool_size=7 environment POSTGRES_POOL_SIZE"));
}

TEST_F(TestEnvironmentTest, ABadPoolVariableIsNamedBeforeAnythingStarts) {
    setenv("POSTGRES_POOL_SIZE", "many", 1);
    const auto environment = TestEnvironment::prepare(full_scenario(), options_);
    unsetenv("POSTGRES_POOL_SIZE");
    ASSERT_FALSE(environment);
    EXPECT_THAT(describe(environment.error()), HasSubstr("POSTGRES_POOL_SIZE"));
    EXPECT_THAT(notes_, IsEmpty());
}

TEST_F(TestEnvironmentTest, ReportsTheServiceThatDied) {
    auto environment = TestEnvironment::prepare(database_scenario(), options_);
    ASSERT_TRUE(environment) << describe(environment.error());
    ASSERT_FALSE((*environment)->failure());
    kill(postmaster(), SIGKILL);
    std::optional<Error> failure;
    ASSERT_TRUE(
        sark::test::eventually([&] { return (failure = (*environment)->failure()).has_value(); }));
    EXPECT_THAT(failure->message, HasSubstr("PostgreSQL server was killed by signal 9"));
    EXPECT_THAT((*environment)->sample()->postgres, IsEmpty());
}

TEST_F(TestEnvironmentTest, AServerProgramThatFailsIsReportedAndEverythingIsTakenDown) {
    options_.program = "/bin/false";
    const auto environment = TestEnvironment::prepare(full_scenario(), options_);
    ASSERT_FALSE(environment);
    EXPECT_EQ(environment.error().code, Errc::unavailable);
    EXPECT_THAT(environment.error().message, HasSubstr("API server exited with status 1"));
}

TEST_F(TestEnvironmentTest, UsesWhatTheUserGives) {
    use_given_services("given_services");
    options_.dsn += " password=secret";
    Scenario scenario = full_scenario();
    const auto environment = TestEnvironment::prepare(scenario, options_);
    ASSERT_TRUE(environment) << describe(environment.error());
    EXPECT_EQ((*environment)->target().postgres_dsn, options_.dsn);
    EXPECT_EQ((*environment)->target().redis, options_.redis);
    EXPECT_EQ(postmaster(), 0);
    const Environment description = (*environment)->describe();
    EXPECT_FALSE(description.managed);
    EXPECT_TRUE(description.shares_host);
    EXPECT_THAT(all_of(description), Not(HasSubstr("secret")));
    EXPECT_TRUE((*environment)->sample()->service_ticks) << "found here by their sockets";
}

TEST_F(TestEnvironmentTest, PutsTheAuditTrailIntoItsOwnDatabase) {
    use_given_services("main_part");
    options_.audit_dsn = new_database("audit_part");
    const auto environment = TestEnvironment::prepare(full_scenario(), options_);
    ASSERT_TRUE(environment) << describe(environment.error());
    const auto schema_count = [](const std::string& dsn, const std::string& schema) {
        auto session = postgres::Session::open(dsn);
        auto rows = (*session)->execute(
            "SELECT count(*) FROM information_schema.schemata WHERE schema_name = '" + schema +
            "'");
        return rows->rows.at(0).at(0).value_or("");
    };
    EXPECT_EQ(schema_count(options_.dsn, "sark_api"), "1");
    EXPECT_EQ(schema_count(options_.dsn, "sark_audit"), "0");
    EXPECT_EQ(schema_count(options_.audit_dsn, "sark_api"), "0");
    EXPECT_EQ(schema_count(options_.audit_dsn, "sark_audit"), "1");
}

TEST_F(TestEnvironmentTest, DoesNotTouchADatabaseThatIsNotOurs) {
    use_given_services("somebody_elses");
    auto session = postgres::Session::open(options_.dsn);
    ASSERT_TRUE(session);
    ASSERT_TRUE((*session)->execute("CREATE TABLE precious (a int)"));
    const auto refused = TestEnvironment::prepare(full_scenario(), options_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unsafe);

    options_.seed = false;  // measuring is not touching
    const auto environment = TestEnvironment::prepare(database_scenario(), options_);
    EXPECT_TRUE(environment) << describe(environment.error());
}

TEST_F(TestEnvironmentTest, RefusesARemoteTargetBeforeAnythingStarts) {
    options_.dsn = "host=db.example.com password=secret";
    const auto environment = TestEnvironment::prepare(full_scenario(), options_);
    ASSERT_FALSE(environment);
    EXPECT_EQ(environment.error().code, Errc::unsafe);
    EXPECT_THAT(describe(environment.error()), HasSubstr("--allow-remote db.example.com"));
    EXPECT_THAT(describe(environment.error()), Not(HasSubstr("secret")));
    EXPECT_THAT(notes_, IsEmpty());
}

TEST_F(TestEnvironmentTest, RefusesMoreConnectionsThanTheServerAllows) {
    Scenario scenario = full_scenario();
    scenario.loads.front().connections = 150;
    const auto environment = TestEnvironment::prepare(scenario, options_);
    ASSERT_FALSE(environment);
    EXPECT_EQ(environment.error().code, Errc::invalid_scenario);
    EXPECT_THAT(environment.error().message, HasSubstr("load db 150"));
    EXPECT_THAT(environment.error().message, HasSubstr("(max_connections 200 - 3 reserved)"));
}

TEST_F(TestEnvironmentTest, NamesTheStoreThatCannotBeReached) {
    options_.dsn = "host=127.0.0.1 port=1 dbname=x password=secret";
    const auto no_database = TestEnvironment::prepare(database_scenario(), options_);
    ASSERT_FALSE(no_database);
    EXPECT_EQ(no_database.error().code, Errc::unavailable);
    EXPECT_THAT(describe(no_database.error()), Not(HasSubstr("secret")));

    options_.dsn.clear();
    options_.redis = "127.0.0.1:1";
    const auto no_redis = TestEnvironment::prepare(full_scenario(), options_);
    ASSERT_FALSE(no_redis);
    EXPECT_EQ(no_redis.error().code, Errc::unavailable);
    EXPECT_EQ(no_redis.error().where, "127.0.0.1:1");
}

TEST_F(TestEnvironmentTest, StopsAtTheNextStepWhenAsked) {
    options_.stop = [this] { return !notes_.empty(); };
    const auto environment = TestEnvironment::prepare(full_scenario(), options_);
    ASSERT_FALSE(environment);
    EXPECT_EQ(environment.error().code, Errc::interrupted);
    EXPECT_EQ(notes_.size(), 1U);
}

}  // namespace
}  // namespace sark::scenarios
