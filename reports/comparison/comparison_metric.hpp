#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "reports/comparison/gate.hpp"
#include "scenarios/scenario.hpp"

namespace sark::reports {

/// A figure of a round that arms are compared by.
struct ComparisonMetric {
    std::string_view name;
    std::string_view unit;  ///< "ms", "/s", "ratio" (a proportion)
    double tolerance;       ///< Default: share of A's figure, or points of a proportion.
    bool is_ratio;          ///< Compared as B / A; otherwise as B - A.
    bool more_is_worse;
    /// Standard deviation between runs of the same thing that is still plausible, as an effect:
    /// what a gate assumes when too few runs tell (docs/measurement.md, "Runs made apart").
    double plausible_deviation;
};
inline constexpr std::array<ComparisonMetric, 5> comparison_metrics = {{
    {"p95", "ms", 0.05, true, true, 0.20},
    {"p99", "ms", 0.10, true, true, 0.30},
    {"throughput", "/s", 0.05, true, false, 0.10},
    {"errors", "ratio", 0.001, false, true, 0.01},
    {"cpu_per_op", "ms", 0.05, true, true, 0.15},
}};

/// Its place in comparison_metrics; their number when none has this name.
[[nodiscard]] constexpr std::size_t place_of(std::string_view metric) noexcept {
    return static_cast<std::size_t>(
        std::ranges::find(comparison_metrics, metric, &ComparisonMetric::name) -
        comparison_metrics.begin());
}

/// What a tolerance of 0 need not exclude to say "no regression": a slowdown of 5 % (0.1 points of
/// errors).
[[nodiscard]] double indifference_of(const ComparisonMetric& metric) noexcept;

/// By metric name; "" is for every metric that is not named.
using Tolerances = std::map<std::string, double>;

/// "p95=0.05", "p99=10%" or "0" for all. Errc::invalid_argument for an unknown metric (with the
/// nearest name) or a tolerance below 0 or above 10.
[[nodiscard]] Result<void> add_tolerance(std::string_view text, Tolerances& tolerances);

/// What a scenario tolerates; metrics that it does not name have their default.
[[nodiscard]] Tolerances tolerances_of(const scenarios::Scenario& scenario);
/// The same overridden by `given`, texts as add_tolerance takes them.
[[nodiscard]] Result<Tolerances> tolerances_of(const scenarios::Scenario& scenario,
                                               const std::vector<std::string>& given);

/// What the gate is to hold, metric by metric in the order of comparison_metrics.
[[nodiscard]] std::vector<GateMetric> gate_metrics(const Tolerances& tolerances);
[[nodiscard]] double tolerance_of(const ComparisonMetric& metric, const Tolerances& tolerances);

/// An effect (see GateMetric) as people read it: B / A, or B - A. Turns round what is better when
/// it is more.
[[nodiscard]] double from_effect(const ComparisonMetric& metric, double effect) noexcept;
/// A figure on the scale of effects; absent where a ratio of it makes no sense (0 or less).
[[nodiscard]] std::optional<double> to_effect_scale(const ComparisonMetric& metric,
                                                    const std::optional<double>& figure) noexcept;
/// A tolerance as an effect.
[[nodiscard]] double tolerance_effect(const ComparisonMetric& metric, double share) noexcept;

}  // namespace sark::reports
