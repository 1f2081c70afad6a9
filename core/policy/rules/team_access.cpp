#include "core/policy/rules/rules.hpp"

namespace sark::rules {

namespace {

constexpr std::string_view ownership = "Team ownership required for high or critical sensitivity";
constexpr std::string_view membership = "No team membership or insufficient permissions";
constexpr std::string_view management = "Team manager required";

std::string_view without_team(const RuleInput& input) {
    if (input.action == Action::server_register && is_high_or_critical(input.level))
        return ownership;
    if (input.action == Action::tool_invoke && input.level == Level::critical)
        return management;
    return {};
}

std::string_view require(bool holds, std::string_view reason) {
    return holds ? std::string_view{} : reason;
}

}  // namespace

std::string_view team_access(const RuleInput& input) {
    if (!input.has_team)
        return without_team(input);
    switch (input.action) {
        case Action::tool_invoke:
            // Upstream lets "public" objects of low sensitivity cross teams. No schema stores a
            // visibility, so every low object counts as public.
            if (input.level == Level::low)
                return {};
            if (input.level == Level::medium)
                return require(input.is_member, membership);
            return require(input.is_manager, management);
        case Action::server_read:
            return require(input.level == Level::low || input.is_member, membership);
        case Action::server_update:
        case Action::server_delete:
            return require(input.is_manager && is_low_or_medium(input.level), management);
        case Action::server_register:
            if (input.level == Level::critical)
                return require(input.is_manager, management);
            return require(is_low_or_medium(input.level) || input.is_member, membership);
        case Action::policy_read:
        case Action::other:
            return require(input.is_member || input.role == Role::admin, membership);
    }
    return membership;
}

}  // namespace sark::rules
