#include "reports/sweep/sweep_points.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace sark::reports {

namespace {

/// Splits where `mark` stands outside brackets, braces and quotes.
std::vector<std::string> split(std::string_view text, char mark) {
    std::vector<std::string> parts(1);
    int depth = 0;
    bool quoted = false;
    for (const char c : text) {
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{'))
            ++depth;
        else if (!quoted && (c == ']' || c == '}'))
            --depth;
        if (c == mark && depth == 0 && !quoted)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

/// "environment.pool.pool_size" is long for a table; its last part says enough.
std::string short_name(const std::string& key) {
    const std::size_t at = key.find_last_of("./");
    return at == std::string::npos ? key : key.substr(at + 1);
}

Error bad(const std::string& option, const std::string& message) {
    return {Errc::invalid_argument, message, "--over " + option,
            "for example --over load.api.connections=8,16,32, or two keys together: --over "
            "environment.pool.pool_size+environment.pool.max_overflow=10+5,20+10"};
}

/// The points of a single option.
Result<std::vector<SweepSettings>> axis_of(const std::string& option) {
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos || equals == 0)
        return bad(option, "not KEY=VALUE,VALUE…");
    const auto keys = split(std::string_view(option).substr(0, equals), '+');
    std::vector<SweepSettings> axis;
    for (const std::string& together : split(std::string_view(option).substr(equals + 1), ',')) {
        const auto values =
            keys.size() == 1 ? std::vector<std::string>{together} : split(together, '+');
        if (values.size() != keys.size())
            return bad(option, "\"" + together + "\" has " + std::to_string(values.size()) +
                                   " values for " + std::to_string(keys.size()) + " keys");
        SweepSettings point;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (keys[i].empty() || values[i].empty())
                return bad(option, "a key or a value is empty");
            point.settings.push_back(keys[i] + "=" + values[i]);
            point.name += (i == 0 ? "" : " ") + short_name(keys[i]) + "=" + values[i];
        }
        axis.push_back(std::move(point));
    }
    return axis;
}

}  // namespace

Result<std::vector<SweepSettings>> points_over(const std::vector<std::string>& over) {
    std::vector<SweepSettings> points(1);
    for (const std::string& option : over) {
        const auto axis = axis_of(option);
        if (!axis)
            return axis.error();
        std::vector<SweepSettings> combined;
        for (const SweepSettings& first : points) {
            for (const SweepSettings& second : *axis) {
                SweepSettings both = first;
                both.name += (both.name.empty() ? "" : ", ") + second.name;
                both.settings.insert(both.settings.end(), second.settings.begin(),
                                     second.settings.end());
                combined.push_back(std::move(both));
            }
        }
        points = std::move(combined);
        if (points.size() > sweep_points_max)
            return bad(option, "that makes " + std::to_string(points.size()) + " points; at most " +
                                   std::to_string(sweep_points_max) + " are allowed");
    }
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t other = 0; other < i; ++other)
            if (points[i].settings == points[other].settings)
                return bad(over.back(), "the point " + points[i].name + " is there twice");
    return points;
}

}  // namespace sark::reports
