#include "scenarios/language/server_binding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"

namespace sark::scenarios {
namespace {

using namespace test;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

std::string databases() {
    return read_text(source_path("tests/scenarios/language/corpus/good/databases.json"));
}

TEST(ServerBindingTest, SettingsOfAnyTypeBecomeTheServersWords) {
    const EnvironmentSpec spec = scenario_of(parse(databases())).environment;
    EXPECT_EQ(spec.pg_profile, "pg-primary-8gb");
    EXPECT_THAT(spec.pg_settings, ElementsAre(Pair("jit", "off"), Pair("work_mem", "4MB"),
                                              Pair("random_page_cost", "1.5"),
                                              Pair("pg_stat_statements.track", "top")));
    ASSERT_TRUE(spec.pgbouncer);
    EXPECT_EQ(spec.pgbouncer->default_pool_size, 10U);
    EXPECT_TRUE(spec.replica);
    EXPECT_EQ(spec.audit_pool.pool_size, 3U);
    EXPECT_EQ(spec.read_pool.max_overflow, 0U);
}

TEST(ServerBindingTest, AnIndexSetIsOneOfTheMigratorsAndAbsentUnlessWritten) {
    EXPECT_EQ(scenario_of(parse(databases())).environment.index_set, migrations::IndexSet::lean);
    Overrides overrides;
    overrides.set = {"environment.index_set=none"};
    const Scenario none = scenario_of(parse(databases(), overrides));
    EXPECT_EQ(none.environment.index_set, migrations::IndexSet::none);
    EXPECT_THAT(none.document, HasSubstr("\"index_set\": \"none\""));
    const std::string without = with_operation(R"({"use": "v2.resource_by_id"})");
    EXPECT_FALSE(scenario_of(parse(without)).environment.index_set);
    EXPECT_THAT(scenario_of(parse(without)).document, Not(HasSubstr("index_set")));
    overrides.set = {"environment.index_set=leen"};
    EXPECT_THAT(faults_of(parse(databases(), overrides)), HasSubstr("did you mean \"lean\""));
}

TEST(ServerBindingTest, ASettingWithADotIsSetByAPointer) {
    Overrides overrides;
    overrides.set = {"/environment/pg_settings/pg_stat_statements.track=all",
                     "environment.pg_settings.jit=on", "environment.pgbouncer=false"};
    const EnvironmentSpec spec = scenario_of(parse(databases(), overrides)).environment;
    EXPECT_THAT(spec.pg_settings, testing::Contains(Pair("pg_stat_statements.track", "all")));
    EXPECT_THAT(spec.pg_settings, testing::Contains(Pair("jit", "on")));
    EXPECT_FALSE(spec.pgbouncer);
}

TEST(ServerBindingTest, PgbouncerAloneIsTheDocumentedOne) {
    Overrides overrides;
    overrides.set = {"environment.pgbouncer=true"};
    const auto bouncer = scenario_of(parse(databases(), overrides)).environment.pgbouncer;
    ASSERT_TRUE(bouncer);
    EXPECT_TRUE(bouncer->transaction_mode);
    EXPECT_EQ(bouncer->default_pool_size, 25U);
    EXPECT_EQ(bouncer->reserve_pool_size, 5U);
}

TEST(ServerBindingTest, PreparedStatementsAreRefusedOnlyInTransactionMode) {
    Overrides overrides;
    overrides.set = {"load.writes.prepared=true"};
    EXPECT_THAT(faults_of(parse(databases(), overrides)), HasSubstr("E-08"));
    overrides.set.emplace_back("environment.pgbouncer.pool_mode=session");
    EXPECT_EQ(faults_of(parse(databases(), overrides)), "");
}

TEST(MeanwhileTest, WhatHappensNamesTheSchemasThatItTouches) {
    const Scenario scenario = scenario_of(
        parse(with_load(R"("executor": "constant-arrival-rate", "rate": 1, "duration": "5s")")));
    EXPECT_TRUE(scenario.meanwhile.empty());
    Overrides overrides;
    overrides.set = {R"(meanwhile=[{"at": "1s", "run": "vacuum", "table": "mcp_gw.mcp_servers"}])"};
    const Scenario with = scenario_of(
        parse(with_load(R"("executor": "constant-arrival-rate", "rate": 1, "duration": "5s")"),
              overrides));
    EXPECT_THAT(with.environment.systems, testing::Contains("mcp_gw"));
    EXPECT_EQ(with.meanwhile.at(0).name, "vacuum");
}

TEST(MeanwhileTest, AShorterRunHasItAllSooner) {
    Overrides scaled;
    scaled.time_scale = 0.5;
    EXPECT_EQ(scenario_of(parse(databases(), scaled)).meanwhile.at(4).at,
              std::chrono::milliseconds(2500));
    Overrides shortened;
    shortened.duration = "10s";
    const Scenario scenario = scenario_of(parse(databases(), shortened));
    EXPECT_EQ(scenario.meanwhile.at(2).at, std::chrono::milliseconds(1500));
    EXPECT_EQ(scenario.meanwhile.at(4).length, std::chrono::milliseconds(1500));
}

TEST(SweepBindingTest, PointsAreWhatSetTakes) {
    const Scenario scenario = scenario_of(parse(databases()));
    ASSERT_EQ(scenario.sweep.size(), 2U);
    EXPECT_EQ(scenario.sweep[1].name, "large");
    EXPECT_THAT(scenario.sweep[1].set,
                ElementsAre("environment.pool.pool_size=20", "load.reads.rate=20"));
    Overrides point;
    point.set.assign(scenario.sweep[1].set.begin(), scenario.sweep[1].set.end());
    EXPECT_EQ(scenario_of(parse(databases(), point)).environment.pool.pool_size, 20U);
}

}  // namespace
}  // namespace sark::scenarios
