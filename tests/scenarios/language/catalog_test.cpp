#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/embedded.hpp"
#include "scenarios/language/json_text.hpp"
#include "scenarios/language/parser.hpp"
#include "tests/scenarios/language/source_tree.hpp"
#include "tests/support/scratch_directory.hpp"

namespace sark::scenarios {
namespace {

using namespace test;
using testing::Contains;
using testing::HasSubstr;

std::vector<std::string> names_of(const std::vector<CatalogEntry>& entries) {
    std::vector<std::string> names;
    for (const CatalogEntry& entry : entries) names.push_back(entry.name);
    return names;
}

TEST(CatalogTest, EveryShippedScenarioIsRight) {
    for (const CatalogEntry& entry : shipped_scenarios()) {
        const auto text = find_scenario(entry.name);
        ASSERT_TRUE(text) << entry.name;
        const Scenario scenario = scenario_of(parse_scenario(text->text, text->source_name, {}));
        EXPECT_EQ(scenario.name, entry.name);
        EXPECT_EQ(scenario.description, entry.summary);
        EXPECT_NE(scenario.description, "");
        const Scenario again = scenario_of(parse(scenario.document));
        EXPECT_EQ(again.document, scenario.document) << entry.name;
    }
}

TEST(CatalogTest, TheScenariosOfTheReportsAreShipped) {
    const auto names = names_of(shipped_scenarios());
    for (const char* name : {"smoke",
                             "policy_evaluation",
                             "server_registration",
                             "load_moderate",
                             "v2_lookups",
                             "audit_ingest",
                             "core_inprocess",
                             "cost_hot_row",
                             "gateway_core",
                             "policy_batch",
                             "cache_staleness",
                             "cache_invalidation_storm",
                             "k6_ramp",
                             "stress",
                             "spike",
                             "soak",
                             "breakpoint",
                             "replay",
                             "bursts",
                             "think_time",
                             "database_targets",
                             "v2_variants",
                             "phase1",
                             "phase3",
                             "phase3_database",
                             "phase4",
                             "phase4_audit",
                             "phase4_database",
                             "sla",
                             "api_mixed",
                             "policy_mix",
                             "read_write_admin",
                             "cold_start",
                             "cache_off",
                             "layers",
                             "fault_redis_down",
                             "fault_redis_stall",
                             "fault_redis_memory",
                             "fault_database_down",
                             "fault_pool_exhaustion",
                             "fault_slow_opa",
                             "fault_downstream",
                             "app_queries",
                             "app_tps",
                             "audit_queries",
                             "registry_queries",
                             "gateway",
                             "connect_per_query",
                             "handler_threads",
                             "pool_sweep",
                             "bounced_queries",
                             "read_replica",
                             "index_build",
                             "vacuum",
                             "backup",
                             "bloating_table"})
        EXPECT_THAT(names, Contains(name));
    EXPECT_EQ(names.front(), "smoke");
}

TEST(CatalogTest, TheOperationsThatSlaProfilesNameAreShipped) {
    const auto names = names_of(shipped_operations());
    for (const char* name : {"api.health",
                             "api.register",
                             "api.list",
                             "api.detail",
                             "api.list_uncached",
                             "api.detail_uncached",
                             "api.policy_evaluate",
                             "v2.resource_by_id",
                             "v2.capabilities_by_resource",
                             "v2.cross_protocol_count",
                             "v2.resources_by_protocol",
                             "v2.audit_insert",
                             "v2.cost_insert",
                             "v2.federation_lookup",
                             "v2.daily_cost",
                             "audit.insert",
                             "audit.by_user",
                             "redis.get",
                             "redis.set",
                             "core.policy_evaluate",
                             "core.policy_decide",
                             "core.policy_batch",
                             "core.policy_staleness",
                             "api.policy_batch",
                             "api.policy_invalidate_user",
                             "core.audit_append",
                             "core.audit_write",
                             "core.server_by_id",
                             "core.register_server",
                             "core.protocol_stats",
                             "core.cost_record",
                             "core.budget_check",
                             "core.federation_find",
                             "core.access_check",
                             "v2.cost_of_one",
                             "v2.cost_of_many",
                             "core.pool_acquire"})
        EXPECT_THAT(names, Contains(name));
}

TEST(CatalogTest, EveryShippedOperationIsRightAndUnique) {
    auto names = names_of(shipped_operations());
    for (const CatalogEntry& entry : shipped_operations()) {
        const Scenario scenario =
            scenario_of(parse(with_operation(R"({"use": ")" + entry.name + R"("})")));
        ASSERT_EQ(scenario.loads.size(), 1U) << entry.name;
        const auto& operation = scenario.loads[0].operations[0];
        EXPECT_EQ(operation.name, entry.name);
        const auto driver = workloads::driver_names[static_cast<std::size_t>(operation.driver())];
        EXPECT_EQ(entry.summary, std::string(driver) + ": " + operation.summary);
        EXPECT_NE(operation.summary, "") << entry.name;
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

/// S003-LT-01, as the seeds have it.
TEST(CatalogTest, TheK6RampIsTheOneOfTheSeeds) {
    using std::chrono::minutes;
    const Scenario scenario = scenario_of(parse(find_scenario("k6_ramp")->text));
    const auto& users = std::get<workloads::ClosedArrivals>(scenario.loads.at(0).arrivals);
    const std::pair<Nanos, unsigned> stages[] = {{minutes(2), 100},
                                                 {minutes(5), 100},
                                                 {minutes(2), 200},
                                                 {minutes(5), 200},
                                                 {minutes(2), 0}};
    ASSERT_EQ(users.stages.size(), std::size(stages));
    for (std::size_t i = 0; i < std::size(stages); ++i) {
        EXPECT_EQ(users.stages[i].duration, stages[i].first);
        EXPECT_EQ(users.stages[i].target_users, stages[i].second);
    }
    EXPECT_EQ(users.duration, minutes(16));
    EXPECT_EQ(users.think_time.length, std::chrono::seconds(1));
    EXPECT_EQ(scenario.loads[0].connections, 200U);
}

/// S001-SLA-12..15: pool, overflow and the server's connections by load.
TEST(CatalogTest, ThePoolSweepHasTheDocumentedRows) {
    const auto text = find_scenario("pool_sweep");
    const Scenario scenario = scenario_of(parse(text->text));
    const unsigned rows[][3] = {{10, 5, 100}, {20, 10, 200}, {30, 15, 250}, {40, 20, 300}};
    ASSERT_EQ(scenario.sweep.size(), std::size(rows));
    double rate = 0.0;
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        Overrides point;
        point.set.assign(scenario.sweep[i].set.begin(), scenario.sweep[i].set.end());
        const Scenario one = scenario_of(parse(text->text, point));
        EXPECT_EQ(one.environment.pool.pool_size, rows[i][0]);
        EXPECT_EQ(one.environment.pool.max_overflow, rows[i][1]);
        EXPECT_THAT(one.environment.pg_settings,
                    Contains(testing::Pair("max_connections", std::to_string(rows[i][2]))));
        const auto& arrivals = std::get<workloads::OpenArrivals>(one.loads.at(0).arrivals);
        EXPECT_GT(arrivals.start_rate, rate);
        rate = arrivals.start_rate;
    }
}

TEST(CatalogTest, EveryPointOfEverySweepIsRight) {
    for (const CatalogEntry& entry : shipped_scenarios()) {
        const auto text = find_scenario(entry.name);
        for (const auto& point : scenario_of(parse(text->text)).sweep) {
            Overrides overrides;
            // Options of the API server are not the scenario's to judge.
            std::ranges::copy_if(point.set, std::back_inserter(overrides.set),
                                 [](const auto& one) { return !one.starts_with("serve."); });
            EXPECT_EQ(faults_of(parse(text->text, overrides)), "") << entry.name;
        }
    }
}

/// Choices name rows that the default seed makes critical.
TEST(CatalogTest, TheCriticalToolsOfThePolicyMixAreCritical) {
    for (const char* name : {"policy_mix", "policy_steps"}) {
        const Scenario scenario = scenario_of(parse(find_scenario(name)->text));
        const auto& operations = scenario.loads.at(0).operations;
        const auto critical =
            std::ranges::find(operations, "policy.critical", &workloads::OperationSpec::name);
        ASSERT_NE(critical, operations.end()) << name;
        const auto tool =
            std::ranges::find(critical->parameters, "tool", &workloads::ParameterSpec::name);
        ASSERT_NE(tool, critical->parameters.end()) << name;
        const auto& names = std::get<workloads::ChoiceParameter>(tool->source).values;
        EXPECT_EQ(names.size(), 5U);
        for (const std::string& one : names)
            EXPECT_EQ(workloads::sensitivity_of(scenario.environment.dataset.seed,
                                                workloads::Entity::tool,
                                                std::stoul(one.substr(one.find('-') + 1))),
                      "critical")
                << one;
    }
}

/// Whoever tries a long one shortens it; what they measure stays in proportion.
TEST(CatalogTest, EveryLongScenarioCanBeScaled) {
    for (const char* name :
         {"k6_ramp", "stress", "spike", "soak", "breakpoint", "replay", "bursts", "think_time"}) {
        Overrides overrides;
        overrides.time_scale = 0.1;
        EXPECT_EQ(faults_of(parse(find_scenario(name)->text, overrides)), "") << name;
    }
}

TEST(CatalogTest, TheReplayUsesAllOfItsTrace) {
    const Scenario scenario = scenario_of(parse(find_scenario("replay")->text));
    const auto& trace = std::get<workloads::TraceArrivals>(scenario.loads.at(0).arrivals);
    EXPECT_EQ(trace.entries->size(), 738U);
    EXPECT_LT(trace.entries->back().offset, trace.duration);
}

/// A catalog file that cannot be read would make its operations vanish silently.
TEST(CatalogTest, ShippedFilesAreJsonWithoutDuplicateKeys) {
    for (const auto files :
         {embedded::catalog(), embedded::operations(), embedded::scenario_schema()}) {
        EXPECT_FALSE(files.empty());
        for (const embedded::File& file : files) {
            language::FaultList faults{std::string(file.name)};
            EXPECT_TRUE(
                std::holds_alternative<language::Node>(language::read_json(file.text, faults)))
                << file.name;
            EXPECT_TRUE(faults.empty()) << file.name;
        }
    }
}

/// p95 needs 200 samples and p99 1,000 (REQUIREMENTS); 4 standard deviations below the expected
/// number must still be enough.
TEST(CatalogTest, JudgedScenariosPlanEnoughSamplesOfEveryOperation) {
    for (const char* name :
         {"smoke", "v2_lookups", "policy_evaluation", "server_registration", "database_targets"}) {
        const Scenario scenario = scenario_of(parse(find_scenario(name)->text));
        for (const LoadSpec& load : scenario.loads) {
            double weights = 0.0;
            for (const auto& operation : load.operations) weights += operation.weight;
            const auto& open = std::get<workloads::OpenArrivals>(load.arrivals);
            const double planned = open.start_rate * to_seconds(duration_of(load.arrivals));
            for (const auto& operation : load.operations) {
                const double share = operation.weight / weights;
                const double spread = std::sqrt(planned * share);
                EXPECT_GE(planned * share - 4.0 * spread, 1000.0) << name << " " << operation.name;
            }
        }
    }
}

TEST(FindScenarioTest, ReadsAFileByPath) {
    const auto path = source_path("tests/scenarios/language/corpus/good/minimal.json");
    const auto text = find_scenario(path.string());
    ASSERT_TRUE(text);
    EXPECT_EQ(text->text, read_text(path));
    EXPECT_EQ(text->source_name, path.string());
}

TEST(FindScenarioTest, ADotIsAnUnderscoreInAShippedName) {
    for (const char* name : {"fault.redis_down", "cache.staleness", "fault_redis_down"}) {
        const auto text = find_scenario(name);
        ASSERT_TRUE(text) << name;
        EXPECT_THAT(text->text,
                    HasSubstr("\"name\": \"" +
                              text->source_name.substr(0, text->source_name.find('.')) + "\""));
    }
    EXPECT_EQ(find_scenario("fault.redis_dwn").error().code, Errc::not_found);
}

TEST(FindScenarioTest, SuggestsTheNearestName) {
    const auto text = find_scenario("smokee");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, Errc::not_found);
    EXPECT_THAT(describe(text.error()), HasSubstr("did you mean \"smoke\"?"));
    EXPECT_FALSE(find_scenario(""));
}

TEST(FindScenarioTest, TellsMissingFromFolderFromTooLarge) {
    EXPECT_EQ(find_scenario("no/such/file").error().code, Errc::not_found);
    EXPECT_EQ(find_scenario("absent.json").error().code, Errc::not_found);
    EXPECT_EQ(find_scenario(source_path("docs").string()).error().code, Errc::invalid_argument);
    const sark::test::ScratchDirectory scratch;
    const auto path = scratch.path() / "too_large.json";
    std::ofstream(path) << std::string(language::document_bytes_max + 1, ' ');
    const auto text = find_scenario(path.string());
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, Errc::invalid_scenario);
}

}  // namespace
}  // namespace sark::scenarios
