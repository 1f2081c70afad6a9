// Who manages a team by their membership: what the rules make of it, and what caches do.

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/policy/policy_engine.hpp"
#include "core/policy/policy_service.hpp"
#include "core/policy/rules/rule_input.hpp"
#include "tests/core/service/manual_time.hpp"
#include "tests/core/service/memory_registry.hpp"

namespace sark {
namespace {

/// From the office, with a fresh second factor.
RequestContext vouched() {
    RequestContext context;
    context.client_ip = "10.1.2.3";
    context.mfa_verified = true;
    return context;
}

/// Somebody of the teams blue and red who manages blue.
PolicyRequest request_of(const std::string& role, const std::string& action,
                         const std::string& level, const std::string& team) {
    PolicyRequest request;
    request.principal = {"mia", role, {"blue", "red"}, true, {"blue"}};
    request.action = action;
    request.resource = {"thing", level, team, std::nullopt};
    request.time = test::ManualTime().utc_now();
    request.context = vouched();
    return request;
}

rules::RuleInput input_of(const PolicyRequest& request) {
    static const PolicyConfig config{};
    return rules::classify(request, config);
}

TEST(TeamManagerTest, IsOneOfTheObjectsTeamOnly) {
    const PolicyRequest own = request_of("developer", "tool:invoke", "high", "blue");
    EXPECT_TRUE(input_of(own).is_member);
    EXPECT_TRUE(input_of(own).is_manager);
    const PolicyRequest shared = request_of("developer", "tool:invoke", "high", "red");
    EXPECT_TRUE(input_of(shared).is_member);
    EXPECT_FALSE(input_of(shared).is_manager);
    EXPECT_FALSE(input_of(request_of("developer", "tool:invoke", "high", "green")).is_manager);
}

TEST(TeamManagerTest, AnObjectOfNoTeamHasNoManager) {
    PolicyRequest request = request_of("developer", "tool:invoke", "high", "blue");
    request.resource.team_id.reset();
    EXPECT_FALSE(input_of(request).is_manager);
    request.principal.managed_teams = {""};
    request.resource.team_id = "";
    EXPECT_FALSE(input_of(request).is_manager);
    request.resource = {};
    EXPECT_FALSE(input_of(request).is_manager);
}

/// One question and which family must refuse it ("all": allowed).
struct Row {
    std::string name;
    std::string role;
    std::string action;
    std::string level;
    std::string team;
    std::string expected;
};

void PrintTo(const Row& row, std::ostream* out) {
    *out << row.name;
}

class TeamManagerRulesTest : public testing::TestWithParam<Row> {};

TEST_P(TeamManagerRulesTest, FirstFailingFamilyDecides) {
    const Row& row = GetParam();
    const PolicyRequest request = request_of(row.role, row.action, row.level, row.team);
    const PolicyDecision decision = evaluate_policy(request);
    EXPECT_EQ(decision.policy, row.expected) << decision.reason;
    EXPECT_EQ(decision.allow, row.expected == "all");
    EXPECT_EQ(evaluate_policy(request, RuleOrder::expensive_first).allow, decision.allow);
}

const std::vector<Row> rows = {
    {"developer_invokes_high", "developer", "tool:invoke", "high", "blue", "all"},
    {"developer_invokes_critical", "developer", "tool:invoke", "critical", "blue", "all"},
    {"member_does_not_invoke_high", "developer", "tool:invoke", "high", "red", "rbac"},
    {"stranger_does_not_invoke_high", "developer", "tool:invoke", "high", "green", "rbac"},
    {"admin_invokes_high", "admin", "tool:invoke", "high", "blue", "all"},
    {"admin_of_another_team_does_not", "admin", "tool:invoke", "high", "red", "team_access"},
    {"viewer_stays_a_viewer", "viewer", "tool:invoke", "high", "blue", "rbac"},
    {"service_stays_refused", "service", "tool:invoke", "low", "blue", "rbac"},
    {"unknown_level_fails_closed", "developer", "tool:invoke", "extreme", "blue", "sensitivity"},
    {"updates_a_server", "developer", "server:update", "medium", "blue", "all"},
    {"updates_none_of_another_team", "developer", "server:update", "low", "red", "rbac"},
    {"deletes_a_server", "developer", "server:delete", "low", "blue", "all"},
    {"deletes_no_high_one", "developer", "server:delete", "high", "blue", "team_access"},
    {"registers_critical", "developer", "server:register", "critical", "blue", "all"},
    {"registers_none_of_another_team", "developer", "server:register", "critical", "red", "rbac"},
    {"admin_registers_critical", "admin", "server:register", "critical", "blue", "all"},
    {"manages_no_policies", "developer", "policy:update", "low", "blue", "rbac"},
};

INSTANTIATE_TEST_SUITE_P(Rows, TeamManagerRulesTest, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

class TeamManagerServiceTest : public testing::Test {
 protected:
    TeamManagerServiceTest() { registry.set_manager("mia", {"blue"}); }

    PolicyDecision deploy() { return policy.decide("mia", "tool:invoke", "deploy", &context); }

    test::MemoryRegistry registry;
    test::ManualTime time;
    RequestContext context = vouched();
    PolicyService policy{registry.source(), nullptr, {}, time};
};

TEST_F(TeamManagerServiceTest, WhoManagesNoLongerIsRefusedOnceItIsAnnounced) {
    EXPECT_TRUE(deploy().allow);
    registry.set_manager("mia", {});
    EXPECT_TRUE(deploy().allow) << "nobody said so yet";
    ASSERT_TRUE(policy.invalidate_user("mia"));
    EXPECT_EQ(deploy().policy, "rbac");
    registry.set_manager("mia", {"red"});
    ASSERT_TRUE(policy.invalidate_user("mia"));
    EXPECT_EQ(deploy().policy, "rbac") << "another team's";
}

TEST_F(TeamManagerServiceTest, ABatchDecidesAsSingleQuestionsDo) {
    const std::vector<PolicyQuestion> questions = {{"mia", "tool:invoke", "deploy", &context},
                                                   {"ann", "tool:invoke", "deploy", &context}};
    const auto decisions = policy.decide_batch(questions);
    EXPECT_TRUE(decisions.at(0).allow) << decisions.at(0).reason;
    EXPECT_FALSE(decisions.at(1).allow);
}

}  // namespace
}  // namespace sark
