#include "core/policy/rules/rules.hpp"

namespace sark::rules {

namespace {

constexpr std::string_view insufficient = "Insufficient role permissions";

bool developer_may(const RuleInput& input) {
    switch (input.action) {
        case Action::server_read:
        case Action::policy_read:
            return true;
        case Action::server_register:
        case Action::tool_invoke:
            return is_low_or_medium(input.level);
        case Action::server_update:
            return input.is_owner;
        case Action::server_delete:
            return input.is_owner && is_low_or_medium(input.level);
        case Action::other:
            return false;
    }
    return false;
}

/// What managing the object's team adds to what a developer may do. Upstream's rbac knows no
/// managers and so refuses what its team_access allows them; here their reach (high and critical
/// tools, the team's servers) is bounded by the families that follow.
bool manager_may(const RuleInput& input) {
    switch (input.action) {
        case Action::tool_invoke:
        case Action::server_register:
        case Action::server_update:
        case Action::server_delete:
            return input.is_manager;
        case Action::server_read:
        case Action::policy_read:
        case Action::other:
            return false;
    }
    return false;
}

}  // namespace

std::string_view rbac(const RuleInput& input) {
    if (!input.request.principal.is_active)
        return "User account is not active";
    if (input.request.action.empty())
        return insufficient;
    switch (input.role) {
        case Role::admin:
            if (input.action == Action::tool_invoke && input.level == Level::critical &&
                !input.work_hours)
                return "Critical tools require work hours";
            return {};
        case Role::team_manager:
        case Role::developer:
            return developer_may(input) || manager_may(input) ? std::string_view{} : insufficient;
        case Role::viewer:
            return input.action == Action::server_read || input.action == Action::policy_read
                       ? std::string_view{}
                       : insufficient;
        case Role::service:
        case Role::other:
            return insufficient;
    }
    return insufficient;
}

}  // namespace sark::rules
