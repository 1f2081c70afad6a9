#include "core/policy/rules/rules.hpp"

namespace sark::rules {

std::string_view time_based(const RuleInput& input) {
    if (input.role == Role::admin || input.business_hours || input.context.emergency_override ||
        input.in_maintenance)
        return {};
    if (input.level == Level::critical)
        return "Critical tools require business hours";
    if (input.context.time_override)
        return {};
    if (input.action == Action::server_delete)
        return "Server deletion requires business hours";
    if (input.role == Role::viewer)
        return "Viewer role is limited to business hours";
    return {};
}

std::string_view time_advice(const RuleInput& input) {
    if (input.level != Level::high || input.business_hours || input.role == Role::admin ||
        input.role == Role::service)
        return {};
    return "high sensitivity is preferred in business hours";
}

}  // namespace sark::rules
