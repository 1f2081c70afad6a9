#pragma once

#include <cstdint>
#include <optional>

namespace sark::reports::planning {

/// How fast the autoscaler may go in one direction: by at most `percent` of the replicas at the
/// begin of any `period_s`, and only after all recommendations of `stabilization_s` agreed.
struct ScalingRule {
    double percent = 100.0;
    double period_s = 15.0;
    double stabilization_s = 0.0;
};

/// S003-HPA-01, an autoscaling/v2 HorizontalPodAutoscaler; defaults are the documented ones.
struct HpaPolicy {
    std::uint32_t min_replicas = 3;
    std::uint32_t max_replicas = 50;
    double cpu_target = 0.70;     ///< Mean share of a pod's CPU.
    double memory_target = 0.80;  ///< Mean share of a pod's memory.
    std::optional<double> rate_target =
        1000;  ///< Requests per second and pod; absent: no such metric.
    ScalingRule up{100.0, 15.0, 0.0};
    ScalingRule down{50.0, 60.0, 300.0};
    // Of the controller, not of the object: Kubernetes' own defaults.
    double sync_s = 15.0;
    double tolerance = 0.1;  ///< No change while a metric is within this share of its target.
};

}  // namespace sark::reports::planning
