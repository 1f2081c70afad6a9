#pragma once

#include "reports/judgement/findings.hpp"

namespace sark::reports {

/// Shares of the machine's CPU time that the hypervisor took, above which a run is no longer valid.
inline constexpr double steal_suspect = 0.05;
inline constexpr double steal_invalid = 0.15;

/// Whether the machine left the run alone: foreign_cpu, steal, throttled, host_stalled,
/// shares_host.
void check_host_health(const scenarios::RunResult& run, Findings& findings);

}  // namespace sark::reports
