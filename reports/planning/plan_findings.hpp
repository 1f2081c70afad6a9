#pragma once

#include <vector>

#include "reports/planning/plan.hpp"

namespace sark::reports::planning {

/// What is wrong with a plan that is otherwise made, what it could not know, and what its reader
/// may want to know; problems first.
[[nodiscard]] std::vector<PlanFinding> findings_of(const PlanRequest& request, const Plan& plan);

}  // namespace sark::reports::planning
