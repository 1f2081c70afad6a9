#pragma once

#include <string>
#include <vector>

#include "scenarios/evidence/server_evidence.hpp"

namespace sark::reports {

/// An operation whose plan has another shape in one run than in another.
struct PlanChange {
    std::string operation;
    std::string load;
    std::string base;  ///< Shapes, as shape_text() has them.
    std::string candidate;
};

/// Operations of both runs whose plans differ in shape; one without a captured plan on either side
/// says nothing.
[[nodiscard]] std::vector<PlanChange> plan_changes_between(
    const std::vector<scenarios::OperationPlan>& base,
    const std::vector<scenarios::OperationPlan>& candidate);

/// "plan changed: app.user_by_email: A Index Scan …, B Seq Scan …"
[[nodiscard]] std::string plan_change_text(const PlanChange& change);

}  // namespace sark::reports
