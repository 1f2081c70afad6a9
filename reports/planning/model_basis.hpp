#pragma once

#include <optional>

#include "reports/planning/plan.hpp"
#include "reports/planning/times_by_rate.hpp"

namespace sark::reports::planning {

/// The model of the plan's pods and database, and in words what it rests on. The model is absent,
/// with the reason in `basis`, when no service time is known.
struct ChosenModel {
    ModelBasis basis;
    std::optional<PodModel> model;
};
/// What a capacity run measured of response times at the rates that hold; absent in older files.
[[nodiscard]] std::optional<TimesByRate> measured_times(const CapacityFigures& figures);

[[nodiscard]] ChosenModel choose_model(const PlanRequest& request, double per_pod_per_s,
                                       double saturation_per_s);

}  // namespace sark::reports::planning
