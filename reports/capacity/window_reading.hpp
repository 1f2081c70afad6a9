#pragma once

#include <string>
#include <vector>

#include "reports/capacity/capacity_search.hpp"
#include "reports/capacity/objective.hpp"
#include "scenarios/run_result.hpp"

namespace sark::reports {

/// What one window's run says to the search.
struct WindowReading {
    WindowEvidence evidence;
    Disturbance disturbance = Disturbance::none;
    std::vector<std::string> codes;  ///< Of the validity's reasons, when it is disturbed.
};

/// Counts hits and misses of every objective, and asks whether the window may count. It may not
/// when the run is invalid: for the host's sake, or for the generator's when only its own lateness,
/// stalls, CPU or missed sends say so. One exception: where target and generator together use up a
/// machine they share, and the target the larger part, late threads are the target's doing; such a
/// window counts, and the CPU of the machine is the limit (limit_of()).
[[nodiscard]] WindowReading read_window(const scenarios::RunResult& run,
                                        const std::vector<Objective>& objectives);

}  // namespace sark::reports
