#include "core/policy/rules/rules.hpp"

namespace sark::rules {

namespace {

constexpr std::string_view too_sensitive = "Sensitivity level requires higher permissions";
constexpr std::string_view unknown_level = "Unknown sensitivity level";
constexpr std::string_view hours = "Work hours required for high or critical sensitivity";
constexpr std::string_view business_day = "Business day required for critical sensitivity";
constexpr std::string_view audit = "Audit logging required for high or critical operations";

bool in_work_hours(const RuleInput& input) {
    return input.work_hours || input.context.emergency_override;
}

bool on_business_day(const RuleInput& input) {
    return input.business_day || input.context.emergency_override;
}

/// Invoking and reading high or critical objects; everything but membership is checked by others.
std::string_view use_of_high(const RuleInput& input) {
    if (!input.is_member)
        return too_sensitive;
    if (!in_work_hours(input))
        return hours;
    if (input.action == Action::tool_invoke && !input.context.is_audited)
        return audit;
    return {};
}

std::string_view use_of_critical(const RuleInput& input) {
    if (!input.is_manager)
        return too_sensitive;
    if (!in_work_hours(input))
        return hours;
    if (!on_business_day(input))
        return business_day;
    if (!input.context.is_audited)
        return audit;
    if (input.action == Action::tool_invoke && input.context.mfa == Mfa::none)
        return "Multi-factor authentication required for critical tools";
    return {};
}

std::string_view registration(const RuleInput& input) {
    if (input.level == Level::high)
        return input.is_member ? std::string_view{} : too_sensitive;
    if (!input.has_team || (input.role != Role::admin && !input.is_manager))
        return too_sensitive;
    if (!in_work_hours(input))
        return hours;
    return on_business_day(input) ? std::string_view{} : business_day;
}

/// Giving the object another level.
std::string_view reclassification(const RuleInput& input) {
    if (input.action != Action::server_update || input.context.new_level == Level::none)
        return {};
    if (input.context.new_level == Level::unknown)
        return unknown_level;
    return input.context.new_level < input.level && input.role != Role::admin
               ? "Lowering the sensitivity requires an administrator"
               : std::string_view{};
}

std::string_view change(const RuleInput& input) {
    if (!in_work_hours(input))
        return hours;
    return input.context.is_audited ? std::string_view{} : audit;
}

}  // namespace

std::string_view sensitivity(const RuleInput& input) {
    if (const auto reason = reclassification(input); !reason.empty())
        return reason;
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
            return unknown_level;
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
