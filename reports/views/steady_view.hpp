#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/statistics/steady_state.hpp"
#include "scenarios/run_result.hpp"

namespace sark::reports {

/// Whether and when a load was steady, with the figures of that window. Descriptive: thresholds and
/// SLA rows are judged over the whole measured window.
struct SteadyView {
    std::string verdict;            ///< steady | none | too_short | not_constant
    std::string sentence;           ///< "steady from 4 s to 30 s"
    std::optional<double> begin_s;  ///< Into the measured window; absent unless steady.
    std::optional<double> end_s;
    std::optional<double> ok_per_s;
    std::optional<double> p50_ms;  ///< Absent also with too few samples or among failures.
    std::optional<double> p95_ms;
    std::optional<double> p99_ms;
    std::string moving;  ///< p50 | p95 | throughput: what changes; empty unless none.
    std::optional<double> growth_per_minute;  ///< Of that, relative; absent unless none.
};

/// `plan` is the load's; null when the scenario does not name it.
[[nodiscard]] SteadyView steady_view_of(const workloads::LoadTally& load,
                                        const scenarios::LoadSpec* plan, Nanos interval);

/// The slices of the measured window that are whole.
[[nodiscard]] std::vector<SteadySlice> steady_slices_of(const workloads::LoadTally& load,
                                                        Nanos interval);

}  // namespace sark::reports
