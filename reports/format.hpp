#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reports/report.hpp"

namespace sark::reports {

/// 1234567 -> "1,234,567".
[[nodiscard]] std::string format_count(std::uint64_t count);
/// Three significant digits without an exponent: "0.352", "3.52", "35.2", "352", "3521".
[[nodiscard]] std::string format_number(double value);
/// A value with its unit: "3.52 ms", "0.12 %" (ratio), "998/s", "12".
[[nodiscard]] std::string format_value(double value, std::string_view unit);
/// "< 5 ms".
[[nodiscard]] std::string format_limit(std::string_view comparison, double limit,
                                       std::string_view unit);
/// "3.50..3.55"; a bound among failures is "fail", an open one "?". Empty when absent.
[[nodiscard]] std::string format_interval(const std::optional<Interval95>& interval,
                                          std::string_view unit);

}  // namespace sark::reports
