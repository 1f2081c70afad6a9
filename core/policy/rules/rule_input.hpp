#pragma once

#include <cstdint>

#include "core/policy/config/policy_config.hpp"
#include "core/policy/decision.hpp"
#include "core/policy/rules/context_facts.hpp"
#include "core/policy/rules/level.hpp"

/// The documented rule families of SARK's default policies, each a pure function in a file of its
/// own, over one classification of the request.
namespace sark::rules {

/// Whoever has the role `team_manager` manages all teams of theirs. No user is stored with it:
/// SARK's managers have another role and Principal::managed_teams.
enum class Role : std::uint8_t { admin, developer, team_manager, viewer, service, other };

enum class Action : std::uint8_t {
    tool_invoke,
    server_read,
    server_register,
    server_update,
    server_delete,
    policy_read,
    other,
};

/// What the rules read from the clock. All three hold at time zero, as upstream.
struct ClockFacts {
    bool work_hours = true;      ///< 9 <= hour < 18 UTC, any day.
    bool business_day = true;    ///< Monday to Friday UTC.
    bool business_hours = true;  ///< 9 <= hour < 17 UTC on a business day.
};
/// Changes at full hours only.
[[nodiscard]] ClockFacts clock_facts(UtcTime time);

/// A request, read once: text compared, team and clock questions answered.
struct RuleInput {
    const PolicyRequest& request;  ///< Borrowed for the evaluation.
    const PolicyConfig& config;    ///< Borrowed, too.
    ContextFacts context;
    Role role;
    Action action;
    Level level;
    bool on_object;   ///< The request names what it acts on.
    bool has_team;    ///< The object belongs to a team.
    bool is_member;   ///< … of which the principal is a member,
    bool is_manager;  ///< … which the principal manages.
    bool is_owner;    ///< The principal owns the object.
    bool work_hours;  ///< See ClockFacts.
    bool business_day;
    bool business_hours;
    bool in_maintenance;  ///< In a window for this action.
};

[[nodiscard]] RuleInput classify(const PolicyRequest& request, const PolicyConfig& config);

}  // namespace sark::rules
