#pragma once

#include "reports/judgement/profile.hpp"
#include "reports/report.hpp"

namespace sark::reports {

/// Judges a row whose metric is the stores' own (is_evidence_metric), into `judged`, which holds
/// the row's identity. What the stores did not tell is no data and decides nothing: whether a run
/// asks them is no property of the target. An advisory row that misses its target is a warning.
/// `offered` is what the plan asked for of the row's operations per second; 0 when there is none.
[[nodiscard]] Judgement judge_evidence_row(const SlaRow& row, Judgement judged,
                                           const scenarios::RunResult& run, double offered);

}  // namespace sark::reports
