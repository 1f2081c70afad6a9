#pragma once

#include "reports/judgement/evidence_measure.hpp"
#include "scenarios/run_result.hpp"

namespace sark::reports {

/// "audit_events": what the reference core's audit writer committed per second of the window
/// (S003-SLA-10..12). Its remark tells what was refused or lost.
[[nodiscard]] EvidenceMeasured measure_audit_events(const scenarios::RunResult& run);

/// "decision_hits": decisions that a cache answered, of all that the reference core was asked for
/// (S003-SLA-16..18).
[[nodiscard]] EvidenceMeasured measure_decision_hits(const scenarios::RunResult& run);

}  // namespace sark::reports
