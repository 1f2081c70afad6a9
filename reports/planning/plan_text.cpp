#include "reports/planning/plan_text.hpp"

#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace sark::reports::planning {

std::string bytes_text(double bytes) {
    constexpr std::array<std::string_view, 6> units = {"B", "kB", "MB", "GB", "TB", "PB"};
    std::size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < units.size()) {
        bytes /= 1000.0;
        ++unit;
    }
    return fmt::format("{} {}", count_text(bytes), units[unit]);
}

std::string redis_memory_text(double bytes) {
    constexpr double mebibyte = 1024.0 * 1024.0;
    const double mebibytes = bytes / mebibyte;
    const double gibibytes = mebibytes / 1024.0;
    return gibibytes >= 1.0 && gibibytes == std::round(gibibytes)
               ? fmt::format("{:.0f}gb", gibibytes)
               : fmt::format("{:.0f}mb", mebibytes);
}

std::string duration_text(double seconds) {
    if (seconds < 120.0)
        return fmt::format("{:.0f} s", seconds);
    if (seconds < 7200.0)
        return fmt::format("{:.1f} min", seconds / 60.0);
    return fmt::format("{:.1f} h", seconds / 3600.0);
}

std::string clock_text(double seconds) {
    const auto whole = static_cast<long>(seconds);
    return fmt::format("{:02}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string milliseconds_text(double seconds) {
    return count_text(1e3 * seconds) + " ms";
}

std::string count_text(double value) {
    if (std::abs(value) >= 999.5 || value == std::round(value)) {
        std::string digits = fmt::format("{:.0f}", std::abs(value));
        for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
        return (value < 0.0 ? "-" : "") + digits;
    }
    return fmt::format("{:.3g}", value);
}

std::string percent_text(double share) {
    return fmt::format("{:.3g} %", 100.0 * share);
}

std::string figure_text(const Figure& figure) {
    if (figure.unit.empty() && figure.value > 0.0 && figure.value < 1.0)
        return percent_text(figure.value);
    if (figure.unit == "B")
        return bytes_text(figure.value);
    return count_text(figure.value) + (figure.unit.empty() ? "" : " " + figure.unit);
}

std::string limit_text(ScalingLimit limit) {
    constexpr std::array<std::string_view, 5> texts = {"", "waits for the stabilisation window",
                                                       "as many as the policy allows at a time",
                                                       "the minimum", "the maximum"};
    return std::string(texts[static_cast<std::size_t>(limit)]);
}

}  // namespace sark::reports::planning
