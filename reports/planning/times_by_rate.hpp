#pragma once

#include <vector>

#include "reports/planning/work_times.hpp"

namespace sark::reports::planning {

/// Response times of one place of work as they were measured at several rates. What the work itself
/// takes depends on the rate too (sleeping cores, cold caches, wake-ups), so that no law of queues
/// gets from one rate to another as well as a measurement there does.
class TimesByRate {
 public:
    struct Point {
        double per_s = 0.0;
        WorkTimes times;
        /// p95 of the fastest and the slowest window over that of `times`: how far windows
        /// differed.
        double lowest = 1.0;
        double highest = 1.0;
    };
    /// At least one; rates rise.
    explicit TimesByRate(std::vector<Point> rising);

    /// Between two measured rates every quantile is taken from both, as WorkTimes::between. Below
    /// the lowest rate it is that rate's; above the highest nothing is known, and it is that rate's
    /// as well: ask covers() first.
    [[nodiscard]] Point at(double per_s) const;
    [[nodiscard]] bool covers(double per_s) const noexcept;

    [[nodiscard]] const std::vector<Point>& points() const noexcept { return points_; }

 private:
    std::vector<Point> points_;
};

}  // namespace sark::reports::planning
