#include "core/registry/page_cursor.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace sark {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        for (held += 8; held >= 6; held -= 6) out += alphabet[(bits >> (held - 6)) & 63];
    }
    if (held > 0)
        out += alphabet[(bits << (6 - held)) & 63];
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const std::size_t digit = alphabet.find(c);
        if (digit == std::string_view::npos)
            return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>((bits >> held) & 255);
        }
    }
    return out;
}

/// In `shape` 0 stands for a decimal and x for a hexadecimal digit, the rest for itself.
bool has_shape(std::string_view text, std::string_view shape) {
    const auto decimal = [](char c) { return c >= '0' && c <= '9'; };
    return std::equal(text.begin(), text.end(), shape.begin(), shape.end(), [&](char c, char s) {
        if (s == '0')
            return decimal(c);
        if (s == 'x')
            return decimal(c) || (c >= 'a' && c <= 'f');
        return c == s;
    });
}

}  // namespace

std::string PageCursor::encode() const {
    return base64url(created_at + "|" + id);
}

Result<PageCursor> PageCursor::decode(std::string_view text) {
    const auto plain = from_base64url(text);
    const std::size_t bar = plain ? plain->find('|') : std::string::npos;
    if (bar != std::string::npos) {
        PageCursor cursor{plain->substr(0, bar), plain->substr(bar + 1)};
        if (has_shape(cursor.created_at, "0000-00-00T00:00:00.000000Z") &&
            has_shape(cursor.id, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"))
            return cursor;
    }
    return Error{Errc::invalid_argument, "the cursor is not one that a list answered", "cursor",
                 "use next_cursor of the page before, or none for the first page"};
}

}  // namespace sark
