#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/policy/decision.hpp"

namespace sark {

/// A decision as it is kept in Redis: {"allow", "reason", "policy"}.
[[nodiscard]] std::string decision_to_json(const PolicyDecision& decision);

/// Absent when the text is not such an object: an entry that cannot be read is no entry.
[[nodiscard]] std::optional<PolicyDecision> decision_from_json(std::string_view text);

}  // namespace sark
