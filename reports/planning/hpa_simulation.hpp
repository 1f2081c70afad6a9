#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reports/planning/hpa_policy.hpp"
#include "reports/planning/hpa_scaler.hpp"
#include "reports/planning/load_day.hpp"

namespace sark::reports::planning {

/// What one ready pod can do.
struct PodCapacity {
    double holds_per_s = 0.0;      ///< Within the SLA; > 0.
    double saturates_per_s = 0.0;  ///< The most it answers, which takes all of its CPU; >= holds.
    double startup_s = 30.0;       ///< From being asked for to being ready.
    std::optional<double> memory_share;  ///< Of its memory, whatever the load; absent: not known.
};

/// A moment of the simulated day.
struct HpaMoment {
    double at_s = 0.0;
    double rate_per_s = 0.0;
    std::uint32_t replicas = 0;
    std::uint32_t ready = 0;
    std::uint32_t desired = 0;
    ScalingLimit limited_by = ScalingLimit::none;
    bool breach = false;
};

/// The replicas of a day.
struct HpaDay {
    std::uint32_t fewest = 0;
    std::uint32_t most = 0;
    double pod_hours = 0.0;
    double at_limit_s = 0.0;  ///< Spent at max_replicas.
    double breach_s = 0.0;    ///< More load than the ready pods hold within the SLA.
    double breach_scaling_s =
        0.0;  ///< Of those, while pods were coming or could still be asked for.
    double longest_breach_s = 0.0;
    std::uint32_t changes = 0;  ///< Of the number of replicas.
    /// Arrivals during breaches as a share of the day's.
    double arrivals_in_breach = 0.0;
    std::vector<HpaMoment> moments;  ///< Every change and every fifteen minutes.
};

/// Plays the policy against the day, second by second, from the replicas that its first rate needs.
/// Metrics are those that the controller would see: requests that were answered (a saturated pod
/// answers no more than it can), and CPU as the share of saturation. The day has at least two
/// points.
[[nodiscard]] HpaDay simulate_hpa(const HpaPolicy& policy, const PodCapacity& pod,
                                  const LoadDay& day);

/// ceil(rate / per-pod capacity), at least 1: what a steady rate needs without any autoscaler.
[[nodiscard]] std::uint64_t replicas_for(double rate_per_s, double per_pod_per_s) noexcept;

}  // namespace sark::reports::planning
