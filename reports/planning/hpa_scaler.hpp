#pragma once

#include <cstdint>
#include <vector>

#include "reports/planning/hpa_policy.hpp"

namespace sark::reports::planning {

/// What held back a change of replicas.
enum class ScalingLimit : std::uint8_t { none, stabilization, rate, min_replicas, max_replicas };

/// The behaviour of a HorizontalPodAutoscaler as its documentation words it: recommendations go in,
/// replicas come out. Stabilisation takes the highest recommendation of the down window and the
/// lowest of the up window, this one included; policies count the changes of the last period.
class HpaScaler {
 public:
    HpaScaler(const HpaPolicy& policy, std::uint32_t replicas);

    /// One sync of the controller at `now_s` (never going back), which would like `desired`
    /// replicas. Returns the new number.
    std::uint32_t sync(double now_s, std::uint32_t desired);

    [[nodiscard]] std::uint32_t replicas() const noexcept { return replicas_; }
    [[nodiscard]] ScalingLimit limited_by() const noexcept { return limit_; }

 private:
    struct Recommendation {
        double at_s;
        std::uint32_t replicas;
    };
    struct Change {
        double at_s;
        std::uint32_t count;
    };
    [[nodiscard]] std::uint32_t stabilized(double now_s, std::uint32_t desired);
    [[nodiscard]] std::uint32_t raised(double now_s, std::uint32_t wanted);
    [[nodiscard]] std::uint32_t lowered(double now_s, std::uint32_t wanted);
    static std::uint32_t within(std::vector<Change>& changes, double now_s, double period_s);

    HpaPolicy policy_;
    std::uint32_t replicas_;
    ScalingLimit limit_ = ScalingLimit::none;
    std::vector<Recommendation> recommendations_;
    std::vector<Change> added_;
    std::vector<Change> removed_;
};

/// The replicas that one metric asks for: ceil(replicas x ratio), or `replicas` while the ratio of
/// the metric to its target is within `tolerance` of 1.
[[nodiscard]] std::uint32_t desired_replicas(std::uint32_t replicas, double ratio,
                                             double tolerance) noexcept;

}  // namespace sark::reports::planning
