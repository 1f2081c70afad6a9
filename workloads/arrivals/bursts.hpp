#pragma once

#include <vector>

#include "workloads/arrivals/arrival.hpp"

namespace sark::workloads {

/// The stages of a rate curve with its bursts cut into it: up and down by jumps, and after a burst
/// the curve goes on as if there had been none. The stages themselves without bursts.
[[nodiscard]] std::vector<Stage> stages_with_bursts(const OpenArrivals& arrivals);

}  // namespace sark::workloads
