#pragma once

#include "core/base/result.hpp"
#include "scenarios/scenario.hpp"

namespace sark::reports {

/// How long the parts of one window take.
struct StepTiming {
    Nanos warmup = std::chrono::seconds(1);
    Nanos window = std::chrono::seconds(5);
    Nanos drain = std::chrono::seconds(1);
};

/// The highest rate that the scenario's loads ask for together. Errc::invalid_argument when no load
/// has a rate of its own: a closed loop asks as fast as it is answered, and a recording is what it
/// is.
[[nodiscard]] Result<double> asked_rate_of(const scenarios::Scenario& scenario);

/// The scenario at a constant rate of `rate` arrivals per second in all: every load with a rate
/// keeps its share of the highest rates, and its kind of gaps; closed loops and recordings go on as
/// they are beside them. Without phases, thresholds and profiles: a step is judged by its own rule.
[[nodiscard]] scenarios::Scenario at_rate(const scenarios::Scenario& scenario, double rate,
                                          const StepTiming& timing);

/// Whether every load with a rate has random gaps (Poisson).
[[nodiscard]] bool arrives_at_random(const scenarios::Scenario& scenario);

/// Whether at_concurrency() is about the same mix: a single load, in which every operation ends by
/// itself.
[[nodiscard]] bool has_concurrency(const scenarios::Scenario& scenario);
/// The scenario with `users` users who ask again as soon as they are answered (constant-vus).
[[nodiscard]] scenarios::Scenario at_concurrency(const scenarios::Scenario& scenario,
                                                 unsigned users, const StepTiming& timing);

}  // namespace sark::reports
