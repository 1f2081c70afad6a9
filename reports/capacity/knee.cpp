#include "reports/capacity/knee.hpp"

namespace sark::reports {

std::optional<std::size_t> knee_of(std::span<const KneePoint> points) {
    std::optional<std::size_t> best;
    std::size_t usable = 0;
    double power = 0.0;
    double highest = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const KneePoint& point = points[i];
        if (point.per_s <= 0.0 || point.mean_ms <= 0.0)
            continue;
        ++usable;
        highest = point.per_s > highest ? point.per_s : highest;
        if (point.per_s / point.mean_ms > power) {
            power = point.per_s / point.mean_ms;
            best = i;
        }
    }
    constexpr std::size_t usable_minimum = 3;
    if (usable < usable_minimum || !best || points[*best].per_s >= highest)
        return std::nullopt;
    return best;
}

}  // namespace sark::reports
