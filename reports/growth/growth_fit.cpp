#include "reports/growth/growth_fit.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "reports/comparison/t_distribution.hpp"

namespace sark::reports {

namespace {

/// A point on logarithmic axes.
struct LogPoint {
    double x = 0.0;
    double y = 0.0;
};

double median_of(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

std::vector<GrowthStep> steps_of(const std::map<double, std::vector<double>>& costs) {
    std::vector<GrowthStep> steps;
    double before_size = 0.0;
    double before_cost = 0.0;
    for (const auto& [size, values] : costs) {
        const double cost = median_of(values);
        if (before_size > 0.0)
            steps.push_back(
                {before_size, size, std::log(cost / before_cost) / std::log(size / before_size)});
        before_size = size;
        before_cost = cost;
    }
    return steps;
}

/// The line's slope with the interval that its residuals leave; `squares` is that of x about its
/// mean, above 0.
GrowthFit line_through(std::span<const LogPoint> points) {
    const auto count = static_cast<double>(points.size());
    double mean_x = 0.0;
    double mean_y = 0.0;
    for (const LogPoint& point : points) {
        mean_x += point.x / count;
        mean_y += point.y / count;
    }
    double squares = 0.0;
    double products = 0.0;
    for (const LogPoint& point : points) {
        squares += (point.x - mean_x) * (point.x - mean_x);
        products += (point.x - mean_x) * (point.y - mean_y);
    }
    GrowthFit fit;
    fit.exponent = products / squares;
    fit.factor = std::exp(mean_y - fit.exponent * mean_x);
    if (points.size() < 3)
        return fit;
    double residuals = 0.0;
    for (const LogPoint& point : points) {
        const double off = point.y - mean_y - fit.exponent * (point.x - mean_x);
        residuals += off * off;
    }
    const double error = std::sqrt(residuals / (count - 2.0) / squares);
    const double reach = t_upper_point(0.025, points.size() - 2) * error;
    fit.interval95 = GrowthFit::Interval{fit.exponent - reach, fit.exponent + reach};
    return fit;
}

}  // namespace

double GrowthFit::at(double size) const noexcept {
    return factor * std::pow(size, exponent);
}

std::optional<GrowthFit> fit_growth(std::span<const GrowthPoint> points) {
    std::vector<LogPoint> logs;
    std::map<double, std::vector<double>> costs;
    for (const GrowthPoint& point : points) {
        if (!(point.size > 0.0) || !(point.cost > 0.0))
            continue;
        logs.push_back({std::log(point.size), std::log(point.cost)});
        costs[point.size].push_back(point.cost);
    }
    if (costs.size() < 2)
        return std::nullopt;
    GrowthFit fit = line_through(logs);
    fit.steps = steps_of(costs);
    return fit;
}

GrowthKind kind_of(const GrowthFit& fit) noexcept {
    if (!fit.interval95)
        return GrowthKind::undecided;
    const auto [low, high] = *fit.interval95;
    if (low >= -0.1 && high <= 0.1)
        return GrowthKind::none;
    if (high < 0.9)
        return GrowthKind::below_linear;
    if (low > 1.1)
        return GrowthKind::above_linear;
    return low >= 0.9 && high <= 1.1 ? GrowthKind::linear : GrowthKind::undecided;
}

std::string_view name_of(GrowthKind kind) noexcept {
    switch (kind) {
        case GrowthKind::none:
            return "none";
        case GrowthKind::below_linear:
            return "below linear";
        case GrowthKind::linear:
            return "linear";
        case GrowthKind::above_linear:
            return "above linear";
        case GrowthKind::undecided:
            break;
    }
    return "undecided";
}

}  // namespace sark::reports
