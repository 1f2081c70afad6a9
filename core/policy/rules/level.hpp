#pragma once

#include <cstdint>
#include <string_view>

namespace sark::rules {

/// Ordered by what is at stake. `unknown` is a named object whose level is missing or not one of
/// the four: it fails closed.
enum class Level : std::uint8_t { none, low, medium, high, critical, unknown };

[[nodiscard]] Level level_named(std::string_view name);

[[nodiscard]] constexpr bool is_low_or_medium(Level level) noexcept {
    return level == Level::low || level == Level::medium;
}
[[nodiscard]] constexpr bool is_high_or_critical(Level level) noexcept {
    return level == Level::high || level == Level::critical;
}

}  // namespace sark::rules
