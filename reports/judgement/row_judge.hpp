#pragma once

#include <string>

#include "reports/judgement/profile.hpp"
#include "reports/report.hpp"

namespace sark::reports {

/// Judges one row against a run (docs/measurement.md, "Judging a row"):
/// pass meets the target (and the critical level where there is one), warn misses the target within
/// the critical level, fail misses the critical level, or the target where there is no critical
/// one.
[[nodiscard]] Judgement judge_row(const SlaRow& row, const std::string& profile,
                                  const scenarios::RunResult& run);

}  // namespace sark::reports
