#include "reports/comparison/plan_changes.hpp"

#include <algorithm>

#include "scenarios/evidence/plan_shape.hpp"

namespace sark::reports {

using scenarios::OperationPlan;

std::vector<PlanChange> plan_changes_between(const std::vector<OperationPlan>& base,
                                             const std::vector<OperationPlan>& candidate) {
    std::vector<PlanChange> changes;
    for (const OperationPlan& before : base) {
        const auto after = std::ranges::find_if(candidate, [&before](const OperationPlan& plan) {
            return plan.operation == before.operation && plan.load == before.load;
        });
        if (after == candidate.end() || before.hash.empty() || after->hash.empty() ||
            before.hash == after->hash)
            continue;
        changes.push_back({before.operation, before.load, scenarios::shape_text(before.shape),
                           scenarios::shape_text(after->shape)});
    }
    return changes;
}

std::string plan_change_text(const PlanChange& change) {
    return "plan changed: " + change.operation + ": A " + change.base + "; B " + change.candidate;
}

}  // namespace sark::reports
