#include "core/http/server/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

#include "core/http/header_text.hpp"

namespace sark::http {

namespace {

constexpr std::array<bool, 256> token_letters = [] {
    std::array<bool, 256> is_letter{};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "abcdefghijklmnopqrstuvwxyz"))
        is_letter[static_cast<unsigned char>(c)] = true;
    return is_letter;
}();

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return token_letters[static_cast<unsigned char>(c)];
    });
}

bool is_visible(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

/// Bytes beyond ASCII are let through (obs-text); control characters but the tab are not.
bool is_field_value(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
}

std::optional<int> read_request_line(std::string_view line, const HttpLimits& limits,
                                     RequestHead& head) {
    head.method = take_until(line, " ");
    head.target = take_until(line, " ");
    if (!is_token(head.method) || head.target.empty() || !is_visible(head.target))
        return 400;
    if (head.target.size() > limits.target)
        return 414;
    if (line != "HTTP/1.1" && line != "HTTP/1.0")
        return line.size() == 8 && line.starts_with("HTTP/") ? 505 : 400;
    head.is_1_0 = line == "HTTP/1.0";
    head.keep_alive = !head.is_1_0;
    return std::nullopt;
}

/// What the headers say of the framing, while they are read.
struct Framing {
    bool has_host = false;
    bool has_length = false;
    std::optional<bool> close;  ///< Which of close and keep-alive was asked for.
};

void read_connection(std::string_view value, Framing& framing) {
    while (!value.empty()) {
        const std::string_view option = next_element(value);
        if (equals_ignoring_case(option, "close"))
            framing.close = true;
        else if (equals_ignoring_case(option, "keep-alive"))
            framing.close = framing.close.value_or(false);
    }
}

std::optional<int> read_length(std::string_view value, RequestHead& head, Framing& framing) {
    std::uint64_t length = 0;
    const char* const end = value.data() + value.size();
    // from_chars takes no sign for an unsigned number, and no blanks.
    const auto [last, error] = std::from_chars(value.data(), end, length);
    if (error == std::errc::result_out_of_range && last == end)
        return 413;
    if (error != std::errc() || last != end ||
        (framing.has_length && length != head.content_length))
        return 400;
    framing.has_length = true;
    head.content_length = length;
    return std::nullopt;
}

std::optional<int> note_framing(std::string_view name, std::string_view value, RequestHead& head,
                                Framing& framing) {
    if (equals_ignoring_case(name, "host")) {
        if (framing.has_host)
            return 400;
        framing.has_host = true;
    } else if (equals_ignoring_case(name, "content-length")) {
        return read_length(value, head, framing);
    } else if (equals_ignoring_case(name, "transfer-encoding")) {
        if (head.chunked)
            return 400;
        if (!equals_ignoring_case(value, "chunked"))
            return 501;
        head.chunked = true;
    } else if (equals_ignoring_case(name, "connection")) {
        read_connection(value, framing);
    } else if (equals_ignoring_case(name, "expect")) {
        if (!equals_ignoring_case(value, "100-continue"))
            return 417;
        head.expects_continue = !head.is_1_0;
    }
    return std::nullopt;
}

}  // namespace

std::optional<int> read_head(std::string_view text, const HttpLimits& limits, RequestHead& head) {
    auto headers = std::move(head.headers);  // for its memory
    headers.clear();
    head = {};
    head.headers = std::move(headers);
    if (const auto refused = read_request_line(take_until(text, "\r\n"), limits, head))
        return refused;
    Framing framing;
    while (!text.empty()) {
        std::string_view line = take_until(text, "\r\n");
        const std::size_t colon = line.find(':');
        const std::string_view name = line.substr(0, colon);
        if (colon == std::string_view::npos || !is_token(name))
            return 400;
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (!is_field_value(value))
            return 400;
        if (head.headers.size() == limits.headers)
            return 431;
        head.headers.emplace_back(name, value);
        if (const auto refused = note_framing(name, value, head, framing))
            return refused;
    }
    if ((!framing.has_host && !head.is_1_0) ||
        (head.chunked && (framing.has_length || head.is_1_0)))
        return 400;
    if (framing.close)
        head.keep_alive = !*framing.close;
    return head.content_length > limits.body ? std::optional(413) : std::nullopt;
}

}  // namespace sark::http
