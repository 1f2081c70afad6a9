#include <algorithm>
#include <array>

#include "core/policy/rules/rules.hpp"

namespace sark::rules {

namespace {

template <std::size_t size>
bool contains(const std::array<std::string_view, size>& actions, std::string_view action) {
    return std::find(actions.begin(), actions.end(), action) != actions.end();
}

constexpr std::array<std::string_view, 8> high_actions = {
    "tool:invoke",   "tool:delete",   "tool:deploy",  "server:delete",
    "server:modify", "config:update", "secrets:read", "secrets:write"};
constexpr std::array<std::string_view, 6> destructive_actions = {"server:delete", "tool:delete",
                                                                 "user:delete",   "team:delete",
                                                                 "config:delete", "secrets:delete"};
constexpr std::array<std::string_view, 5> admin_actions = {
    "user:create", "user:delete", "role:assign", "policy:update", "secrets:write"};

bool is_required(const RuleInput& input) {
    const std::string_view action = input.request.action;
    return input.level == Level::critical ||
           (input.level == Level::high && contains(high_actions, action)) ||
           contains(destructive_actions, action) ||
           (input.role == Role::admin && contains(admin_actions, action));
}

bool needs_step_up(const RuleInput& input) {
    return input.level == Level::critical &&
           (input.action == Action::tool_invoke || input.action == Action::server_delete);
}

}  // namespace

std::string_view mfa(const RuleInput& input) {
    const ContextFacts& context = input.context;
    if (!is_required(input) || (input.role == Role::service && context.has_api_key))
        return {};
    switch (context.mfa) {
        case Mfa::none:
            return "Multi-factor authentication required but not verified";
        case Mfa::expired:
            return "Multi-factor authentication session expired";
        case Mfa::stale:
            return needs_step_up(input) && !context.step_up_verified
                       ? "Additional authentication verification required for this sensitive "
                         "operation"
                       : std::string_view{};
        case Mfa::fresh:
            return {};
    }
    return "Multi-factor authentication required but not verified";
}

}  // namespace sark::rules
