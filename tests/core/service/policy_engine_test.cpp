#include "core/policy/policy_engine.hpp"

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sark {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_days monday{std::chrono::year{2026} / 11 / 23};
constexpr std::chrono::sys_days saturday{std::chrono::year{2026} / 11 / 28};

constexpr UtcTime always{};
constexpr UtcTime monday_morning = UtcTime{monday.time_since_epoch() + 9h};
constexpr UtcTime monday_before_nine = UtcTime{monday.time_since_epoch() + 9h - 1ns};
constexpr UtcTime monday_afternoon = UtcTime{monday.time_since_epoch() + 16h + 59min};
constexpr UtcTime monday_five = UtcTime{monday.time_since_epoch() + 17h};
constexpr UtcTime monday_before_six = UtcTime{monday.time_since_epoch() + 18h - 1ns};
constexpr UtcTime monday_six = UtcTime{monday.time_since_epoch() + 18h};
constexpr UtcTime saturday_noon = UtcTime{saturday.time_since_epoch() + 12h};

constexpr const char* office = "10.1.2.3";
constexpr const char* internet = "203.0.113.9";

/// One question and which family must refuse it ("all": allowed).
struct Row {
    std::string name;
    std::string role;
    std::string action;
    std::string level;  // empty: acts on nothing in particular
    std::string expected;
    std::string team{};  // of the object; the principal belongs to "blue"
    bool owner = false;
    UtcTime time = always;
    std::string ip{};
    bool mfa = false;
    bool audit = true;
    bool active = true;
};

void PrintTo(const Row& row, std::ostream* out) {
    *out << row.name;
}

PolicyRequest request_of(const Row& row) {
    PolicyRequest request;
    request.principal = {"user-1", row.role, {"green", "blue"}, row.active};
    request.action = row.action;
    if (!row.level.empty()) {
        request.resource.name = "thing";
        request.resource.sensitivity_level = row.level == "missing" ? "" : row.level;
        request.resource.owner_id = row.owner ? "user-1" : "user-2";
        if (!row.team.empty())
            request.resource.team_id = row.team;
    }
    request.time = row.time;
    request.context.client_ip = row.ip;
    request.context.mfa_verified = row.mfa;
    request.context.audit_enabled = row.audit;
    return request;
}

class PolicyRulesTest : public testing::TestWithParam<Row> {};

TEST_P(PolicyRulesTest, FirstFailingFamilyDecides) {
    const PolicyDecision decision = evaluate_policy(request_of(GetParam()));
    EXPECT_EQ(decision.policy, GetParam().expected) << decision.reason;
    EXPECT_EQ(decision.allow, GetParam().expected == "all");
    EXPECT_FALSE(decision.error);
    EXPECT_EQ(decision.cache, CacheStatus::none);
}

const std::vector<Row> rbac_rows = {
    {"developer_invokes_low", "developer", "tool:invoke", "low", "all"},
    {"developer_invokes_medium", "developer", "tool:invoke", "medium", "all"},
    {"developer_must_not_invoke_high", "developer", "tool:invoke", "high", "rbac"},
    {"developer_must_not_invoke_critical", "developer", "tool:invoke", "critical", "rbac"},
    {"developer_reads", "developer", "server:read", "low", "all"},
    {"developer_registers_medium", "developer", "server:register", "medium", "all"},
    {"developer_must_not_register_high", "developer", "server:register", "high", "rbac"},
    {.name = "developer_updates_own",
     .role = "developer",
     .action = "server:update",
     .level = "low",
     .expected = "all",
     .owner = true},
    {"developer_must_not_update_others", "developer", "server:update", "low", "rbac"},
    {.name = "developer_deletes_own_with_mfa",
     .role = "developer",
     .action = "server:delete",
     .level = "medium",
     .expected = "all",
     .owner = true,
     .mfa = true},
    {.name = "developer_must_not_delete_own_high",
     .role = "developer",
     .action = "server:delete",
     .level = "high",
     .expected = "rbac",
     .owner = true,
     .mfa = true},
    {"developer_must_not_write_policies", "developer", "policy:update", "", "rbac"},
    {"viewer_reads_server", "viewer", "server:read", "low", "all"},
    {"viewer_reads_policy", "viewer", "policy:read", "", "all"},
    {"viewer_must_not_invoke", "viewer", "tool:invoke", "low", "rbac"},
    {"viewer_must_not_register", "viewer", "server:register", "low", "rbac"},
    {"service_without_known_scopes_is_refused", "service", "server:read", "low", "rbac"},
    {"unknown_role_is_refused", "guest", "server:read", "low", "rbac"},
    {"empty_role_is_refused", "", "server:read", "low", "rbac"},
    {"role_is_case_sensitive", "Admin", "server:read", "low", "rbac"},
    {"empty_action_is_refused", "admin", "", "low", "rbac"},
    {"unknown_action_is_refused", "developer", "server:format", "low", "rbac"},
    {.name = "inactive_admin_is_refused",
     .role = "admin",
     .action = "server:read",
     .level = "low",
     .expected = "rbac",
     .active = false},
    {.name = "admin_must_not_invoke_critical_at_night",
     .role = "admin",
     .action = "tool:invoke",
     .level = "critical",
     .expected = "rbac",
     .time = monday_six},
    {.name = "admin_policy_update_with_mfa",
     .role = "admin",
     .action = "policy:update",
     .level = "",
     .expected = "all",
     .mfa = true},
};

const std::vector<Row> team_rows = {
    {"member_invokes_medium", "developer", "tool:invoke", "medium", "all", "blue"},
    {"stranger_must_not_invoke_medium", "developer", "tool:invoke", "medium", "team_access", "red"},
    {"low_crosses_teams", "developer", "tool:invoke", "low", "all", "red"},
    {"stranger_must_not_read_medium", "developer", "server:read", "medium", "team_access", "red"},
    {"admin_without_management_must_not_invoke_high", "admin", "tool:invoke", "high", "team_access",
     "blue"},
    {"admin_must_not_invoke_critical_of_no_team", "admin", "tool:invoke", "critical",
     "team_access"},
    {"manager_of_another_team_must_not_invoke_high", "team_manager", "tool:invoke", "high", "rbac",
     "red"},
    {.name = "owner_but_not_manager_must_not_update_team_server",
     .role = "developer",
     .action = "server:update",
     .level = "low",
     .expected = "team_access",
     .team = "blue",
     .owner = true},
    {"manager_updates_team_server", "team_manager", "server:update", "medium", "all", "blue"},
    {.name = "manager_must_not_delete_high",
     .role = "team_manager",
     .action = "server:delete",
     .level = "high",
     .expected = "team_access",
     .team = "blue",
     .mfa = true},
    {"high_registration_needs_a_team", "admin", "server:register", "high", "team_access"},
    {"high_registration_in_shared_team", "admin", "server:register", "high", "all", "blue"},
    {"high_registration_in_foreign_team", "admin", "server:register", "high", "team_access", "red"},
    {"critical_registration_needs_the_manager", "admin", "server:register", "critical",
     "team_access", "blue"},
};

const std::vector<Row> later_rows = {
    {"viewer_must_not_read_medium", "viewer", "server:read", "medium", "sensitivity"},
    {"missing_level_fails_closed", "admin", "server:read", "missing", "sensitivity"},
    {"unknown_level_fails_closed", "admin", "tool:invoke", "extreme", "sensitivity"},
    {.name = "manager_invokes_high_from_the_office",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "high",
     .expected = "all",
     .team = "blue",
     .time = monday_morning,
     .ip = office,
     .mfa = true},
    {.name = "high_invoke_before_nine",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "high",
     .expected = "sensitivity",
     .team = "blue",
     .time = monday_before_nine,
     .ip = office,
     .mfa = true},
    {.name = "high_invoke_just_before_six",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "high",
     .expected = "all",
     .team = "blue",
     .time = monday_before_six,
     .ip = office,
     .mfa = true},
    {.name = "high_invoke_at_six",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "high",
     .expected = "sensitivity",
     .team = "blue",
     .time = monday_six,
     .ip = office,
     .mfa = true},
    {.name = "high_invoke_without_audit",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "high",
     .expected = "sensitivity",
     .team = "blue",
     .ip = office,
     .mfa = true,
     .audit = false},
    {"high_read_of_no_team", "admin", "server:read", "high", "sensitivity"},
    {.name = "critical_invoke_complete",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "critical",
     .expected = "all",
     .team = "blue",
     .time = monday_afternoon,
     .ip = office,
     .mfa = true},
    {.name = "critical_invoke_on_saturday",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "critical",
     .expected = "sensitivity",
     .team = "blue",
     .time = saturday_noon,
     .ip = office,
     .mfa = true},
    {.name = "critical_invoke_after_business_hours",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "critical",
     .expected = "time_based",
     .team = "blue",
     .time = monday_five,
     .ip = office,
     .mfa = true},
    {.name = "critical_invoke_without_mfa",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "critical",
     .expected = "sensitivity",
     .team = "blue",
     .ip = office},
    {.name = "admin_update_of_critical_without_audit",
     .role = "admin",
     .action = "server:update",
     .level = "critical",
     .expected = "sensitivity",
     .audit = false},
    {.name = "viewer_after_hours",
     .role = "viewer",
     .action = "server:read",
     .level = "low",
     .expected = "time_based",
     .time = monday_five},
    {.name = "viewer_on_saturday",
     .role = "viewer",
     .action = "policy:read",
     .level = "",
     .expected = "time_based",
     .time = saturday_noon},
    {.name = "deletion_on_saturday",
     .role = "developer",
     .action = "server:delete",
     .level = "low",
     .expected = "time_based",
     .owner = true,
     .time = saturday_noon,
     .mfa = true},
    {.name = "admin_deletion_on_saturday",
     .role = "admin",
     .action = "server:delete",
     .level = "low",
     .expected = "all",
     .time = saturday_noon,
     .mfa = true},
    {.name = "high_invoke_from_the_internet",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "high",
     .expected = "ip_filtering",
     .team = "blue",
     .ip = internet,
     .mfa = true},
    {.name = "high_invoke_from_nowhere",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "high",
     .expected = "ip_filtering",
     .team = "blue",
     .mfa = true},
    {.name = "low_invoke_from_the_internet",
     .role = "developer",
     .action = "tool:invoke",
     .level = "low",
     .expected = "all",
     .ip = internet},
    {.name = "address_that_is_none",
     .role = "developer",
     .action = "tool:invoke",
     .level = "low",
     .expected = "ip_filtering",
     .ip = "10.1.2.999"},
    {.name = "private_range_ends_at_172_31",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "high",
     .expected = "ip_filtering",
     .team = "blue",
     .ip = "172.32.0.1",
     .mfa = true},
    {.name = "private_v6",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "high",
     .expected = "all",
     .team = "blue",
     .ip = "fd00::17",
     .mfa = true},
    {.name = "high_invoke_without_mfa",
     .role = "team_manager",
     .action = "tool:invoke",
     .level = "high",
     .expected = "mfa",
     .team = "blue",
     .ip = office},
    {"deletion_without_mfa", "admin", "server:delete", "low", "mfa"},
    {"admin_action_without_mfa", "admin", "role:assign", "", "mfa"},
};

std::string row_name(const testing::TestParamInfo<Row>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Rbac, PolicyRulesTest, testing::ValuesIn(rbac_rows), row_name);
INSTANTIATE_TEST_SUITE_P(TeamAccess, PolicyRulesTest, testing::ValuesIn(team_rows), row_name);
INSTANTIATE_TEST_SUITE_P(LaterFamilies, PolicyRulesTest, testing::ValuesIn(later_rows), row_name);

TEST_P(PolicyRulesTest, OrderOfTheRulesNeverChangesWhetherItIsAllowed) {
    const PolicyRequest request = request_of(GetParam());
    EXPECT_EQ(evaluate_policy(request, RuleOrder::expensive_first).allow,
              evaluate_policy(request, RuleOrder::cheap_first).allow);
}

TEST(PolicyEngineTest, OrderDecidesWhichOfTwoReasonsIsNamed) {
    PolicyRequest request;  // a viewer may not invoke, and critical needs a second factor
    request.principal = {"user-1", "viewer", {}, true};
    request.action = "tool:invoke";
    request.resource = {"vault", "critical", std::nullopt, std::nullopt};
    request.context.client_ip = "10.0.0.1";
    EXPECT_EQ(evaluate_policy(request, RuleOrder::cheap_first).policy, "rbac");
    EXPECT_EQ(evaluate_policy(request, RuleOrder::expensive_first).policy, "mfa");
}

TEST(PolicyEngineTest, ReasonNamesTheFamilyThatFailed) {
    Row row{"", "viewer", "tool:invoke", "low", ""};
    EXPECT_EQ(evaluate_policy(request_of(row)).reason,
              "Access denied by RBAC: Insufficient role permissions");
    row.role = "developer";
    EXPECT_EQ(evaluate_policy(request_of(row)).reason, "Access granted by all policies");
}

TEST(PolicyEngineTest, DefaultRequestIsDenied) {
    EXPECT_FALSE(evaluate_policy(PolicyRequest{}).allow);
}

TEST(PolicyEngineTest, PrincipalWithoutIdOwnsNothing) {
    Row row{"", "developer", "server:update", "low", ""};
    PolicyRequest request = request_of(row);
    request.principal.id = "";
    request.resource.owner_id = "";
    EXPECT_EQ(evaluate_policy(request).policy, "rbac");
}

}  // namespace
}  // namespace sark
