#include "reports/planning/hpa_scaler.hpp"

#include <algorithm>
#include <cmath>

namespace sark::reports::planning {

HpaScaler::HpaScaler(const HpaPolicy& policy, std::uint32_t replicas)
    : policy_(policy), replicas_(std::clamp(replicas, policy.min_replicas, policy.max_replicas)) {}

std::uint32_t HpaScaler::sync(double now_s, std::uint32_t desired) {
    limit_ = ScalingLimit::none;
    const std::uint32_t wanted = stabilized(now_s, desired);
    if (wanted > replicas_) {
        const std::uint32_t next = raised(now_s, wanted);
        if (next > replicas_)
            added_.push_back({now_s, next - replicas_});
        replicas_ = next;
    } else if (wanted < replicas_) {
        const std::uint32_t next = lowered(now_s, wanted);
        if (next < replicas_)
            removed_.push_back({now_s, replicas_ - next});
        replicas_ = next;
    }
    return replicas_;
}

std::uint32_t HpaScaler::stabilized(double now_s, std::uint32_t desired) {
    const double keep_s = std::max(policy_.up.stabilization_s, policy_.down.stabilization_s);
    std::erase_if(recommendations_,
                  [&](const Recommendation& past) { return past.at_s <= now_s - keep_s; });
    std::uint32_t lowest = desired;
    std::uint32_t highest = desired;
    for (const Recommendation& past : recommendations_) {
        if (past.at_s > now_s - policy_.up.stabilization_s)
            lowest = std::min(lowest, past.replicas);
        if (past.at_s > now_s - policy_.down.stabilization_s)
            highest = std::max(highest, past.replicas);
    }
    recommendations_.push_back({now_s, desired});
    const std::uint32_t wanted = replicas_ < lowest    ? lowest
                                 : replicas_ > highest ? highest
                                                       : replicas_;
    if (wanted != desired)
        limit_ = ScalingLimit::stabilization;
    return wanted;
}

std::uint32_t HpaScaler::raised(double now_s, std::uint32_t wanted) {
    const std::uint32_t begin = replicas_ - within(added_, now_s, policy_.up.period_s);
    const auto allowed = static_cast<std::uint32_t>(
        std::ceil(static_cast<double>(begin) * (1.0 + policy_.up.percent / 100.0)));
    // What was added in this period already is not taken back.
    const std::uint32_t most = std::max(replicas_, std::min(allowed, policy_.max_replicas));
    if (wanted > most)
        limit_ = allowed < policy_.max_replicas ? ScalingLimit::rate : ScalingLimit::max_replicas;
    return std::min(wanted, most);
}

std::uint32_t HpaScaler::lowered(double now_s, std::uint32_t wanted) {
    const std::uint32_t begin = replicas_ + within(removed_, now_s, policy_.down.period_s);
    const auto allowed = static_cast<std::uint32_t>(
        std::floor(static_cast<double>(begin) * (1.0 - policy_.down.percent / 100.0)));
    const std::uint32_t least = std::min(replicas_, std::max(allowed, policy_.min_replicas));
    if (wanted < least)
        limit_ = allowed > policy_.min_replicas ? ScalingLimit::rate : ScalingLimit::min_replicas;
    return std::max(wanted, least);
}

std::uint32_t HpaScaler::within(std::vector<Change>& changes, double now_s, double period_s) {
    std::erase_if(changes, [&](const Change& change) { return change.at_s <= now_s - period_s; });
    std::uint32_t sum = 0;
    for (const Change& change : changes) sum += change.count;
    return sum;
}

std::uint32_t desired_replicas(std::uint32_t replicas, double ratio, double tolerance) noexcept {
    if (std::abs(ratio - 1.0) <= tolerance)
        return replicas;
    const double wanted = std::ceil(static_cast<double>(replicas) * ratio - 1e-9);
    return static_cast<std::uint32_t>(std::clamp(wanted, 0.0, 1e6));
}

}  // namespace sark::reports::planning
