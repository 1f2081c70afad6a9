#include "core/access/access_control.hpp"

#include <utility>

#include "core/postgres/connection_pool.hpp"

namespace sark {
namespace {

using postgres::Values;

constexpr unsigned last_day = 6;
constexpr unsigned last_hour = 23;

constexpr const char* select_rules =
    "SELECT user_id, tenant_id, can_read, can_write, can_admin, can_proxy, allowed_methods, "
    "denied_methods, allowed_days, allowed_hours FROM mcp_gw.server_access_control "
    "WHERE server_id = $1";

bool is_true(const postgres::Value& cell) {
    return cell == "t";
}

Result<AccessRule> rule_of(const Values& row) {
    AccessRule rule;
    rule.user_id = row[0];
    rule.tenant_id = row[1];
    rule.can_read = is_true(row[2]);
    rule.can_write = is_true(row[3]);
    rule.can_admin = is_true(row[4]);
    rule.can_proxy = is_true(row[5]);
    auto allowed = methods_from_json(row[6].value_or(""));
    auto denied = methods_from_json(row[7].value_or(""));
    auto days = numbers_from_json(row[8].value_or(""), last_day);
    auto hours = numbers_from_json(row[9].value_or(""), last_hour);
    if (!allowed || !denied)
        return allowed ? std::move(denied).error() : std::move(allowed).error();
    if (!days || !hours)
        return days ? std::move(hours).error() : std::move(days).error();
    rule.allowed_methods = *std::move(allowed);
    rule.denied_methods = *std::move(denied);
    rule.allowed_days = *std::move(days);
    rule.allowed_hours = *std::move(hours);
    return rule;
}

}  // namespace

Result<std::vector<AccessRule>> AccessControl::rules_of(const std::string& server_id) {
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    auto found = (*lease)->execute_prepared("select_access_rules", select_rules, {server_id});
    if (!found)
        return std::move(found).error();
    std::vector<AccessRule> rules;
    for (const Values& row : found->rows) {
        auto rule = rule_of(row);
        if (!rule)
            return std::move(rule).error();
        rules.push_back(*std::move(rule));
    }
    return rules;
}

Result<AccessVerdict> AccessControl::check(const std::string& server_id,
                                           const AccessRequest& request) {
    const auto rules = rules_of(server_id);
    if (!rules)
        return rules.error();
    return check_access(*rules, request);
}

}  // namespace sark
