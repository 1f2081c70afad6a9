#include "core/policy/rules/rules.hpp"

namespace sark::rules {

std::string_view time_based(const RuleInput& input) {
    if (input.role == Role::admin || input.business_hours)
        return {};
    if (input.level == Level::critical)
        return "Critical tools require business hours";
    if (input.action == Action::server_delete)
        return "Server deletion requires business hours";
    if (input.role == Role::viewer)
        return "Viewer role is limited to business hours";
    return {};
}

}  // namespace sark::rules
