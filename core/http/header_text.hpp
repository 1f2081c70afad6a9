#pragma once

#include <algorithm>
#include <string>
#include <string_view>

/// How the text of HTTP headers is read, by servers and clients alike (RFC 9110, section 5). Only
/// ASCII letters have a case, whatever the locale.
namespace sark::http {

[[nodiscard]] constexpr char lower(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

[[nodiscard]] inline std::string lowered(std::string_view text) {
    std::string letters(text);
    std::ranges::transform(letters, letters.begin(), lower);
    return letters;
}

/// Names of headers, codings and options are equal in any case.
[[nodiscard]] constexpr bool equals_ignoring_case(std::string_view left,
                                                  std::string_view right) noexcept {
    return std::ranges::equal(left, right, {}, lower, lower);
}

/// Without the `blanks` around it; those of a header's value are spaces and tabs.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text,
                                                 std::string_view blanks = " \t") noexcept {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// What stands before the separator; that and the separator are taken off `text`. All of it where
/// there is none.
constexpr std::string_view take_until(std::string_view& text, std::string_view separator) noexcept {
    const std::size_t at = text.find(separator);
    const std::string_view taken = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + separator.size());
    return taken;
}

/// Takes the next element off a list with commas, without the blanks around it; empty where the
/// list has nothing between two of them.
constexpr std::string_view next_element(std::string_view& list) noexcept {
    return trimmed(take_until(list, ","));
}

}  // namespace sark::http
