#pragma once

#include <optional>

#include "scenarios/run_result.hpp"

namespace sark::reports {

/// CPU time of the workers per second of load (warm-up and window) and worker: 1 is a full core
/// each. Absent without workers or an empty window.
[[nodiscard]] std::optional<double> cpu_share_of(const scenarios::RunResult& run);

/// Time that workers' passes took beyond 10 ms each, per second of the window and worker. Absent
/// as above.
[[nodiscard]] std::optional<double> stalled_share_of(const scenarios::RunResult& run);

/// Time that the stall probe was held up beyond 10 ms each, per second of the window. Absent
/// without a probe or an empty window.
[[nodiscard]] std::optional<double> host_stalled_share_of(const scenarios::RunResult& run);

}  // namespace sark::reports
