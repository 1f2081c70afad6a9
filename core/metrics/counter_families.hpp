#pragma once

#include <vector>

#include "core/metrics/metrics.hpp"

namespace prometheus {
struct MetricFamily;
}

namespace sark {

/// The counters of other parts as Prometheus families, appended to `families`.
void append_counter_families(const CoreCounters& counters,
                             std::vector<prometheus::MetricFamily>& families);

}  // namespace sark
