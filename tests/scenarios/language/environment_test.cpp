#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenarios/language/source_tree.hpp"

namespace sark::scenarios {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

EnvironmentSpec environment_of(const std::string& operation) {
    return scenario_of(parse(with_operation(operation))).environment;
}

TEST(EnvironmentBindingTest, HttpNeedsTheApiAndItsStores) {
    const auto spec = environment_of(R"({"use": "api.list"})");
    EXPECT_TRUE(spec.needs_api && spec.needs_postgres && spec.needs_redis);
    EXPECT_FALSE(spec.needs_core);
}

TEST(EnvironmentBindingTest, TheCoreNeedsItsStores) {
    const auto spec = environment_of(R"({"use": "core.policy_decide"})");
    EXPECT_TRUE(spec.needs_core && spec.needs_postgres && spec.needs_redis);
    EXPECT_FALSE(spec.needs_api);
}

TEST(EnvironmentBindingTest, AStatementNeedsTheSchemasThatItNames) {
    const auto spec = environment_of(R"({"use": "v2.resource_by_id"})");
    EXPECT_TRUE(spec.needs_postgres);
    EXPECT_FALSE(spec.needs_redis || spec.needs_api || spec.needs_core);
    EXPECT_THAT(spec.systems, ElementsAre("sark_v2"));
    EXPECT_THAT(environment_of(R"({"use": "audit.insert"})").systems, ElementsAre("sark_audit"));
}

TEST(EnvironmentBindingTest, AStatementOnNothingOfOursNeedsNoSchema) {
    const auto spec = environment_of(R"({"name": "mine", "postgres": {"sql": "SELECT 1"}})");
    EXPECT_TRUE(spec.needs_postgres);
    EXPECT_THAT(spec.systems, IsEmpty());
}

TEST(EnvironmentBindingTest, RedisNeedsNothingElse) {
    const auto spec = environment_of(R"({"use": "redis.get"})");
    EXPECT_TRUE(spec.needs_redis);
    EXPECT_FALSE(spec.needs_postgres || spec.needs_api || spec.needs_core);
    EXPECT_THAT(spec.systems, IsEmpty());
}

std::string redis_with_environment(const std::string& environment) {
    return R"({"name": "x", "environment": )" + environment +
           R"(, "load": {"r": {"executor": "constant-vus", "vus": 2, "duration": "1s",
               "operations": [{"use": "redis.get"}]}}})";
}

TEST(EnvironmentBindingTest, WrittenSystemsAreKeptInMigrationOrder) {
    const auto spec =
        scenario_of(parse(redis_with_environment(R"({"systems": ["sark_audit", "sark_api"]})")))
            .environment;
    EXPECT_THAT(spec.systems, ElementsAre("sark_api", "sark_audit"));
    EXPECT_TRUE(spec.needs_postgres);
}

TEST(EnvironmentBindingTest, TheDatasetsSkewIsAsUsualUnlessWritten) {
    const Scenario usual = scenario_of(parse(redis_with_environment(R"({"dataset": {}})")));
    EXPECT_EQ(usual.environment.dataset, workloads::DatasetSpec{});
    for (const char* key : {"owner_theta", "rare_share", "active_share", "json_keys", "event_days"})
        EXPECT_THAT(usual.document, testing::Not(HasSubstr(key)));
    const Scenario skewed = scenario_of(parse(redis_with_environment(
        R"({"dataset": {"owner_theta": 1.1, "rare_share": 0.001, "active_share": 0.5,
                        "json_keys": 20, "event_days": 30}})")));
    EXPECT_EQ(skewed.environment.dataset.owner_theta, 1.1);
    EXPECT_EQ(skewed.environment.dataset.rare_share, 0.001);
    EXPECT_EQ(skewed.environment.dataset.active_share, 0.5);
    EXPECT_EQ(skewed.environment.dataset.json_keys, 20U);
    EXPECT_EQ(skewed.environment.dataset.event_days, 30U);
    EXPECT_EQ(scenario_of(parse(skewed.document)).environment.dataset, skewed.environment.dataset);
}

TEST(EnvironmentBindingTest, ASkewThatNoDatasetCanHaveIsRefused) {
    const std::string faults = faults_of(parse(redis_with_environment(
        R"({"dataset": {"owner_theta": -0.1, "rare_share": 1.5, "active_share": "all",
                        "json_keys": 100, "event_days": 0}})")));
    for (const char* key : {"owner_theta: -0.1 is not between 0 and 5",
                            "rare_share: 1.5 is not between 0 and 1", "active_share: expected",
                            "json_keys: 100 is not between", "event_days: 0 is not between"})
        EXPECT_THAT(faults, HasSubstr(key));
}

TEST(EnvironmentBindingTest, PoolDurationsBecomeSeconds) {
    const auto pool = scenario_of(parse(redis_with_environment(
                                      R"({"pool": {"pool_size": 3, "timeout": "1500ms",
                                                   "recycle": "1h", "pre_ping": false}})")))
                          .environment.pool;
    EXPECT_EQ(pool.pool_size, 3U);
    EXPECT_EQ(pool.max_overflow, std::nullopt);
    EXPECT_EQ(pool.timeout_s, 1.5);
    EXPECT_EQ(pool.recycle_s, 3600.0);
    EXPECT_EQ(pool.pre_ping, false);
    EXPECT_EQ(pool.echo_pool, std::nullopt);
}

TEST(EnvironmentBindingTest, AuditSettingsAreAbsentUnlessWritten) {
    const auto audit =
        scenario_of(
            parse(redis_with_environment(R"({"audit": {"ack": "spool", "batch_size": 500}})")))
            .environment.audit;
    EXPECT_EQ(audit.ack, AckLevel::spool);
    EXPECT_EQ(audit.batch_size, 500U);
    EXPECT_EQ(audit.overflow, std::nullopt);
    EXPECT_EQ(audit.queue, std::nullopt);
}

TEST(EnvironmentBindingTest, ApiThreadsMayBeFewerThanConnections) {
    const auto with = [](const std::string& environment) {
        return scenario_of(parse(R"({"name": "x", "environment": )" + environment +
                                 R"(, "load": {"a": {"executor": "constant-vus", "vus": 100,
                "duration": "1s", "operations": [{"use": "api.health"}]}}})"))
            .environment.api_threads;
    };
    EXPECT_EQ(with("{}"), 64U);
    EXPECT_EQ(with(R"({"api": {"threads": 1}})"), 1U);
}

TEST(EnvironmentBindingTest, NoApiThreadsAreAFault) {
    EXPECT_THAT(faults_of(parse(
                    R"({"name": "x", "environment": {"api": {"threads": 0}}, "load": {"a": {
                "executor": "constant-vus", "vus": 10, "duration": "1s",
                "operations": [{"use": "api.health"}]}}})")),
                HasSubstr("/environment/api/threads"));
}

TEST(EnvironmentBindingTest, KeysReachTheWrittenDataset) {
    const auto scenario =
        scenario_of(parse(redis_with_environment(R"({"dataset": {"users": 12}})")));
    const auto& parameters = scenario.loads.at(0).operations.at(0).parameters;
    EXPECT_EQ(std::get<workloads::KeyParameter>(parameters.at(0).source).count, 12U);
}

}  // namespace
}  // namespace sark::scenarios
