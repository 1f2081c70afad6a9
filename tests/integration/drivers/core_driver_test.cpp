#include "workloads/drivers/core_driver.hpp"

#include <set>

#include <gtest/gtest.h>

#include "core/costs/cost_ledger.hpp"
#include "core/policy/policy_service.hpp"
#include "core/postgres/connection_pool.hpp"
#include "core/reference_core.hpp"
#include "tests/integration/drivers/services.hpp"
#include "tests/integration/registry/test_database.hpp"
#include "tests/support/told_cause.hpp"

namespace sark::workloads {
namespace {

using testing::opened;

OperationSpec call(std::string name, std::vector<std::string> arguments) {
    OperationSpec operation;
    operation.name = "core.thing";
    operation.request = CoreOperation{std::move(name), std::move(arguments)};
    KeyParameter user;
    user.entity = Entity::user;
    user.count = 100;
    KeyParameter tool = user;
    tool.entity = Entity::tool;
    tool.form = KeyParameter::Form::name;
    operation.parameters = {{"user", user}, {"tool", tool}, {"id", UniqueParameter{}}};
    return operation;
}

OperationSpec audit_call(std::string name) {
    return call(std::move(name), {"${id}", "tool_invoked", "${user}", "server-1", "tool:invoke"});
}

class CoreDriverTest : public ::testing::Test {
 protected:
    void SetUp() override {
        test::recreate("sark_api");
        test::recreate("sark_audit");
        options_.dsn = test::dsn();
        options_.redis = "unix:" + testing::service("SARK_TEST_REDIS");
        options_.pool.pool_size = 1;
        options_.pool.max_overflow = 0;
        options_.audit.queue_capacity = 3;
    }
    void open_core() {
        auto core = ReferenceCore::open(options_);
        ASSERT_TRUE(core) << describe(core.error());
        core_ = std::move(core).value();
        target_.core = core_.get();
    }
    Result<ConnectionFactory> factory(const OperationSpec& operation) {
        return make_core_factory(target_, {operation}, {});
    }
    /// Performs the operation in process: the outcome comes with start().
    OutcomeCode perform(Connection& connection, std::uint64_t index) {
        const auto outcome = connection.start({0, index});
        EXPECT_TRUE(outcome.has_value());
        return outcome ? outcome->code : OutcomeCode::timeout;
    }
    OutcomeCode once(const OperationSpec& operation) {
        return perform(*opened(factory(operation)), 1);
    }
    testing::ToldCause told(const OperationSpec& operation) {
        return testing::told_by(*opened(factory(operation)), {0, 1});
    }

    CoreOptions options_;
    std::unique_ptr<ReferenceCore> core_;
    Target target_;
};

TEST_F(CoreDriverTest, EveryCallIsListedOnceWithItsArguments) {
    std::set<std::string_view> names;
    for (const CoreCall& known : core_calls()) {
        names.insert(known.name);
        EXPECT_FALSE(known.summary.empty());
    }
    EXPECT_EQ(names, (std::set<std::string_view>{
                         "policy.evaluate", "policy.decide", "policy.decide_batch",
                         "policy.invalidate_user", "policy.invalidate_tool", "policy.staleness",
                         "audit.append", "audit.append_batch", "audit.write", "registry.server",
                         "registry.register", "registry.protocol_stats", "costs.record",
                         "costs.check", "federation.find", "access.check", "pool.acquire"}));
}

TEST_F(CoreDriverTest, FinishesInsideStart) {
    open_core();
    const auto connection = opened(factory(call("pool.acquire", {})));
    EXPECT_TRUE(connection->runs_in_process());
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_EQ(connection->interest(), 0U);
    EXPECT_EQ(perform(*connection, 0), OutcomeCode::ok);
    EXPECT_FALSE(connection->on_ready(0).has_value());
    EXPECT_EQ(connection->abandon().code, OutcomeCode::timeout);
}

TEST_F(CoreDriverTest, AnExhaustedPoolRefuses) {
    options_.pool.timeout = std::chrono::milliseconds(1);
    open_core();
    const auto lease = core_->pool().acquire();
    ASSERT_TRUE(lease);
    EXPECT_EQ(told(call("pool.acquire", {})).code, OutcomeCode::refused);
    EXPECT_EQ(told(call("pool.acquire", {})).kind, "timeout");
    EXPECT_EQ(once(call("registry.server", {"${user}"})), OutcomeCode::timeout);
}

TEST_F(CoreDriverTest, EvaluatesWithoutTheDatabase) {
    options_.pool.timeout = std::chrono::milliseconds(1);
    open_core();
    const auto lease = core_->pool().acquire();  // whoever asks for a connection fails
    ASSERT_TRUE(lease);
    const auto connection =
        opened(factory(call("policy.evaluate", {"${user}", "tool:invoke", "${tool}"})));
    for (std::uint64_t index = 0; index < 200; ++index)
        EXPECT_EQ(perform(*connection, index), OutcomeCode::ok);
    EXPECT_EQ(core_->pool().stats().timeouts, 0U);
}

TEST_F(CoreDriverTest, ADecisionWithoutFactsIsAWrongAnswer) {
    options_.redis.clear();
    options_.pool.timeout = std::chrono::milliseconds(1);
    open_core();
    const auto lease = core_->pool().acquire();  // so that facts cannot be read
    ASSERT_TRUE(lease);
    const auto undecided = told(call("policy.decide", {"${user}", "tool:invoke", "${tool}"}));
    EXPECT_EQ(undecided.code, OutcomeCode::wrong_answer);
    EXPECT_EQ(undecided.kind, "decision by error");
    EXPECT_EQ(undecided.example.find("Policy evaluation error: "), 0U) << undecided.example;
}

TEST_F(CoreDriverTest, DecidesFromTheRegistry) {
    const std::string user = id_of(42, Entity::user, 7);
    const std::string server = id_of(42, Entity::server, 7);
    auto session = test::connect();
    const auto added = session->execute(
        "INSERT INTO sark_api.users (id, email, full_name, hashed_password, is_active, is_admin, "
        "role) VALUES ('" +
        user + "', 'u@example.com', 'u', '', true, false, 'developer')");
    ASSERT_TRUE(added) << describe(added.error());
    open_core();
    EXPECT_EQ(once(call("registry.register", {server, "tool-7"})), OutcomeCode::ok);
    EXPECT_EQ(once(call("policy.decide", {user, "tool:invoke", "tool-7"})), OutcomeCode::ok);
}

TEST_F(CoreDriverTest, DecidesBatchesOfTheGivenSize) {
    options_.pool.timeout = std::chrono::seconds(1);
    open_core();
    OperationSpec batch = call("policy.decide_batch", {"${user}", "tool:invoke", "${tool}", "20"});
    EXPECT_EQ(once(batch), OutcomeCode::ok);  // nobody is there: denied, not an error
    EXPECT_EQ(core_->policy().stats().batches, 1U);
    EXPECT_EQ(core_->policy().stats().l1_misses, 20U);
    const auto lease = core_->pool().acquire();  // so that facts cannot be read
    ASSERT_TRUE(lease);
    EXPECT_EQ(once(batch), OutcomeCode::wrong_answer);
    std::get<CoreOperation>(batch.request).arguments.back() = "0";
    EXPECT_FALSE(factory(batch));
}

TEST_F(CoreDriverTest, InvalidatesUsersAndTools) {
    open_core();
    EXPECT_EQ(once(call("policy.invalidate_user", {"${user}"})), OutcomeCode::ok);
    EXPECT_EQ(once(call("policy.invalidate_tool", {"${tool}"})), OutcomeCode::ok);
}

TEST_F(CoreDriverTest, SeesAChangeInAnotherProcess) {
    auto session = test::connect();
    std::string rows;
    for (std::uint64_t row = 0; row < 100; ++row)
        rows += (row == 0 ? "('" : ", ('") + id_of(42, Entity::user, row) + "', 'u" +
                std::to_string(row) + "@example.com', 'u', '', true, false, '" +
                std::string(role_of(42, row)) + "')";
    const auto added = session->execute(
        "INSERT INTO sark_api.users (id, email, full_name, hashed_password, is_active, is_admin, "
        "role) VALUES " +
        rows);
    ASSERT_TRUE(added) << describe(added.error());
    options_.pool.pool_size = 2;
    open_core();
    OperationSpec change = call("policy.staleness", {"${user}"});
    const auto connection = opened(factory(change));
    // There and back: both users and levels that show it.
    for (std::uint64_t index = 0; index < 4; ++index)
        EXPECT_EQ(perform(*connection, index), OutcomeCode::ok) << index;
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_tools"), "1");
    std::get<CoreOperation>(change.request).arguments.front() = "somebody";
    EXPECT_FALSE(factory(change));
}

TEST_F(CoreDriverTest, RegistersAndReadsServers) {
    open_core();
    EXPECT_EQ(once(call("registry.server", {"${id}"})), OutcomeCode::wrong_answer);
    const std::string id = id_of(42, Entity::server, 1);
    EXPECT_EQ(once(call("registry.register", {id, "server-1"})), OutcomeCode::ok);
    EXPECT_EQ(once(call("registry.server", {id})), OutcomeCode::ok);
    const auto again = told(call("registry.register", {id, "server-1"}));
    EXPECT_EQ(again.code, OutcomeCode::wrong_answer);
    EXPECT_EQ(again.kind, "conflict");
    EXPECT_FALSE(again.example.empty());
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_api.mcp_tools"), "1");
}

TEST_F(CoreDriverTest, WritesAuditEvents) {
    open_core();
    EXPECT_EQ(once(audit_call("audit.write")), OutcomeCode::ok);
    EXPECT_EQ(test::scalar("SELECT count(*) FROM sark_audit.audit_events"), "1");
    EXPECT_EQ(once(audit_call("audit.append")), OutcomeCode::ok);
    EXPECT_TRUE(core_->audit().flush(std::chrono::seconds(120)));
}

TEST_F(CoreDriverTest, RecordsCostsAndAsksBudgets) {
    test::recreate("sark_v2");
    open_core();
    EXPECT_EQ(once(call("costs.record", {"ann", "res-1", "0.0312"})), OutcomeCode::ok);
    EXPECT_EQ(test::scalar("SELECT actual_cost FROM sark_v2.cost_tracking"), "0.0312");
    EXPECT_EQ(once(call("costs.check", {"ann", "5"})), OutcomeCode::ok);
    BudgetLimits limits;
    limits.daily = *Amount::parse("1");
    ASSERT_TRUE(core_->costs().set_limits("ann", limits));
    EXPECT_EQ(once(call("costs.check", {"ann", "5"})), OutcomeCode::ok) << "a refusal is an answer";
    EXPECT_EQ(once(call("costs.record", {"ann", "res-1", "much"})), OutcomeCode::wrong_answer);
    EXPECT_EQ(once(call("costs.check", {"ann", "-1"})), OutcomeCode::wrong_answer);
}

TEST_F(CoreDriverTest, FindsNodesAndCountsProtocols) {
    test::recreate("sark_v2");
    const auto added = test::connect()->execute(
        "INSERT INTO sark_v2.federation_nodes (node_id, name, endpoint, trust_anchor_cert) VALUES "
        "('node-1', 'one', 'https://one.example.test', '')");
    ASSERT_TRUE(added) << describe(added.error());
    open_core();
    EXPECT_EQ(once(call("federation.find", {"node-1"})), OutcomeCode::ok);
    EXPECT_EQ(once(call("federation.find", {"node-2"})), OutcomeCode::wrong_answer);
    EXPECT_EQ(once(call("registry.protocol_stats", {})), OutcomeCode::ok);
}

TEST_F(CoreDriverTest, AsksTheAccessRulesOfAServer) {
    test::recreate("mcp_gw");
    open_core();
    EXPECT_EQ(once(call("access.check", {"server-1", "${user}", "", "tools/call"})),
              OutcomeCode::ok)
        << "a denial is an answer";
    ASSERT_TRUE(test::connect()->execute("DROP TABLE mcp_gw.server_access_control"));
    EXPECT_EQ(once(call("access.check", {"server-1", "${user}", "", "tools/call"})),
              OutcomeCode::wrong_answer);
}

TEST_F(CoreDriverTest, AppendsBatchesOfEventsThatAllDiffer) {
    open_core();
    OperationSpec batch = audit_call("audit.append_batch");
    std::get<CoreOperation>(batch.request).arguments.emplace_back("2");
    const auto connection = opened(factory(batch));
    EXPECT_EQ(perform(*connection, 0), OutcomeCode::ok);
    ASSERT_TRUE(core_->audit().flush(std::chrono::seconds(120)));
    EXPECT_EQ(perform(*connection, 1), OutcomeCode::ok);
    ASSERT_TRUE(core_->audit().flush(std::chrono::seconds(120)));
    EXPECT_EQ(test::scalar("SELECT count(DISTINCT event_id) FROM sark_audit.audit_events"), "4");
    std::get<CoreOperation>(batch.request).arguments.back() = "0";
    EXPECT_FALSE(factory(batch));
}

TEST_F(CoreDriverTest, ABatchBeyondTheQueueIsRefused) {
    options_.audit.overflow = AuditOverflow::reject;
    options_.audit.flush_interval = std::chrono::hours(1);
    open_core();
    OperationSpec batch = audit_call("audit.append_batch");
    std::get<CoreOperation>(batch.request).arguments.emplace_back("20");
    EXPECT_EQ(once(batch), OutcomeCode::refused);
}

TEST_F(CoreDriverTest, AFullAuditQueueRefuses) {
    options_.audit.overflow = AuditOverflow::reject;
    options_.audit.flush_interval = std::chrono::hours(1);
    open_core();
    const auto connection = opened(factory(audit_call("audit.append")));
    std::array<OutcomeCode, 4> codes{};
    for (std::uint64_t index = 0; index < codes.size(); ++index)
        codes[index] = perform(*connection, index);
    EXPECT_EQ(codes, (std::array{OutcomeCode::ok, OutcomeCode::ok, OutcomeCode::ok,
                                 OutcomeCode::refused}));
}

TEST_F(CoreDriverTest, RejectsCallsThatAreNone) {
    open_core();
    const auto unknown = factory(call("policy.decid", {"a", "b", "c"}));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, Errc::invalid_scenario);
    EXPECT_NE(unknown.error().hint.find("policy.decide"), std::string::npos);
    const auto few = factory(call("policy.decide", {"a", "b"}));
    ASSERT_FALSE(few);
    EXPECT_NE(few.error().hint.find("user_id, action, tool_name"), std::string::npos);
    for (const char* user : {"literal", "${tool}", "${id}", "x${user}"}) {
        const auto unbound = factory(call("policy.evaluate", {user, "tool:invoke", "${tool}"}));
        ASSERT_FALSE(unbound) << user;
        EXPECT_EQ(unbound.error().code, Errc::invalid_scenario);
    }
}

TEST_F(CoreDriverTest, NeedsACore) {
    const auto made = factory(call("pool.acquire", {}));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::invalid_argument);
}

TEST_F(CoreDriverTest, TheFactoryOfAllDriversChecksTheKind) {
    open_core();
    const auto made =
        make_connection_factory(DriverKind::core, target_, {call("pool.acquire", {})}, {});
    EXPECT_TRUE(made);
    const auto other =
        make_connection_factory(DriverKind::redis, target_, {call("pool.acquire", {})}, {});
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, Errc::invalid_scenario);
    EXPECT_FALSE(make_connection_factory(DriverKind::core, target_, {}, {}));
}

}  // namespace
}  // namespace sark::workloads
