#pragma once

#include "core/policy/decision.hpp"

namespace sark {

/// The documented rule families in order, cheapest first: rbac, team_access, sensitivity,
/// time_based, ip_filtering, mfa. All must hold; the first that fails gives `policy` and `reason`,
/// an allow has the policy "all". Pure: no clock, no I/O, one allocation. `cache` stays `none`.
[[nodiscard]] PolicyDecision evaluate_policy(const PolicyRequest& request);

/// A denial by `policy` in the wording that the rules use.
[[nodiscard]] PolicyDecision denied_by(std::string_view policy, std::string_view reason);

}  // namespace sark
