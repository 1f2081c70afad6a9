#pragma once

#include <cstdint>
#include <string_view>

#include "core/policy/config/policy_config.hpp"
#include "core/policy/decision.hpp"

namespace sark {

/// Which families are asked first (S003-OPA-02). All must hold, so the order never changes whether
/// a request is allowed; it changes what a denial costs, and which of several reasons it names.
enum class RuleOrder : std::uint8_t {
    cheap_first,      ///< rbac, team_access, sensitivity, time_based, ip_filtering, mfa
    expensive_first,  ///< The reverse.
};

/// The documented rule families in order. All must hold; the first that fails gives `policy` and
/// `reason`, an allow has the policy "all" and may add advice to its reason. Pure: no clock, no
/// I/O, one allocation. `cache` stays `none`.
[[nodiscard]] PolicyDecision evaluate_policy(const PolicyRequest& request,
                                             RuleOrder order = RuleOrder::cheap_first,
                                             const PolicyConfig& config = {});

/// A denial by `policy` in the wording that the rules use.
[[nodiscard]] PolicyDecision denied_by(std::string_view policy, std::string_view reason);

}  // namespace sark
