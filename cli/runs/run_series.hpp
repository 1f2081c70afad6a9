#pragma once

#include <functional>
#include <optional>

#include "cli/output/run_output.hpp"
#include "cli/runs/run_session.hpp"
#include "reports/exit_code.hpp"
#include "scenarios/scenario.hpp"

namespace sark::cli {

/// Measures `count` times in the session's environment: run k with the scenario's seed + k - 1,
/// each an ordinary run directory, then the figures of all of them side by side (repeats.json and a
/// table). A signal, or a service that dies, ends the series with what there is. Returns the worst
/// run's exit code.
[[nodiscard]] reports::ExitCode run_series(
    unsigned count, const scenarios::Scenario& scenario, RunSession& session,
    const RunOutput& output,
    const std::function<std::optional<scenarios::Scenario>(std::uint64_t seed)>& with_seed);

}  // namespace sark::cli
