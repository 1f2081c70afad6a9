#pragma once

#include <cstdint>
#include <vector>

#include "workloads/timing/histogram.hpp"

namespace sark::reports::planning {

/// The time that work takes when nothing else is going on, drawn by a number in [0, 1): constant,
/// exponential or as measured.
class WorkTimes {
 public:
    [[nodiscard]] static WorkTimes constant(double seconds);
    [[nodiscard]] static WorkTimes exponential(double mean_s);
    /// The shape of the histogram (not empty) with the mean `mean_s`; 0 keeps the histogram's own.
    [[nodiscard]] static WorkTimes measured(const workloads::Histogram& histogram, double mean_s);
    /// `share` of the way from one to the other, both as measured: of every quantile the harmonic
    /// middle, since the reciprocal of a queue's time falls evenly as its rate rises (exactly so
    /// for M/M/1, where it is proportional to the capacity left).
    [[nodiscard]] static WorkTimes between(const WorkTimes& from, const WorkTimes& to,
                                           double share);

    [[nodiscard]] double mean_s() const noexcept { return mean_s_; }
    [[nodiscard]] double draw(double unit) const noexcept;

 private:
    WorkTimes() = default;
    double mean_s_ = 0.0;
    bool exponential_ = false;
    // Values at equally likely steps, and the last step again in as many parts: the tail.
    std::vector<double> body_{};
    std::vector<double> tail_{};
};

}  // namespace sark::reports::planning
