#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

namespace sark::scenarios::language {

/// A duration with its unit: "10ms", "1.5s", "500us", "2m", "1h", or parts of them such as "1m30s".
/// Absent when it is not one, is negative or is longer than about a century.
[[nodiscard]] std::optional<Nanos> parse_duration(std::string_view text);

/// The shortest such text with one unit no larger than a second: "90s", "1500ms", "20us".
[[nodiscard]] std::string format_duration(Nanos duration);

/// A decimal number without unit, in full; absent when it is not one or is not finite.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// A share: "5%" or 0.05 alike, up to "1000%". Without the sign it is at most 1: who writes 5 means
/// 5 % and not 500 %. Absent when it is no such share.
[[nodiscard]] std::optional<double> parse_share(std::string_view text);
inline constexpr double share_max = 10.0;
inline constexpr double bare_share_max = 1.0;

/// The shortest text that reads back as the same number: "300", "0.01".
[[nodiscard]] std::string format_number(double number);

}  // namespace sark::scenarios::language
