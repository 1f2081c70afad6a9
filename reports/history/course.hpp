#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "reports/history/change_points.hpp"

namespace sark::reports {

/// How a figure's changes are read.
struct CourseScale {
    bool is_ratio = true;  ///< Changes are later / earlier; otherwise later - earlier.
    bool more_is_worse = true;
    double tolerance = 0.0;  ///< A change for the worse up to this is none to act on: a share of
                             ///< the earlier figure, or points of a proportion.
};

/// A change point of a course with what it means.
struct Shift {
    std::size_t index = 0;  ///< The first figure after it.
    double p = 1.0;
    double before = 0.0;  ///< Median of the stretch before it, and after it.
    double after = 0.0;
    double change = 0.0;      ///< after / before, or after - before.
    bool worse = false;       ///< In the direction that is worse, however little.
    bool regression = false;  ///< Worse by more than the tolerance.
};

/// A stretch of a course without a change.
struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;  ///< One past its last figure.
    double level = 0.0;   ///< Median.
};

struct CourseFinding {
    std::vector<Stretch> stretches;  ///< One more than shifts; none without figures.
    std::vector<Shift> shifts;
};

/// What changed in a course of figures, oldest first. Absent figures, and those of 0 or less where
/// ratios are compared, take no part; indexes are those of `figures`. Ratios are analysed as
/// logarithms, so that 10 % is 10 % at any level.
[[nodiscard]] CourseFinding find_shifts(std::span<const std::optional<double>> figures,
                                        const CourseScale& scale, const ChangePointRule& rule);

/// Whether figures differ at all: a course that is constant cannot change, nor raise an alarm.
[[nodiscard]] bool varies(std::span<const std::optional<double>> figures) noexcept;

/// The latest regression that began at or after `oldest` and still holds: the newest stretch is
/// worse than the stretch before it was, by more than the tolerance. Absent without one.
[[nodiscard]] std::optional<Shift> standing_regression(const CourseFinding& course,
                                                       const CourseScale& scale,
                                                       std::size_t oldest);

}  // namespace sark::reports
