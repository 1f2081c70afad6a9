#pragma once

#include <optional>
#include <string>

#include "scenarios/run_result.hpp"
#include "workloads/timing/live_history.hpp"

namespace sark::reports {

/// The run as it looks when nothing but this phase counts: what judge_row() needs of it. Without
/// operations when the run has no such phase.
[[nodiscard]] scenarios::RunResult phase_of(const scenarios::RunResult& run,
                                            const std::string& phase);

/// What can be judged while a run goes on.
struct LiveStretch {
    workloads::PartRange parts = workloads::measured_parts;
    Nanos length{0};              ///< How long these parts have been going on.
    std::optional<Nanos> window;  ///< Only what ended in the latest so much of it.
};
/// The run as far as it came, of operations that have ended. Response times are as exact as the
/// live tally (2 digits, upper ends).
[[nodiscard]] scenarios::RunResult live_run(const scenarios::Scenario& scenario,
                                            const workloads::LiveHistory& live,
                                            const LiveStretch& stretch);

}  // namespace sark::reports
