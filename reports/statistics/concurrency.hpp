#pragma once

#include <optional>

#include "workloads/timing/tally.hpp"

namespace sark::reports {

/// Little's law (1961) of one load over its window: what was in flight, counted at departures and
/// ends, against achieved rate x mean service time, summed over what ended. Both in operations.
struct Concurrency {
    double in_flight = 0.0;   ///< Mean number in flight.
    double accounted = 0.0;   ///< Achieved rate x mean service time of what ended in the window.
    double edges = 0.0;       ///< How far the two may differ because operations cross an edge.
    double unanswered = 0.0;  ///< Operations that timed out or never ended.

    /// In a steady state what crosses one edge makes up for what crosses the other: 5 % of the
    /// larger for their difference and for stops that workers see one after another, and 0.01 of
    /// an operation for the resolution of the figures.
    [[nodiscard]] double tolerance() const noexcept;
    /// What right books may differ by in any state: with the edges in full, and every unanswered
    /// operation in flight all the time.
    [[nodiscard]] double utmost() const noexcept { return tolerance() + edges + unanswered; }
    [[nodiscard]] double gap() const noexcept;
    [[nodiscard]] bool agrees() const noexcept { return gap() <= tolerance(); }
};

/// Absent for a window of no length.
[[nodiscard]] std::optional<Concurrency> concurrency_of(const workloads::LoadTally& load);

}  // namespace sark::reports
