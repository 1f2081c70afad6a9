#pragma once

#include <optional>

#include "bench/capacity/process_fleet.hpp"
#include "core/base/result.hpp"
#include "reports/capacity/step_scenario.hpp"
#include "scenarios/scenario.hpp"
#include "workloads/engine/engine.hpp"
#include "workloads/host_probes/calibration.hpp"
#include "workloads/timing/histogram.hpp"

namespace sark::capacity {

/// Loads processes of a fleet, window after window.
class FleetWindows {
 public:
    struct Window {
        workloads::Histogram answers;  ///< Response times of right answers, all processes together.
        double p95_ms = 0.0;           ///< Of all that was due: failures are ranked last.
    };
    /// `fleet` must outlive it. Arrivals of the scenario's loads become random (Poisson).
    FleetWindows(scenarios::Scenario scenario, const ProcessFleet& fleet,
                 const reports::StepTiming& timing);

    /// A process that was searched for its capacity had all connections of its pool open when its
    /// curve was drawn: those that its busiest window had needed. A second of as many users as
    /// there are connections opens them in every process.
    [[nodiscard]] Result<void> open_pools();

    /// `each_per_s` to each of the first `processes`. A window in which other programs used more
    /// than a quarter of a core is measured again; absent when three in a row were so.
    /// Errc::unavailable when too few requests were answered right for a p95.
    [[nodiscard]] Result<std::optional<Window>> measure(double each_per_s, unsigned processes);

    /// Windows that did not count.
    [[nodiscard]] unsigned disturbed() const noexcept { return disturbed_; }

 private:
    Result<workloads::EngineResult> run(const scenarios::Scenario& scenario, unsigned first,
                                        unsigned count);

    scenarios::Scenario scenario_;
    const ProcessFleet& fleet_;
    reports::StepTiming timing_;
    workloads::Calibration calibration_;
    unsigned windows_ = 0;
    unsigned disturbed_ = 0;
};

}  // namespace sark::capacity
