#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::reports {

/// What one point of a sweep sets, each KEY=VALUE.
struct SweepSettings {
    std::string name;
    std::vector<std::string> settings;
    std::string adds{};  ///< The layer that it adds; empty: none.
};

inline constexpr std::size_t sweep_points_max = 64;

/// The points of one or more --over: "key=1,2,3" is a point for each value; several --over are
/// every combination, the first varying slowest; "a+b=1+2,3+4" changes keys together. A comma, or a
/// plus, inside brackets, braces or quotes separates nothing. Errc::invalid_argument names the
/// option.
[[nodiscard]] Result<std::vector<SweepSettings>> points_over(const std::vector<std::string>& over);

}  // namespace sark::reports
