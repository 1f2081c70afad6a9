#include "reports/planning/load_day.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace sark::reports::planning {

namespace {

constexpr double hour_s = 3600.0;
constexpr double longest_s = 7 * 24 * hour_s;
constexpr std::size_t points_max = 100'000;

/// Shares of the peak on each hour, midnight to midnight.
constexpr std::array<double, 25> office_hours = {
    0.10, 0.08, 0.07, 0.07, 0.08, 0.12, 0.20, 0.40, 0.75, 0.95, 1.00, 0.97, 0.80,
    0.82, 0.95, 0.98, 0.92, 0.75, 0.50, 0.35, 0.28, 0.22, 0.16, 0.12, 0.10};

/// Absent unless all of `text` is a finite decimal number.
std::optional<double> number_of(std::string_view text) {
    double value = 0.0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// Seconds of "12.5", "07:30" or "07:30:15"; absent when it is none of them.
std::optional<double> time_of(std::string_view text) {
    if (text.find(':') == std::string_view::npos)
        return number_of(text);
    double seconds = 0.0;
    double unit = hour_s;
    for (std::size_t part = 0; part < 3; ++part) {
        const auto colon = text.find(':');
        const auto value = number_of(text.substr(0, colon));
        if (!value || *value < 0.0 || (part > 0 && *value >= 60.0))
            return std::nullopt;
        seconds += *value * unit;
        unit /= 60.0;
        if (colon == std::string_view::npos)
            return part > 0 ? std::optional(seconds) : std::nullopt;
        text.remove_prefix(colon + 1);
    }
    return std::nullopt;
}

Error bad_line(const std::string& source, std::size_t line, std::string what) {
    return {Errc::invalid_argument, std::move(what), source + ":" + std::to_string(line),
            "a load day is a CSV with the header time,rate; times in seconds or HH:MM, rising"};
}

Result<LoadPoint> point_of(std::string_view row, const std::string& source, std::size_t line) {
    const auto comma = row.find(',');
    if (comma == std::string_view::npos)
        return bad_line(source, line, "not a time and a rate");
    const auto time = time_of(trimmed(row.substr(0, comma)));
    const auto rate = number_of(trimmed(row.substr(comma + 1)));
    if (!time || *time < 0.0 || *time > longest_s)
        return bad_line(source, line, "not a time within a week");
    if (!rate || *rate < 0.0)
        return bad_line(source, line, "not a rate");
    return LoadPoint{*time, *rate};
}

}  // namespace

double LoadDay::length_s() const noexcept {
    return points.back().at_s - points.front().at_s;
}

double LoadDay::peak_per_s() const noexcept {
    return std::ranges::max(points, {}, &LoadPoint::rate_per_s).rate_per_s;
}

double LoadDay::rate_at(double at_s) const noexcept {
    const auto next = std::ranges::upper_bound(points, at_s, {}, &LoadPoint::at_s);
    if (next == points.begin())
        return points.front().rate_per_s;
    if (next == points.end())
        return points.back().rate_per_s;
    const LoadPoint& before = *std::prev(next);
    const double share = (at_s - before.at_s) / (next->at_s - before.at_s);
    return before.rate_per_s + share * (next->rate_per_s - before.rate_per_s);
}

double LoadDay::arrivals() const noexcept {
    double sum = 0.0;
    for (std::size_t i = 1; i < points.size(); ++i)
        sum += (points[i].at_s - points[i - 1].at_s) *
               (points[i].rate_per_s + points[i - 1].rate_per_s) / 2.0;
    return sum;
}

std::optional<LoadDay> built_in_day(std::string_view name, double peak_per_s) {
    LoadDay day;
    if (name == "office") {
        day.name = "office hours (built in)";
        for (std::size_t hour = 0; hour < office_hours.size(); ++hour)
            day.points.push_back(
                {static_cast<double>(hour) * hour_s, office_hours[hour] * peak_per_s});
    } else if (name == "flat") {
        day.name = "the peak all day (built in)";
        day.points = {{0.0, peak_per_s}, {24 * hour_s, peak_per_s}};
    } else if (name == "spike") {
        day.name = "half the peak, the peak from noon for an hour (built in)";
        day.points = {{0.0, peak_per_s / 2},
                      {12 * hour_s, peak_per_s / 2},
                      {12 * hour_s + 60.0, peak_per_s},
                      {13 * hour_s, peak_per_s},
                      {13 * hour_s + 60.0, peak_per_s / 2},
                      {24 * hour_s, peak_per_s / 2}};
    } else {
        return std::nullopt;
    }
    return day;
}

Result<LoadDay> parse_load_day(std::string_view csv, const std::string& source) {
    LoadDay day;
    day.name = source;
    std::size_t line = 0;
    bool headed = false;
    while (!csv.empty()) {
        const auto end = csv.find('\n');
        const std::string_view row = trimmed(csv.substr(0, end));
        csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
        ++line;
        if (row.empty())
            continue;
        if (!headed) {
            if (row != "time,rate")
                return bad_line(source, line, "the header is not time,rate");
            headed = true;
            continue;
        }
        auto point = point_of(row, source, line);
        if (!point)
            return point.error();
        if (!day.points.empty() && point->at_s <= day.points.back().at_s)
            return bad_line(source, line, "the time does not rise");
        if (day.points.size() == points_max)
            return bad_line(source, line, "more than 100000 points");
        day.points.push_back(*point);
    }
    if (day.points.size() < 2)
        return bad_line(source, line, "fewer than two points");
    if (day.peak_per_s() <= 0.0)
        return bad_line(source, line, "no load at any time");
    return day;
}

}  // namespace sark::reports::planning
