#pragma once

#include "core/base/result.hpp"
#include "reports/planning/capacity_figures.hpp"

namespace sark::capacity {

/// What the model of `sark-bench plan` says of p95.
struct Prediction {
    double p95_ms = 0.0;
    /// By the fastest and by the slowest window that it comes from.
    double low_ms = 0.0;
    double high_ms = 0.0;
};

/// Of `processes` pods with `each_per_s` for each, from what one process was measured to do.
/// Errc::invalid_argument where the figures have no response times by rate, or not at that rate.
[[nodiscard]] Result<Prediction> predict(const reports::planning::CapacityFigures& figures,
                                         double each_per_s, unsigned processes);

/// Two rates next to each other at which one process was measured.
struct NeighbourRates {
    double below_per_s = 0.0;
    double above_per_s = 0.0;
};

/// Those that `per_s` lies between. Errc::invalid_argument when it lies beyond all of them, or is
/// one of them: a process would be "predicted" from windows of the very same load.
[[nodiscard]] Result<NeighbourRates> neighbours_of(
    const reports::planning::CapacityFigures& figures, double per_s);

}  // namespace sark::capacity
