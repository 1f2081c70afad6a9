#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

namespace sark::http {

/// The values that upstream's enumerations take in a request.
inline constexpr std::array<std::string_view, 3> transports = {"http", "stdio", "sse"};
inline constexpr std::array<std::string_view, 4> sensitivity_levels = {"low", "medium", "high",
                                                                       "critical"};
inline constexpr std::array<std::string_view, 5> server_statuses = {
    "registered", "active", "inactive", "unhealthy", "decommissioned"};

using Choices = std::span<const std::string_view>;

[[nodiscard]] inline bool contains(Choices choices, std::string_view value) {
    return std::ranges::find(choices, value) != choices.end();
}

/// "must be one of a, b"
[[nodiscard]] inline std::string one_of(Choices choices) {
    std::string text = "must be one of";
    for (const std::string_view choice : choices)
        text.append(choice == choices.front() ? " " : ", ").append(choice);
    return text;
}

}  // namespace sark::http
