#include "reports/planning/times_by_rate.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sark::reports::planning {

TimesByRate::TimesByRate(std::vector<Point> rising) : points_(std::move(rising)) {}

TimesByRate::Point TimesByRate::at(double per_s) const {
    const auto above =
        std::ranges::find_if(points_, [per_s](const Point& point) { return point.per_s >= per_s; });
    if (above == points_.begin())
        return points_.front();
    if (above == points_.end())
        return points_.back();
    const Point& low = *std::prev(above);
    const Point& high = *above;
    const double share = (per_s - low.per_s) / (high.per_s - low.per_s);
    return {per_s, WorkTimes::between(low.times, high.times, share),
            std::lerp(low.lowest, high.lowest, share), std::lerp(low.highest, high.highest, share)};
}

bool TimesByRate::covers(double per_s) const noexcept {
    constexpr double rounding = 1.0 + 1e-6;
    return per_s <= points_.back().per_s * rounding;
}

}  // namespace sark::reports::planning
