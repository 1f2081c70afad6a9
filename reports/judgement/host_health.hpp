#pragma once

#include "reports/judgement/findings.hpp"

namespace sark::reports {

/// Whether the machine left the run alone: foreign_cpu, steal, throttled, host_stalled,
/// shares_host.
void check_host_health(const scenarios::RunResult& run, Findings& findings);

}  // namespace sark::reports
