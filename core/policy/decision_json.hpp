#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/policy/decision.hpp"

namespace sark {

/// A decision as it is kept in Redis: {"allow", "reason", "policy", "refresh_at"?, "question"?}.
struct StoredDecision {
    PolicyDecision decision;
    UtcTime refresh_at = UtcTime::max();  ///< To the millisecond; left out: never.
    std::string question;                 ///< question_key() of what was asked; may be empty.
};

[[nodiscard]] std::string to_json(const StoredDecision& stored);

/// Absent when the text is not such an object: an entry that cannot be read is no entry.
[[nodiscard]] std::optional<StoredDecision> stored_decision_from_json(std::string_view text);

}  // namespace sark
