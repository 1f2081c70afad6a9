#pragma once

#include <functional>

#include "core/base/result.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/run_result.hpp"

namespace sark::scenarios {

/// Called about five times a second while load runs.
struct RunProgress {
    Nanos elapsed{0};
    Nanos total{0};  ///< Warm-up and measurement.
    bool warming_up = false;
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
    std::uint64_t overdue = 0;
    std::int64_t in_flight = 0;
};

/// Runs a scenario in a prepared environment. A stop request ends it early with what was measured
/// (status interrupted); a managed service that dies ends it with status aborted. An Error only
/// when nothing could be measured (target unreachable at the start).
[[nodiscard]] Result<RunResult> run_scenario(
    const Scenario& scenario, TestEnvironment& environment, workloads::StopControl& stop,
    const std::function<void(const RunProgress&)>& observer);

}  // namespace sark::scenarios
