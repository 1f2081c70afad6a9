#pragma once

#include <ostream>

#include "scenarios/runner.hpp"

namespace sark::reports {

/// The figures of a run that goes on, for a Pushgateway: the counters that write_prometheus() has
/// at the end, as far as they have come, and response times of the latest seconds. `progress` has
/// live figures.
void write_live_prometheus(const scenarios::Scenario& scenario,
                           const scenarios::RunProgress& progress, std::ostream& out);

}  // namespace sark::reports
