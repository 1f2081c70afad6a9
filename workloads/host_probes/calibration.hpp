#pragma once

#include "core/base/time.hpp"
#include "workloads/timing/histogram.hpp"

namespace sark::workloads {

/// What this host does to a thread that waits and reads the clock, measured just before a run.
/// Mergeable: counts add, and of two clocks the dearer one is kept.
struct Calibration {
    static constexpr Histogram::Layout lateness_layout = {100, 60'000'000'000, 2};
    Histogram wait_lateness{
        lateness_layout};  ///< End of an absolute wait minus its deadline; empty: not measured.
    Nanos clock_cost{0};   ///< Of one reading of the clock.

    /// How long before its deadline a wait must stop sleeping so that 99 of 100 are in time: p99 of
    /// the lateness, within 20..500 us; 100 us when nothing was measured.
    [[nodiscard]] Nanos spin_margin() const noexcept;
    void merge(const Calibration& other) noexcept;
};

/// Waits on a thread of its own, as workers do (epoll with absolute deadlines, prompt thread), a
/// thousand times for 125 us or until `budget` is used up, and reads the clock some thousand times.
/// Where no thread or descriptor can be had, what could not be measured stays empty.
[[nodiscard]] Calibration calibrate(Nanos budget = std::chrono::milliseconds(200));

}  // namespace sark::workloads
