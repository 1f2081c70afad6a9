#pragma once

#include <optional>

#include "scenarios/run_result.hpp"
#include "workloads/timing/live_history.hpp"

namespace sark::reports {

/// Judges a scenario's thresholds with abort_on_fail while the run goes on
/// (docs/measurement.md, "While a run goes on"): by the same rules as afterwards, the sample rule
/// included, on what has ended so far. A latency fails only when it misses its limit by more than
/// the live figures' resolution, and a count that must exceed its limit never does: it may still
/// grow.
class LiveJudge {
 public:
    explicit LiveJudge(scenarios::Scenario scenario);

    /// Whether there is a threshold to judge.
    [[nodiscard]] bool needed() const noexcept;
    /// How far back check() wants `live` to remember.
    [[nodiscard]] Nanos memory() const noexcept;

    /// The first threshold that fails at the latest reading of `live`; absent while none does, in
    /// the warm-up and after the measured window.
    [[nodiscard]] std::optional<scenarios::ThresholdBreach> check(
        const workloads::LiveHistory& live) const;

 private:
    [[nodiscard]] std::optional<scenarios::ThresholdBreach> judge(
        std::size_t number, Nanos into_window, const workloads::LiveHistory& live) const;

    scenarios::Scenario scenario_;
    Nanos measured_{0};
};

}  // namespace sark::reports
