#pragma once

#include <string>

#include "scenarios/language/fault_list.hpp"
#include "scenarios/language/node.hpp"

namespace sark::scenarios::language {

/// `--duration`: every load lasts so long; stages, phases and what happens meanwhile are scaled,
/// what takes its length from the phases follows them.
void apply_duration(Node& document, const std::string& text, FaultList& faults);

/// `--time-scale`: multiplies the warm-up, phases, durations, stages, bursts,
/// delayAbortEval and when things happen meanwhile.
/// Rates, think times, timeouts, the drain and the windows of thresholds stay.
void apply_time_scale(Node& document, double scale, FaultList& faults);

}  // namespace sark::scenarios::language
