#pragma once

#include <functional>
#include <optional>

#include "core/base/result.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/run_result.hpp"
#include "workloads/timing/live_history.hpp"

namespace sark::scenarios {

/// How far a run has come.
struct RunProgress {
    Nanos elapsed{0};
    Nanos total{0};  ///< Warm-up and measurement.
    bool warming_up = false;
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
    std::uint64_t overdue = 0;
    std::int64_t in_flight = 0;
    /// Per load and operation, read anew about once a second; null before the first reading.
    const workloads::LiveHistory* live = nullptr;
};

/// What takes part in a run while it goes on; all on the thread of run_scenario(), never on those
/// that make the load.
struct RunHooks {
    /// Called about five times a second; may be empty.
    std::function<void(const RunProgress&)> observe{};
    /// Called after every reading of the live figures; a breach ends the run as `finish` does. May
    /// be empty.
    std::function<std::optional<ThresholdBreach>(const workloads::LiveHistory&)> judge{};
    bool capture_plans = true;  ///< Of postgres operations, after the run.
    Nanos memory{0};  ///< How far back judge() looks, beyond the few seconds that are kept anyway.
};

/// Runs a scenario in a prepared environment. A stop request ends it early with what was measured
/// (status interrupted); a managed service that dies, and a breached threshold, end it with status
/// aborted. `stop` is only read. An Error only when nothing could be measured (target unreachable
/// at the start).
[[nodiscard]] Result<RunResult> run_scenario(const Scenario& scenario, TestEnvironment& environment,
                                             const workloads::StopControl& stop,
                                             const RunHooks& hooks);

}  // namespace sark::scenarios
