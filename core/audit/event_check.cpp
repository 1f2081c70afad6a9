#include "core/audit/event_check.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <string_view>

#include <arpa/inet.h>
#include <nlohmann/json.hpp>

namespace sark {
namespace {

constexpr std::size_t details_max = 512U << 10U;

Error bad(const char* field, const char* why) {
    return {Errc::invalid_argument, std::string(field) + " " + why, "audit event", ""};
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
            return false;
    }
    return true;
}

/// The number of characters; absent when the text is not UTF-8 or holds a NUL.
std::optional<std::size_t> utf8_length(std::string_view text) {
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++characters) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
        const unsigned lead = byte(i);
        const std::size_t more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        if (lead == 0 || (lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || text.size() - i <= more)
            return std::nullopt;
        for (std::size_t k = 1; k <= more; ++k)
            if ((byte(i + k) & 0xC0U) != 0x80U)
                return std::nullopt;
        // Overlong forms, surrogates and what is beyond Unicode.
        const unsigned second = more == 0 ? 0 : byte(i + 1);
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
            (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F))
            return std::nullopt;
        i += more + 1;
    }
    return characters;
}

bool is_address(const std::string& text) {
    const std::size_t slash = text.find('/');
    const std::string host = text.substr(0, slash);
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    const bool v4 = inet_pton(AF_INET, host.c_str(), bytes.data()) == 1;
    if (!v4 && inet_pton(AF_INET6, host.c_str(), bytes.data()) != 1)
        return false;
    if (slash == std::string::npos)
        return true;
    unsigned width = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + slash + 1, end, width);
    return parsed.ec == std::errc() && parsed.ptr == end && width <= (v4 ? 32U : 128U);
}

/// Whether jsonb could hold JSON of this text: no NUL characters, which are written "\u0000", and
/// no deeper than its parser goes.
bool fits_jsonb(std::string_view json) {
    constexpr int depth_max = 500;
    bool quoted = false;
    int depth = 0;
    for (std::size_t i = 0; i < json.size() && depth <= depth_max; ++i) {
        if (json[i] == '\\') {
            if (json.substr(i, 6) == "\\u0000")
                return false;
            ++i;
        } else if (json[i] == '"') {
            quoted = !quoted;
        } else if (!quoted) {
            depth += json[i] == '{' || json[i] == '[' ? 1 : 0;
            depth -= json[i] == '}' || json[i] == ']' ? 1 : 0;
        }
    }
    return depth <= depth_max;
}

bool is_jsonb(const std::string& text) {
    return text.size() <= details_max && utf8_length(text) && nlohmann::json::accept(text) &&
           fits_jsonb(text);
}

}  // namespace

Result<void> check_event(const AuditEvent& event) {
    if (!is_uuid(event.event_id))
        return bad("event_id", "is not a UUID");
    if (event.user_id && !is_uuid(*event.user_id))
        return bad("user_id", "is not a UUID");
    if (event.ip_address && !is_address(*event.ip_address))
        return bad("ip_address", "is not an address");
    struct Text {
        const char* name;
        const std::string& value;
        std::size_t longest;
    };
    const std::array<Text, 5> texts{{{"event_type", event.event_type, 100},
                                     {"resource_type", event.resource_type, 100},
                                     {"resource_id", event.resource_id, 255},
                                     {"action", event.action, 100},
                                     {"status", event.status, 50}}};
    for (const Text& text : texts) {
        const auto length = utf8_length(text.value);
        if (!length)
            return bad(text.name, "is not UTF-8 without NUL characters");
        if (*length > text.longest)
            return bad(text.name, "is longer than its column");
    }
    if (!is_jsonb(event.details_json))
        return bad("details", "are not JSON that PostgreSQL can hold");
    return {};
}

}  // namespace sark
