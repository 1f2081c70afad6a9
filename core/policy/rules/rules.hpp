#pragma once

#include <string_view>

#include "core/policy/rules/rule_input.hpp"

namespace sark::rules {

/// Each returns why the request fails it, in static text; empty when it holds. They fail closed:
/// what they need and do not know counts against the request.

/// What the role may do: admin everything (critical tools in work hours only), developer low and
/// medium, viewer reading. A service account is refused, because the scopes that would allow it are
/// not among the facts.
[[nodiscard]] std::string_view rbac(const RuleInput& input);

/// What the object's team allows. An object of no team is nobody's business here, except that
/// high and critical ones must have one.
[[nodiscard]] std::string_view team_access(const RuleInput& input);

/// What the object's sensitivity asks: role, team, hours, audit.
[[nodiscard]] std::string_view sensitivity(const RuleInput& input);

/// Business hours for critical objects, deletions and viewers; admins are exempt. High is only
/// "preferred" in business hours, which refuses nothing.
[[nodiscard]] std::string_view time_based(const RuleInput& input);

/// A private address for critical objects, and for invoking or deleting high ones. There are no
/// allow or block lists: the reference core has no policy_config, and no list allows all.
[[nodiscard]] std::string_view ip_filtering(const RuleInput& input);

/// A second factor for critical objects, for sensitive, destructive and administrative actions.
[[nodiscard]] std::string_view mfa(const RuleInput& input);

}  // namespace sark::rules
