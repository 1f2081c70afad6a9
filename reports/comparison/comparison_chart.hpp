#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/comparison/comparison.hpp"

namespace sark::reports {

/// One line of a forest plot: by how much B is worse, "worse" to the right whichever way the metric
/// runs, so that the tolerance is right of 0 for all of them.
struct ForestLine {
    std::string label;
    std::string unit;  ///< "%" of A's figure, or "points" of all operations.
    double worse = 0.0;
    std::optional<double> low;
    std::optional<double> high;
    double tolerance = 0.0;
    MetricVerdict verdict = MetricVerdict::open;
};
/// Lines that were measured, in the order of the comparison.
[[nodiscard]] std::vector<ForestLine> forest_of(const Comparison& comparison);

/// One round or run in the order in which they were measured.
struct CoursePoint {
    Arm arm = Arm::a;
    std::string label;   ///< "round 12", or the run's id.
    bool counts = true;  ///< Not a pilot, not left out.
    RoundFigures figures;
};
[[nodiscard]] std::vector<CoursePoint> course_of(const Comparison& comparison);

}  // namespace sark::reports
