#include "core/http/server/url_text.hpp"

#include <algorithm>
#include <optional>

namespace sark::http {

namespace {

std::optional<unsigned> digit(char c) {
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

bool decode(std::string_view text, bool plus_is_blank, std::string& decoded) {
    decoded.clear();
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            decoded += plus_is_blank && text[at] == '+' ? ' ' : text[at];
            continue;
        }
        if (text.size() - at < 3)
            return false;
        const auto high = digit(text[at + 1]);
        const auto low = digit(text[at + 2]);
        if (!high || !low || (*high == 0 && *low == 0))
            return false;
        decoded += static_cast<char>(*high * 16 + *low);
        at += 2;
    }
    return true;
}

}  // namespace

bool decode_path(std::string_view text, std::string& decoded) {
    return decode(text, false, decoded);
}

bool decode_query(std::string_view text,
                  std::vector<std::pair<std::string, std::string>>& parameters) {
    while (!text.empty()) {
        const std::string_view one = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        if (one.empty())
            continue;
        const std::size_t equals = std::min(one.find('='), one.size());
        auto& [name, value] = parameters.emplace_back();
        if (!decode(one.substr(0, equals), true, name) ||
            !decode(one.substr(std::min(equals + 1, one.size())), true, value))
            return false;
    }
    return true;
}

}  // namespace sark::http
