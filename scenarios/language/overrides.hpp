#pragma once

#include "scenarios/language/fault_list.hpp"
#include "scenarios/language/node.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// Changes a document as the command line says, before it is bound; what is changed carries the
/// option as its place, so that later faults name it. What cannot be applied is a fault.
/// Order: assignments in the order given, thresholds, then time scale, duration, connections,
/// threads, seed, sla, then rate.
void apply_overrides(Node& document, const Overrides& overrides, FaultList& faults);

}  // namespace sark::scenarios::language
