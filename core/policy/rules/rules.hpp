#pragma once

#include <string_view>

#include "core/policy/rules/rule_input.hpp"

namespace sark::rules {

/// Each returns why the request fails it, in static text; empty when it holds. They fail closed:
/// what they need and do not know counts against the request.

/// What the role may do: admin everything (critical tools in work hours only), developer low and
/// medium, and what the team's manager may; viewer reading. A service account is refused, because
/// the scopes that would allow it are not among the facts.
[[nodiscard]] std::string_view rbac(const RuleInput& input);

/// What the object's team allows. An object of no team is nobody's business here, except that
/// high and critical ones must have one.
[[nodiscard]] std::string_view team_access(const RuleInput& input);

/// What the object's sensitivity asks: role, team, hours (but in an emergency), audit; and that
/// nobody but an administrator lowers it.
[[nodiscard]] std::string_view sensitivity(const RuleInput& input);

/// Business hours for critical objects, deletions and viewers; admins are exempt. A maintenance
/// window for the action and an emergency override lift all of it, an override with a reason
/// everything but what critical objects ask.
[[nodiscard]] std::string_view time_based(const RuleInput& input);
/// What speaks against an allowed request without refusing it: high is only "preferred" in business
/// hours. Empty: nothing.
[[nodiscard]] std::string_view time_advice(const RuleInput& input);

/// The configured lists of addresses, for critical objects that of countries, and a private address
/// for critical objects and for invoking or deleting high ones; unless it is switched off.
[[nodiscard]] std::string_view ip_filtering(const RuleInput& input);

/// A second factor for critical objects, for sensitive, destructive and administrative actions, in
/// a session that has not expired; to invoke or delete critical ones it must be fresh or verified
/// once more. Service accounts that have shown an API key are exempt.
[[nodiscard]] std::string_view mfa(const RuleInput& input);

}  // namespace sark::rules
