#include "reports/format.hpp"

#include <cmath>

#include <fmt/format.h>

namespace sark::reports {

namespace {

double scaled(double value, std::string_view unit) {
    return unit == "ratio" ? value * 100 : value;
}

/// Limits are written as documented: as few digits as say it exactly.
std::string format_plain(double value) {
    return fmt::format("{:.10g}", value);
}

std::string with_unit(const std::string& number, std::string_view unit) {
    if (unit == "ratio")
        return number + " %";
    if (unit == "1/s")
        return number + "/s";
    if (unit == "count" || unit.empty())
        return number;
    return number + " " + std::string(unit);
}

}  // namespace

std::string format_count(std::uint64_t count) {
    std::string digits = std::to_string(count);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

std::string format_number(double value) {
    const double size = std::abs(value);
    if (size == 0.0)
        return "0";
    if (size < 0.000'5)
        return fmt::format("{:.1e}", value);
    if (size < 0.999'5)
        return fmt::format("{:.3f}", value);
    if (size < 9.995)
        return fmt::format("{:.2f}", value);
    if (size < 99.95)
        return fmt::format("{:.1f}", value);
    return fmt::format("{:.0f}", value);
}

std::string format_value(double value, std::string_view unit) {
    return with_unit(unit == "count" ? format_plain(value) : format_number(scaled(value, unit)),
                     unit);
}

std::string format_limit(std::string_view comparison, double limit, std::string_view unit) {
    return std::string(comparison) + " " + with_unit(format_plain(scaled(limit, unit)), unit);
}

std::string format_interval(const std::optional<Interval95>& interval, std::string_view unit) {
    if (!interval)
        return {};
    std::string high = "?";
    if (!interval->open)
        high = std::isinf(interval->high) ? "fail" : format_number(scaled(interval->high, unit));
    return format_number(scaled(interval->low, unit)) + ".." + high;
}

}  // namespace sark::reports
