#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sark::reports::planning {

/// Requests per second at a time of the day; between two points the rate is a straight line.
struct LoadPoint {
    double at_s = 0.0;
    double rate_per_s = 0.0;
};

/// How the load of a day goes; at least two points, times rising.
struct LoadDay {
    std::string name;  ///< For readers: "office hours (built in)", "day.csv".
    std::vector<LoadPoint> points;

    [[nodiscard]] double length_s() const noexcept;
    [[nodiscard]] double peak_per_s() const noexcept;
    /// Within the points linear, before the first and after the last constant.
    [[nodiscard]] double rate_at(double at_s) const noexcept;
    /// Arrivals of the whole day.
    [[nodiscard]] double arrivals() const noexcept;
};

/// "office": low at night, a steep morning, two tops; "flat"; "spike": half the rate with a jump to
/// the peak within a minute at noon, for an hour. Scaled to `peak_per_s`. Absent for other names.
[[nodiscard]] std::optional<LoadDay> built_in_day(std::string_view name, double peak_per_s);

/// Reads a CSV with the header `time,rate`: times as decimal seconds or as HH:MM[:SS], rising from
/// the first, at most a week; rates per second, not negative. Errc::invalid_argument names
/// "source:line" of the first bad one.
[[nodiscard]] Result<LoadDay> parse_load_day(std::string_view csv, const std::string& source);

}  // namespace sark::reports::planning
