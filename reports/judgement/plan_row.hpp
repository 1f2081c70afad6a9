#pragma once

#include <vector>

#include "reports/report.hpp"

namespace sark::reports {

/// A row for every operation of the scenario that expects something of its plan, in the profile
/// "thresholds": pass or fail by the plan captured after the run, which a failure shows. A plan
/// that could not be captured leaves the row without data; it decides unless the run collected no
/// evidence at all. A shipped index that the scenario's own index set leaves out is not expected:
/// its row is skipped.
[[nodiscard]] std::vector<Judgement> judge_plans(const scenarios::RunResult& run);

}  // namespace sark::reports
