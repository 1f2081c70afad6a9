#include "reports/planning/hpa_simulation.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

namespace sark::reports::planning {

namespace {

constexpr double tick_s = 1.0;
constexpr double sample_every_s = 900.0;

/// Pods that were asked for and are not ready yet, oldest first.
class StartingPods {
 public:
    void add(double ready_at_s, std::uint32_t count) { batches_.push_back({ready_at_s, count}); }
    /// The youngest go first, as the ReplicaSet controller has it. Returns how many were starting.
    std::uint32_t remove(std::uint32_t count) {
        std::uint32_t removed = 0;
        while (removed < count && !batches_.empty()) {
            const std::uint32_t taken = std::min(count - removed, batches_.back().count);
            removed += taken;
            if ((batches_.back().count -= taken) == 0)
                batches_.pop_back();
        }
        return removed;
    }
    /// Those that became ready by now.
    std::uint32_t take_ready(double now_s) {
        std::uint32_t ready = 0;
        while (!batches_.empty() && batches_.front().ready_at_s <= now_s) {
            ready += batches_.front().count;
            batches_.pop_front();
        }
        return ready;
    }
    [[nodiscard]] bool any() const noexcept { return !batches_.empty(); }

 private:
    struct Batch {
        double ready_at_s;
        std::uint32_t count;
    };
    std::deque<Batch> batches_;
};

/// What the metrics ask for. Pods that are not ready count as idle, as the controller has them when
/// it would scale up, so that it does not ask twice for the same load.
std::uint32_t recommendation(const HpaPolicy& policy, const PodCapacity& pod,
                             std::uint32_t replicas, std::uint32_t ready, double offered_per_s) {
    const double answered =
        std::min(offered_per_s, static_cast<double>(ready) * pod.saturates_per_s);
    const double per_pod = answered / static_cast<double>(replicas);
    std::uint32_t desired = desired_replicas(
        replicas, per_pod / pod.saturates_per_s / policy.cpu_target, policy.tolerance);
    if (policy.rate_target)
        desired = std::max(
            desired, desired_replicas(replicas, per_pod / *policy.rate_target, policy.tolerance));
    if (pod.memory_share)
        desired = std::max(
            desired,
            desired_replicas(replicas, *pod.memory_share / policy.memory_target, policy.tolerance));
    return desired;
}

/// The day as it goes, and its sums.
class Day {
 public:
    Day(const HpaPolicy& policy, const PodCapacity& pod, const LoadDay& load)
        : policy_(policy),
          pod_(pod),
          load_(load),
          scaler_(policy, first_replicas()),
          ready_(scaler_.replicas()) {
        out_.fewest = out_.most = scaler_.replicas();
    }

    HpaDay play() {
        const double begin = load_.points.front().at_s;
        const double end = load_.points.back().at_s;
        double next_sync = begin;
        double next_sample = begin;
        for (double now = begin; now < end; now += tick_s) {
            const double rate = load_.rate_at(now);
            ready_ += starting_.take_ready(now);
            bool changed = false;
            if (now >= next_sync) {
                changed = sync(now, rate);
                next_sync += policy_.sync_s;
            }
            account(rate, std::min(tick_s, end - now));
            if (changed || now >= next_sample) {
                out_.moments.push_back({now, rate, scaler_.replicas(), ready_, desired_,
                                        scaler_.limited_by(), in_breach(rate)});
                while (next_sample <= now) next_sample += sample_every_s;
            }
        }
        const double arrivals = load_.arrivals();
        out_.arrivals_in_breach = arrivals > 0.0 ? arrivals_in_breach_ / arrivals : 0.0;
        return std::move(out_);
    }

 private:
    [[nodiscard]] std::uint32_t first_replicas() const {
        const double rate = load_.points.front().rate_per_s;
        double needed = rate / (pod_.saturates_per_s * policy_.cpu_target);
        if (policy_.rate_target)
            needed = std::max(needed, rate / *policy_.rate_target);
        return static_cast<std::uint32_t>(std::clamp(std::ceil(needed), 1.0, 1e6));
    }

    bool sync(double now, double rate) {
        const std::uint32_t before = scaler_.replicas();
        desired_ = recommendation(policy_, pod_, before, ready_, rate);
        const std::uint32_t after = scaler_.sync(now, desired_);
        if (after > before)
            starting_.add(now + pod_.startup_s, after - before);
        else if (after < before)
            ready_ -= before - after - starting_.remove(before - after);
        if (after == before)
            return false;
        ++out_.changes;
        out_.fewest = std::min(out_.fewest, after);
        out_.most = std::max(out_.most, after);
        ready_ += starting_.take_ready(now);
        return true;
    }

    [[nodiscard]] bool in_breach(double rate) const noexcept {
        return rate > static_cast<double>(ready_) * pod_.holds_per_s;
    }

    void account(double rate, double seconds) {
        out_.pod_hours += scaler_.replicas() * seconds / 3600.0;
        if (scaler_.replicas() == policy_.max_replicas)
            out_.at_limit_s += seconds;
        if (!in_breach(rate)) {
            breach_run_s_ = 0.0;
            return;
        }
        out_.breach_s += seconds;
        if (starting_.any() || scaler_.replicas() < policy_.max_replicas)
            out_.breach_scaling_s += seconds;
        breach_run_s_ += seconds;
        out_.longest_breach_s = std::max(out_.longest_breach_s, breach_run_s_);
        arrivals_in_breach_ += rate * seconds;
    }

    const HpaPolicy& policy_;
    const PodCapacity& pod_;
    const LoadDay& load_;
    HpaScaler scaler_;
    StartingPods starting_;
    std::uint32_t ready_;
    std::uint32_t desired_ = 0;
    double breach_run_s_ = 0.0;
    double arrivals_in_breach_ = 0.0;
    HpaDay out_;
};

}  // namespace

HpaDay simulate_hpa(const HpaPolicy& policy, const PodCapacity& pod, const LoadDay& day) {
    return Day(policy, pod, day).play();
}

std::uint64_t replicas_for(double rate_per_s, double per_pod_per_s) noexcept {
    return static_cast<std::uint64_t>(
        std::clamp(std::ceil(rate_per_s / per_pod_per_s - 1e-9), 1.0, 1e9));
}

}  // namespace sark::reports::planning
