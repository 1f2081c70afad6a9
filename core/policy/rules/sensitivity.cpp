#include "core/policy/rules/rules.hpp"

namespace sark::rules {

namespace {

constexpr std::string_view too_sensitive = "Sensitivity level requires higher permissions";
constexpr std::string_view hours = "Work hours required for high or critical sensitivity";
constexpr std::string_view business_day = "Business day required for critical sensitivity";
constexpr std::string_view audit = "Audit logging required for high or critical operations";

/// Invoking and reading high or critical objects; everything but membership is checked by others.
std::string_view use_of_high(const RuleInput& input) {
    if (!input.is_member)
        return too_sensitive;
    if (!input.work_hours)
        return hours;
    if (input.action == Action::tool_invoke && !input.request.audit_enabled)
        return audit;
    return {};
}

std::string_view use_of_critical(const RuleInput& input) {
    if (!input.is_manager)
        return too_sensitive;
    if (!input.work_hours)
        return hours;
    if (!input.business_day)
        return business_day;
    if (!input.request.audit_enabled)
        return audit;
    if (input.action == Action::tool_invoke && !input.request.mfa_verified)
        return "Multi-factor authentication required for critical tools";
    return {};
}

std::string_view registration(const RuleInput& input) {
    if (input.level == Level::high)
        return input.is_member ? std::string_view{} : too_sensitive;
    if (!input.has_team || (input.role != Role::admin && input.role != Role::team_manager))
        return too_sensitive;
    if (!input.work_hours)
        return hours;
    return input.business_day ? std::string_view{} : business_day;
}

std::string_view change(const RuleInput& input) {
    if (!input.work_hours)
        return hours;
    return input.request.audit_enabled ? std::string_view{} : audit;
}

}  // namespace

std::string_view sensitivity(const RuleInput& input) {
    switch (input.level) {
        case Level::none:
        case Level::low:
            return {};
        case Level::medium:
            return input.role == Role::developer || input.role == Role::admin ||
                           input.role == Role::team_manager
                       ? std::string_view{}
                       : too_sensitive;
        case Level::unknown:
            return "Unknown sensitivity level";
        case Level::high:
        case Level::critical:
            break;
    }
    switch (input.action) {
        case Action::tool_invoke:
        case Action::server_read:
            return input.level == Level::high ? use_of_high(input) : use_of_critical(input);
        case Action::server_register:
            return registration(input);
        case Action::server_update:
        case Action::server_delete:
            return change(input);
        case Action::policy_read:
        case Action::other:
            return {};
    }
    return too_sensitive;
}

}  // namespace sark::rules
