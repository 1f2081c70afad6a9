#pragma once

#include <vector>

#include "reports/judgement/findings.hpp"

namespace sark::reports {

/// Whether the load generator was in time and had time to spare: wake_lag, generator_stalled,
/// generator_cpu. `rows` give the tightest latency limit, which lateness is held against.
void check_generator_health(const scenarios::RunResult& run, const std::vector<Judgement>& rows,
                            Findings& findings);

}  // namespace sark::reports
