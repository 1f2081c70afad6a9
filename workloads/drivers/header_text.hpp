#pragma once

#include <algorithm>
#include <string_view>

namespace sark::workloads {

constexpr char lower(char character) noexcept {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                : character;
}

/// `lowered` must be in lower case.
constexpr bool equals_ignoring_case(std::string_view text, std::string_view lowered) noexcept {
    return std::equal(text.begin(), text.end(), lowered.begin(), lowered.end(),
                      [](char left, char right) { return lower(left) == right; });
}

/// Without the blanks and tabs around it.
constexpr std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace sark::workloads
