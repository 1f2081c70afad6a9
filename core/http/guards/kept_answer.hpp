#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/http/answers/answer.hpp"

namespace sark::http {

/// An answer as it lies in Redis, with what it must be compared with before it is given.
struct KeptAnswer {
    std::string everything;  ///< Generation of all answers when it was asked for.
    std::string scope;       ///< Generation of its scope, then.
    std::string key;         ///< Its whole key: two keys may have one digest.
    Answer answer;           ///< Status 200.
};

/// Every text with its length before it; binary safe.
[[nodiscard]] std::string to_text(const KeptAnswer& kept);
/// Absent when the text is not one of to_text()'s.
[[nodiscard]] std::optional<KeptAnswer> kept_answer(std::string_view text);

}  // namespace sark::http
