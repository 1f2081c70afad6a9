#include "reports/comparison/comparison_chart.hpp"

#include <algorithm>
#include <utility>

#include "reports/comparison/comparison_text.hpp"

namespace sark::reports {

namespace {

double worse_by(const ComparedMetric& metric, double change) {
    if (!metric.is_ratio)
        return 100.0 * (metric.more_is_worse ? change : -change);
    return 100.0 * ((metric.more_is_worse ? change : 1.0 / change) - 1.0);
}

}  // namespace

std::vector<ForestLine> forest_of(const Comparison& comparison) {
    std::vector<ForestLine> lines;
    for (const ComparedMetric& metric : comparison.metrics) {
        if (!metric.change)
            continue;
        ForestLine line;
        line.label = label_of(metric);
        line.unit = metric.is_ratio ? "%" : "points";
        line.worse = worse_by(metric, *metric.change);
        if (metric.interval95) {
            const double one = worse_by(metric, metric.interval95->low);
            const double other = worse_by(metric, metric.interval95->high);
            line.low = std::min(one, other);
            line.high = std::max(one, other);
        }
        line.tolerance = 100.0 * metric.tolerance;
        line.verdict = metric.verdict;
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<CoursePoint> course_of(const Comparison& comparison) {
    std::vector<CoursePoint> points;
    for (const ComparedRound& round : comparison.rounds)
        points.push_back({round.arm, "round " + std::to_string(points.size() + 1),
                          !round.pilot && round.unusable.empty(), round.figures});
    std::vector<const ComparedRunLine*> runs;
    for (const ComparedRunLine& run : comparison.runs)
        if (!run.figures.empty())
            runs.push_back(&run);
    std::ranges::stable_sort(runs, {}, [](const ComparedRunLine* run) { return run->started_at; });
    for (const ComparedRunLine* run : runs)
        points.push_back({run->side, run->id, run->unusable.empty(), run->figures});
    return points;
}

}  // namespace sark::reports
