#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace sark::http {

/// The document as text. What is not UTF-8 is replaced, so that it cannot make an answer fail.
[[nodiscard]] std::string to_text(const nlohmann::ordered_json& document);
[[nodiscard]] std::string to_indented_text(const nlohmann::ordered_json& document);
/// Appends a JSON string: for answers that are written by hand, because building a document costs
/// several times what they say.
void append_json_string(std::string& out, std::string_view text);
/// JSON that a store gave us; null if it is none.
[[nodiscard]] nlohmann::ordered_json stored_json(const std::string& text);
/// Null when the text is empty.
[[nodiscard]] nlohmann::ordered_json text_or_null(const std::string& text);

}  // namespace sark::http
