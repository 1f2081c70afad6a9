#include "core/http/answers/json_text.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace sark::http {

using nlohmann::ordered_json;

std::string to_text(const ordered_json& document) {
    return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string to_indented_text(const ordered_json& document) {
    return document.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

void append_json_string(std::string& out, std::string_view text) {
    const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
        return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
    });
    if (is_plain)
        out.append(1, '"').append(text).append(1, '"');
    else
        out += to_text(ordered_json(text));
}

ordered_json stored_json(const std::string& text) {
    ordered_json document = ordered_json::parse(text, nullptr, false);
    return document.is_discarded() ? ordered_json() : document;
}

ordered_json text_or_null(const std::string& text) {
    return text.empty() ? ordered_json() : ordered_json(text);
}

}  // namespace sark::http
