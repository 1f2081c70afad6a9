#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace sark::reports {

/// What a sweep tells of each point.
struct SweepMetric {
    std::string_view name;
    std::string_view unit;  ///< As format_value takes it.
};
inline constexpr std::array<SweepMetric, 10> sweep_metrics = {{
    {"achieved", "/s"},
    {"errors", "ratio"},
    {"p50", "ms"},
    {"p95", "ms"},
    {"p99", "ms"},
    {"pool_wait", "ms"},    // mean of all acquisitions of the core's primary pool
    {"pool_use", "ratio"},  // connections lent on average / pool_size: above 1, overflow
    {"pool_timeouts", ""},  // waits given up in the round
    {"target_cores", ""},   // CPU of the target
    {"mean", "ms"},         // of right answers
}};
inline constexpr std::size_t sweep_metric_count = sweep_metrics.size();

/// Places in sweep_metrics.
namespace swept {
inline constexpr std::size_t achieved = 0;
inline constexpr std::size_t errors = 1;
inline constexpr std::size_t p50 = 2;
inline constexpr std::size_t p95 = 3;
inline constexpr std::size_t p99 = 4;
inline constexpr std::size_t pool_wait = 5;
inline constexpr std::size_t pool_use = 6;
inline constexpr std::size_t pool_timeouts = 7;
inline constexpr std::size_t target_cores = 8;
inline constexpr std::size_t mean = 9;
}  // namespace swept

/// One round of one point: absent where a figure was not measured, as a quantile with fewer than
/// five samples beyond it, or the pool of a scenario without one.
using SweepRoundFigures = std::array<std::optional<double>, sweep_metric_count>;

/// One metric over the rounds of a point.
struct SweepFigure {
    std::vector<std::optional<double>> rounds;
    std::optional<double>
        median;  ///< Of the rounds that have it, the lower one of two middle ones.
    /// Encloses the median of such rounds with at least 95 % confidence, whatever their
    /// distribution: order statistics by the binomial (David and Nagaraja, Order Statistics, 7.1).
    /// Absent below six rounds.
    std::optional<std::pair<double, double>> ci95;
};
[[nodiscard]] SweepFigure figure_of(std::vector<std::optional<double>> rounds);

}  // namespace sark::reports
