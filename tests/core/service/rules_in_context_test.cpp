// What the rules make of the circumstances that a caller tells, and of the operator's
// configuration.

#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/policy_engine.hpp"
#include "core/policy/rules/rules.hpp"
#include "tests/core/service/address_list_of.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;
using test::address_list_of;
using testing::EndsWith;

constexpr std::chrono::sys_days monday{std::chrono::year{2026} / 11 / 23};
constexpr UtcTime morning = UtcTime{monday.time_since_epoch() + 10h};
constexpr UtcTime evening = UtcTime{monday.time_since_epoch() + 17h + 30min};
constexpr UtcTime night = UtcTime{monday.time_since_epoch() + 22h};
constexpr UtcTime saturday = UtcTime{monday.time_since_epoch() + 5 * 24h + 10h};

/// A manager invokes a tool of the team, in the morning, from the office, with a second factor.
PolicyRequest invocation(const std::string& level) {
    PolicyRequest request;
    request.principal = {"mia", "team_manager", {"blue"}, true};
    request.action = "tool:invoke";
    request.resource = {"vault", level, "blue", std::nullopt};
    request.time = morning;
    request.context.client_ip = "10.1.2.3";
    request.context.mfa_verified = true;
    return request;
}

PolicyRequest reading(const std::string& role, UtcTime time) {
    PolicyRequest request;
    request.principal = {"vic", role, {"blue"}, true};
    request.action = "server:read";
    request.resource = {"search", "low", "blue", std::nullopt};
    request.time = time;
    return request;
}

PolicyRequest deletion(UtcTime time) {
    PolicyRequest request = invocation("low");
    request.action = "server:delete";
    request.time = time;
    return request;
}

void declare_emergency(PolicyRequest& request) {
    request.context.emergency_override = true;
    request.context.emergency_reason = "the vault is on fire";
    request.context.emergency_approver = "ada";
}

void override_times(PolicyRequest& request) {
    request.context.time_override = true;
    request.context.time_override_reason = "release night";
}

/// `policy` "all": allowed, and the reason ends with `reason`.
struct Case {
    std::string name;
    PolicyRequest request;
    std::function<void(PolicyRequest&, PolicyConfig&)> change;
    std::string policy;
    std::string reason = "Access granted by all policies";
};

void PrintTo(const Case& each, std::ostream* out) {
    *out << each.name;
}

class RulesInContextTest : public testing::TestWithParam<Case> {};

TEST_P(RulesInContextTest, Decide) {
    PolicyRequest request = GetParam().request;
    PolicyConfig config;
    GetParam().change(request, config);
    const PolicyDecision decision = evaluate_policy(request, RuleOrder::cheap_first, config);
    EXPECT_EQ(decision.policy, GetParam().policy) << decision.reason;
    EXPECT_EQ(decision.allow, GetParam().policy == "all");
    EXPECT_THAT(decision.reason, EndsWith(GetParam().reason));
    EXPECT_EQ(evaluate_policy(request, RuleOrder::expensive_first, config).allow, decision.allow);
}

using Request = PolicyRequest;
using Config = PolicyConfig;
const auto unchanged = [](Request&, Config&) {};

MaintenanceWindow window(UtcTime start, UtcTime end, const std::string& action) {
    return {start, end, {action}};
}

const std::vector<Case> time_cases = {
    {"deletion_at_night", deletion(night), unchanged, "time_based",
     "Server deletion requires business hours"},
    {"override_with_reason_allows_deletion", deletion(night),
     [](Request& r, Config&) { override_times(r); }, "all"},
    {"override_without_reason_is_none", deletion(night),
     [](Request& r, Config&) {
         override_times(r);
         r.context.time_override_reason = " \t";
     },
     "time_based", "Server deletion requires business hours"},
    {"override_allows_a_viewer", reading("viewer", saturday),
     [](Request& r, Config&) { override_times(r); }, "all"},
    {"override_does_not_reach_critical", invocation("critical"),
     [](Request& r, Config&) {
         override_times(r);
         r.time = evening;
     },
     "time_based", "Critical tools require business hours"},
    {"emergency_reaches_critical", invocation("critical"),
     [](Request& r, Config&) {
         declare_emergency(r);
         r.time = evening;
     },
     "all"},
    {"emergency_without_reason_is_none", deletion(night),
     [](Request& r, Config&) {
         declare_emergency(r);
         r.context.emergency_reason = "";
     },
     "time_based", "Server deletion requires business hours"},
    {"emergency_without_approver_is_none", deletion(night),
     [](Request& r, Config&) {
         declare_emergency(r);
         r.context.emergency_approver = "  ";
     },
     "time_based", "Server deletion requires business hours"},
    {"maintenance_window_is_open", deletion(night),
     [](Request&, Config& c) {
         c.maintenance_windows = {window(night, night + 1h, "server:delete")};
     },
     "all"},
    {"maintenance_window_has_closed", deletion(night),
     [](Request&, Config& c) {
         c.maintenance_windows = {window(night - 1h, night, "server:delete")};
     },
     "time_based", "Server deletion requires business hours"},
    {"maintenance_window_for_something_else", deletion(night),
     [](Request&, Config& c) {
         c.maintenance_windows = {window(night - 1h, night + 1h, "tool:invoke")};
     },
     "time_based", "Server deletion requires business hours"},
    {"high_is_only_preferred_in_business_hours", invocation("high"),
     [](Request& r, Config&) { r.time = evening; }, "all",
     "all policies; high sensitivity is preferred in business hours"},
    {"high_in_business_hours_needs_no_advice", invocation("high"), unchanged, "all"},
};

const std::vector<Case> sensitivity_cases = {
    {"high_at_night", invocation("high"), [](Request& r, Config&) { r.time = night; },
     "sensitivity", "Work hours required for high or critical sensitivity"},
    {"high_at_night_in_an_emergency", invocation("high"),
     [](Request& r, Config&) {
         r.time = night;
         declare_emergency(r);
     },
     "all", "all policies; high sensitivity is preferred in business hours"},
    {"an_override_is_no_emergency", invocation("high"),
     [](Request& r, Config&) {
         r.time = night;
         override_times(r);
     },
     "sensitivity", "Work hours required for high or critical sensitivity"},
    {"critical_on_saturday_in_an_emergency", invocation("critical"),
     [](Request& r, Config&) {
         r.time = saturday;
         declare_emergency(r);
     },
     "all"},
    {"emergency_lifts_no_audit", invocation("critical"),
     [](Request& r, Config&) {
         declare_emergency(r);
         r.context.audit_enabled = false;
     },
     "sensitivity", "Audit logging required for high or critical operations"},
    {"downgrade_by_a_manager", invocation("medium"),
     [](Request& r, Config&) {
         r.action = "server:update";
         r.context.new_sensitivity_level = "low";
     },
     "sensitivity", "Lowering the sensitivity requires an administrator"},
    {"downgrade_by_an_administrator", invocation("medium"),
     [](Request& r, Config&) {
         r.principal.role = "admin";
         r.resource.team_id.reset();
         r.action = "server:update";
         r.context.new_sensitivity_level = "low";
     },
     "all"},
    {"upgrade_by_a_manager", invocation("medium"),
     [](Request& r, Config&) {
         r.action = "server:update";
         r.context.new_sensitivity_level = "critical";
     },
     "all"},
    {"same_level_is_no_downgrade", invocation("medium"),
     [](Request& r, Config&) {
         r.action = "server:update";
         r.context.new_sensitivity_level = "medium";
     },
     "all"},
    {"new_level_that_is_none", invocation("medium"),
     [](Request& r, Config&) {
         r.action = "server:update";
         r.context.new_sensitivity_level = "harmless";
     },
     "sensitivity", "Unknown sensitivity level"},
};

const std::vector<Case> address_cases = {
    {"on_the_allowlist", invocation("low"),
     [](Request& r, Config& c) {
         r.context.client_ip = "203.0.113.9";
         c.ip_allowlist = address_list_of({"203.0.113.0/24"});
     },
     "all"},
    {"beside_the_allowlist", invocation("low"),
     [](Request& r, Config& c) {
         r.context.client_ip = "203.0.114.0";
         c.ip_allowlist = address_list_of({"203.0.113.0/24"});
     },
     "ip_filtering", "IP address is not on the allowlist"},
    {"private_addresses_are_not_exempt", invocation("low"),
     [](Request&, Config& c) { c.ip_allowlist = address_list_of({"203.0.113.0/24"}); },
     "ip_filtering", "IP address is not on the allowlist"},
    {"private_addresses_exempted", invocation("low"),
     [](Request&, Config& c) {
         c.ip_allowlist = address_list_of({"203.0.113.0/24"});
         c.allow_private_ips = true;
     },
     "all"},
    {"the_blocklist_goes_first", invocation("low"),
     [](Request& r, Config& c) {
         r.context.client_ip = "203.0.113.9";
         c.ip_allowlist = address_list_of({"203.0.113.0/24"});
         c.ip_blocklist = address_list_of({"203.0.113.9"});
     },
     "ip_filtering", "IP address is on the blocklist"},
    {"blocked_v6", invocation("low"),
     [](Request& r, Config& c) {
         r.context.client_ip = "2001:db8:7::1";
         c.ip_blocklist = address_list_of({"2001:db8::/32"});
     },
     "ip_filtering", "IP address is on the blocklist"},
    {"another_spelling_of_a_blocked_address", invocation("low"),
     [](Request& r, Config& c) {
         r.context.client_ip = "::ffff:203.0.113.9";
         c.ip_blocklist = address_list_of({"203.0.113.9"});
     },
     "ip_filtering", "IP address is on the blocklist"},
    {"lists_need_an_address", invocation("low"),
     [](Request& r, Config& c) {
         r.context.client_ip = "";
         c.ip_blocklist = address_list_of({"203.0.113.9"});
     },
     "ip_filtering", "Client IP address required but not provided"},
    {"a_vpn_range_counts_as_private", invocation("high"),
     [](Request& r, Config& c) {
         r.context.client_ip = "203.0.113.9";
         c.vpn_ip_ranges = address_list_of({"203.0.113.0/24"});
     },
     "all"},
    {"country_on_the_list", invocation("critical"),
     [](Request& r, Config& c) {
         r.context.geo_country = "ca";
         c.geo_restrictions_enabled = true;
         c.allowed_countries.add("CA");
     },
     "all"},
    {"country_that_is_not_on_the_list", invocation("critical"),
     [](Request& r, Config& c) {
         r.context.geo_country = "AC";
         c.geo_restrictions_enabled = true;
         c.allowed_countries.add("CA");
     },
     "ip_filtering", "Access from this country is not allowed"},
    {"country_that_is_not_told", invocation("critical"),
     [](Request&, Config& c) {
         c.geo_restrictions_enabled = true;
         c.allowed_countries.add("CA");
     },
     "ip_filtering", "Country required but not provided"},
    {"countries_are_for_critical_only", invocation("high"),
     [](Request& r, Config& c) {
         r.context.geo_country = "AC";
         c.geo_restrictions_enabled = true;
         c.allowed_countries.add("CA");
     },
     "all"},
    {"countries_are_off", invocation("critical"),
     [](Request& r, Config&) { r.context.geo_country = "AC"; }, "all"},
    {"filtering_is_off", invocation("critical"),
     [](Request& r, Config& c) {
         r.context.client_ip = "nowhere";
         c.ip_blocklist = address_list_of({"0.0.0.0/0"});
         c.ip_filtering_enabled = false;
     },
     "all"},
};

const std::vector<Case> mfa_cases = {
    {"no_timestamp_is_vouched_for", invocation("critical"), unchanged, "all"},
    {"five_minutes_old", invocation("critical"),
     [](Request& r, Config&) { r.context.mfa_timestamp = r.time - 300s; }, "all"},
    {"older_needs_a_step_up", invocation("critical"),
     [](Request& r, Config&) { r.context.mfa_timestamp = r.time - 300s - 1ns; }, "mfa",
     "Additional authentication verification required for this sensitive operation"},
    {"stepped_up", invocation("critical"),
     [](Request& r, Config&) {
         r.context.mfa_timestamp = r.time - 3600s;
         r.context.step_up_verified = true;
     },
     "all"},
    {"high_needs_no_step_up", invocation("high"),
     [](Request& r, Config&) { r.context.mfa_timestamp = r.time - 3600s; }, "all"},
    {"session_expired", invocation("high"),
     [](Request& r, Config&) { r.context.mfa_timestamp = r.time - 3600s - 1ns; }, "mfa",
     "Multi-factor authentication session expired"},
    {"step_up_does_not_revive_a_session", invocation("critical"),
     [](Request& r, Config&) {
         r.context.mfa_timestamp = r.time - 3601s;
         r.context.step_up_verified = true;
     },
     "mfa", "Multi-factor authentication session expired"},
    {"configured_session", invocation("high"),
     [](Request& r, Config& c) {
         r.context.mfa_timestamp = r.time - 61s;
         c.mfa_timeout = 60s;
     },
     "mfa", "Multi-factor authentication session expired"},
    {"a_clock_that_is_a_little_ahead", invocation("critical"),
     [](Request& r, Config&) { r.context.mfa_timestamp = r.time + 30s; }, "all"},
    {"from_the_future", invocation("critical"),
     [](Request& r, Config&) { r.context.mfa_timestamp = r.time + 31s; }, "mfa",
     "Multi-factor authentication session expired"},
    {"a_timestamp_verifies_nothing", invocation("high"),
     [](Request& r, Config&) {
         r.context.mfa_verified = false;
         r.context.mfa_timestamp = r.time;
         r.context.mfa_methods = {"totp"};
     },
     "mfa", "Multi-factor authentication required but not verified"},
    {"a_method_that_is_a_factor", invocation("high"),
     [](Request& r, Config&) {
         r.context.mfa_methods = {"password", "totp"};
     },
     "all"},
    {"a_password_is_no_second_factor", invocation("high"),
     [](Request& r, Config&) { r.context.mfa_methods = {"password"}; }, "mfa",
     "Multi-factor authentication required but not verified"},
    {"no_method_is_no_factor", invocation("high"),
     [](Request& r, Config&) { r.context.mfa_methods = std::vector<std::string>(); }, "mfa",
     "Multi-factor authentication required but not verified"},
    {"low_asks_for_nothing", invocation("low"),
     [](Request& r, Config&) {
         r.context.mfa_verified = false;
         r.context.mfa_timestamp = UtcTime{};
     },
     "all"},
};

std::string case_name(const testing::TestParamInfo<Case>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(TimeBased, RulesInContextTest, testing::ValuesIn(time_cases), case_name);
INSTANTIATE_TEST_SUITE_P(Sensitivity, RulesInContextTest, testing::ValuesIn(sensitivity_cases),
                         case_name);
INSTANTIATE_TEST_SUITE_P(IpFiltering, RulesInContextTest, testing::ValuesIn(address_cases),
                         case_name);
INSTANTIATE_TEST_SUITE_P(Mfa, RulesInContextTest, testing::ValuesIn(mfa_cases), case_name);

TEST(MfaRuleTest, ServicesWithAnApiKeyAreExemptAndNobodyElse) {
    const PolicyConfig config;
    PolicyRequest request = invocation("critical");
    request.context.mfa_verified = false;
    const auto reason = [&] { return rules::mfa(rules::classify(request, config)); };
    request.context.has_api_key = true;
    EXPECT_NE(reason(), "");
    request.principal.role = "service";
    EXPECT_EQ(reason(), "");
    request.context.has_api_key = false;
    EXPECT_NE(reason(), "");
}

}  // namespace
}  // namespace sark
