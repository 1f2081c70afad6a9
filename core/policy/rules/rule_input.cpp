#include "core/policy/rules/rule_input.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sark::rules {

namespace {

template <class Value, std::size_t size>
Value look_up(const std::array<std::pair<std::string_view, Value>, size>& names,
              std::string_view name, Value otherwise) {
    const auto found = std::find_if(names.begin(), names.end(),
                                    [&](const auto& entry) { return entry.first == name; });
    return found == names.end() ? otherwise : found->second;
}

Role role_named(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Role>, 5> names{{
        {"developer", Role::developer},
        {"admin", Role::admin},
        {"viewer", Role::viewer},
        {"team_manager", Role::team_manager},
        {"service", Role::service},
    }};
    return look_up(names, name, Role::other);
}

bool contains(const std::vector<std::string>& teams, const std::string& team) {
    return std::find(teams.begin(), teams.end(), team) != teams.end();
}

Action action_named(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Action>, 6> names{{
        {"tool:invoke", Action::tool_invoke},
        {"server:read", Action::server_read},
        {"server:register", Action::server_register},
        {"server:update", Action::server_update},
        {"server:delete", Action::server_delete},
        {"policy:read", Action::policy_read},
    }};
    return look_up(names, name, Action::other);
}

}  // namespace

ClockFacts clock_facts(UtcTime time) {
    if (time == UtcTime{})
        return {};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const auto hour = std::chrono::floor<std::chrono::hours>(time - day).count();
    const unsigned weekday = std::chrono::weekday(day).iso_encoding();
    ClockFacts clock;
    clock.work_hours = hour >= 9 && hour < 18;
    clock.business_day = weekday <= 5;
    clock.business_hours = clock.business_day && hour >= 9 && hour < 17;
    return clock;
}

RuleInput classify(const PolicyRequest& request, const PolicyConfig& config) {
    const ToolFacts& object = request.resource;
    const Principal& principal = request.principal;
    const Role role = role_named(principal.role);
    const bool on_object = !object.name.empty();
    const bool has_team = on_object && object.team_id && !object.team_id->empty();
    const bool is_member = has_team && contains(principal.teams, *object.team_id);
    const bool is_manager = has_team && (contains(principal.managed_teams, *object.team_id) ||
                                         (is_member && role == Role::team_manager));
    const ClockFacts clock = clock_facts(request.time);
    return {
        .request = request,
        .config = config,
        .context = context_facts(request.context, config, request.time),
        .role = role,
        .action = action_named(request.action),
        .level = on_object ? level_named(object.sensitivity_level) : Level::none,
        .on_object = on_object,
        .has_team = has_team,
        .is_member = is_member,
        .is_manager = is_manager,
        .is_owner = on_object && !principal.id.empty() && object.owner_id == principal.id,
        .work_hours = clock.work_hours,
        .business_day = clock.business_day,
        .business_hours = clock.business_hours,
        .in_maintenance = config.in_maintenance(request.action, request.time),
    };
}

}  // namespace sark::rules
