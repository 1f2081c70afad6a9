#include "reports/history/course.hpp"

#include <cmath>

#include "reports/history/median.hpp"

namespace sark::reports {

namespace {

/// The changes' own scale, on which they are differences and worse is upwards.
double effect_of(const CourseScale& scale, double before, double after) {
    const double effect = scale.is_ratio ? std::log(after / before) : after - before;
    return scale.more_is_worse ? effect : -effect;
}

bool beyond_tolerance(const CourseScale& scale, double before, double after) {
    const double limit = scale.is_ratio ? std::log1p(scale.tolerance) : scale.tolerance;
    return effect_of(scale, before, after) > limit;
}

Shift shift_between(const Stretch& before, const Stretch& after, double p,
                    const CourseScale& scale) {
    Shift shift;
    shift.index = after.begin;
    shift.p = p;
    shift.before = before.level;
    shift.after = after.level;
    shift.change = scale.is_ratio ? shift.after / shift.before : shift.after - shift.before;
    shift.worse = effect_of(scale, shift.before, shift.after) > 0.0;
    shift.regression = beyond_tolerance(scale, shift.before, shift.after);
    return shift;
}

}  // namespace

CourseFinding find_shifts(std::span<const std::optional<double>> figures, const CourseScale& scale,
                          const ChangePointRule& rule) {
    std::vector<std::size_t> places;
    std::vector<double> present;
    std::vector<double> analysed;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        if (!figures[i] || (scale.is_ratio && *figures[i] <= 0.0))
            continue;
        places.push_back(i);
        present.push_back(*figures[i]);
        analysed.push_back(scale.is_ratio ? std::log(*figures[i]) : *figures[i]);
    }
    CourseFinding finding;
    if (present.empty())
        return finding;
    const std::vector<ChangePoint> points = find_change_points(analysed, rule);
    for (std::size_t i = 0; i <= points.size(); ++i) {
        const std::size_t begin = i == 0 ? 0 : points[i - 1].index;
        const std::size_t end = i == points.size() ? present.size() : points[i].index;
        const auto at = [&](std::size_t n) {
            return present.begin() + static_cast<std::ptrdiff_t>(n);
        };
        finding.stretches.push_back({places[begin], places[end - 1] + 1,
                                     median_of(std::vector<double>(at(begin), at(end)))});
        if (i > 0)
            finding.shifts.push_back(shift_between(finding.stretches[i - 1], finding.stretches[i],
                                                   points[i - 1].p, scale));
    }
    return finding;
}

bool varies(std::span<const std::optional<double>> figures) noexcept {
    const std::optional<double>* first = nullptr;
    for (const std::optional<double>& figure : figures) {
        if (!figure)
            continue;
        if (first != nullptr && *figure != **first)
            return true;
        first = &figure;
    }
    return false;
}

std::optional<Shift> standing_regression(const CourseFinding& course, const CourseScale& scale,
                                         std::size_t oldest) {
    for (std::size_t i = course.shifts.size(); i-- > 0;) {
        const Shift& shift = course.shifts[i];
        if (shift.index < oldest)
            break;
        if (shift.regression &&
            beyond_tolerance(scale, shift.before, course.stretches.back().level))
            return shift;
    }
    return std::nullopt;
}

}  // namespace sark::reports
