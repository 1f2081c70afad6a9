#include "scenarios/environment/service_needs.hpp"

#include <gmock/gmock.h>

namespace sark::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using workloads::CoreOperation;
using workloads::HttpOperation;
using workloads::OperationSpec;
using workloads::PostgresOperation;
using workloads::RedisOperation;

LoadSpec load_of(const std::string& name, std::vector<OperationSpec> operations,
                 unsigned connections) {
    LoadSpec load;
    load.name = name;
    load.operations = std::move(operations);
    load.connections = connections;
    return load;
}

OperationSpec operation(decltype(OperationSpec::request) request) {
    OperationSpec spec;
    spec.request = std::move(request);
    return spec;
}

OperationSpec sql(bool audit) {
    PostgresOperation request;
    request.audit_database = audit;
    return operation(request);
}

std::vector<std::string> texts(const std::vector<ConnectionDemand>& demands) {
    std::vector<std::string> result;
    for (const ConnectionDemand& demand : demands)
        result.push_back(demand.who + " " + std::to_string(demand.base) + "+" +
                         std::to_string(demand.overflow));
    return result;
}

const char* no_variable(const char*) {
    return nullptr;
}

TEST(ServiceNeedsTest, AnApiLoadNeedsTheWholeStack) {
    Scenario scenario;
    scenario.environment.needs_api = true;
    scenario.loads = {load_of("api", {operation(HttpOperation{})}, 4)};
    const ServiceNeeds needs = service_needs(scenario, {});
    EXPECT_TRUE(needs.api_child && needs.postgres && needs.redis && needs.pools());
    EXPECT_FALSE(needs.core);
}

TEST(ServiceNeedsTest, SomebodyElsesApiBringsItsOwnStores) {
    Scenario scenario;
    scenario.environment.needs_api = true;
    scenario.environment.needs_postgres = true;
    scenario.environment.needs_redis = true;
    scenario.loads = {load_of("api", {operation(HttpOperation{})}, 4)};
    EnvironmentOptions options;
    options.url = "http://127.0.0.1:8000";
    const ServiceNeeds needs = service_needs(scenario, options);
    EXPECT_FALSE(needs.api_child || needs.postgres || needs.redis || needs.pools());
}

TEST(ServiceNeedsTest, LoadsOfOurOwnNeedAStoreBesideSomebodyElsesApi) {
    Scenario scenario;
    scenario.environment.needs_api = true;
    scenario.loads = {load_of("api", {operation(HttpOperation{})}, 4),
                      load_of("db", {sql(false)}, 1),
                      load_of("r", {operation(RedisOperation{})}, 1)};
    EnvironmentOptions options;
    options.url = "http://127.0.0.1:8000";
    const ServiceNeeds needs = service_needs(scenario, options);
    EXPECT_TRUE(needs.postgres && needs.redis);
    EXPECT_FALSE(needs.api_child);
}

TEST(ServiceNeedsTest, ADatabaseLoadNeedsNoRedis) {
    Scenario scenario;
    scenario.loads = {load_of("db", {sql(false)}, 1)};
    const ServiceNeeds needs = service_needs(scenario, {});
    EXPECT_TRUE(needs.postgres);
    EXPECT_FALSE(needs.redis || needs.api_child || needs.core);
}

TEST(ServiceNeedsTest, AScenarioWithoutLoadsNeedsNothing) {
    const ServiceNeeds needs = service_needs(Scenario{}, {});
    EXPECT_FALSE(needs.postgres || needs.redis || needs.api_child || needs.core);
}

TEST(ServiceNeedsTest, CountsEveryConnectionThatARunMayOpen) {
    Scenario scenario;
    scenario.environment.needs_api = true;
    scenario.environment.needs_core = true;
    scenario.loads = {load_of("api", {operation(HttpOperation{})}, 64),
                      load_of("db", {sql(false), sql(true)}, 7), load_of("audit", {sql(true)}, 5)};
    const ServiceNeeds needs = service_needs(scenario, {});
    DatabasePools pool;
    pool.audit.pool_size = 10;
    pool.audit.max_overflow = 5;
    const DatabaseDemands together = connection_demands(scenario, needs, pool, false);
    EXPECT_THAT(texts(together.main),
                ElementsAre("API server pool 20+10", "API server audit pool 10+5",
                            "in-process core pool 20+10", "in-process core audit pool 10+5",
                            "load db 7+0", "load audit 5+0", "observers 2+0"));
    EXPECT_THAT(together.audit, IsEmpty());

    const DatabaseDemands apart = connection_demands(scenario, needs, pool, true);
    EXPECT_THAT(texts(apart.main),
                ElementsAre("API server pool 20+10", "in-process core pool 20+10", "load db 7+0",
                            "observers 2+0"));
    EXPECT_THAT(texts(apart.audit),
                ElementsAre("API server audit pool 10+5", "in-process core audit pool 10+5",
                            "load db 7+0", "load audit 5+0"));
}

TEST(ServiceNeedsTest, BehindAPoolerOnlyItsOwnConnectionsCountAndAReplicasLoadsNowhere) {
    Scenario scenario;
    scenario.loads = {load_of("db", {sql(false)}, 500), load_of("reads", {sql(false)}, 8)};
    scenario.loads[1].replica = true;
    const ServiceNeeds needs = service_needs(scenario, {});
    EXPECT_THAT(texts(connection_demands(scenario, needs, {}, false).main),
                ElementsAre("load db 500+0", "observers 2+0"));
    scenario.environment.pgbouncer.emplace();
    EXPECT_THAT(texts(connection_demands(scenario, needs, {}, false).main),
                ElementsAre("PgBouncer 25+5", "observers 2+0"));
}

TEST(ServiceNeedsTest, OnlyTheAuditSystemMovesToASeparateAuditDatabase) {
    Scenario scenario;
    scenario.environment.systems = {"sark_api", "sark_v2", "sark_audit"};
    EXPECT_THAT(systems_of(scenario, {}, true, false), ElementsAre("sark_api", "sark_v2"));
    EXPECT_THAT(systems_of(scenario, {}, true, true), ElementsAre("sark_audit"));
    EXPECT_THAT(systems_of(scenario, {}, false, false),
                ElementsAre("sark_api", "sark_v2", "sark_audit"));
    EXPECT_THAT(systems_of(scenario, {}, false, true), IsEmpty());
}

TEST(ServiceNeedsTest, ACoreOfOursNeedsItsSchemasAndAForeignApiNone) {
    Scenario scenario;
    scenario.loads = {load_of("web", {operation(HttpOperation{})}, 1)};
    scenario.environment.needs_api = true;
    EnvironmentOptions options;
    EXPECT_THAT(systems_of(scenario, service_needs(scenario, options), false, false),
                ElementsAre("sark_api", "sark_audit"));
    options.url = "http://127.0.0.1:8000";
    EXPECT_THAT(systems_of(scenario, service_needs(scenario, options), false, false), IsEmpty());
}

TEST(ServiceNeedsTest, EveryGivenAddressIsChecked) {
    EXPECT_TRUE(check_endpoints({}, no_variable));
    for (const char* flag : {"--dsn", "--audit-dsn", "--redis", "--url"}) {
        EnvironmentOptions options;
        options.dsn = "host=localhost";
        options.audit_dsn = "host=localhost";
        options.redis = "localhost:6379";
        options.url = "http://localhost";
        ASSERT_TRUE(check_endpoints(options, no_variable));
        if (flag == std::string("--dsn"))
            options.dsn = "host=10.0.0.1";
        else if (flag == std::string("--audit-dsn"))
            options.audit_dsn = "host=10.0.0.1";
        else if (flag == std::string("--redis"))
            options.redis = "10.0.0.1:6379";
        else
            options.url = "http://10.0.0.1";
        const auto refused = check_endpoints(options, no_variable);
        ASSERT_FALSE(refused) << flag;
        EXPECT_EQ(refused.error().code, Errc::unsafe);
        EXPECT_EQ(refused.error().where, flag);
        options.allow_remote = "10.0.0.1";
        EXPECT_TRUE(check_endpoints(options, no_variable)) << flag;
    }
}

}  // namespace
}  // namespace sark::scenarios
