#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "reports/comparison/gate.hpp"

namespace sark::reports {

/// A figure of a round that arms are compared by.
struct ComparisonMetric {
    std::string_view name;
    std::string_view unit;  ///< "ms", "/s", "ratio" (a proportion)
    double tolerance;       ///< Default: share of A's figure, or points of a proportion.
    bool is_ratio;          ///< Compared as B / A; otherwise as B - A.
    bool more_is_worse;
};
inline constexpr std::array<ComparisonMetric, 5> comparison_metrics = {{
    {"p95", "ms", 0.05, true, true},
    {"p99", "ms", 0.10, true, true},
    {"throughput", "/s", 0.05, true, false},
    {"errors", "ratio", 0.001, false, true},
    {"cpu_per_op", "ms", 0.05, true, true},
}};

/// What a tolerance of 0 need not exclude to say "no regression": a slowdown of 5 % (0.1 points of
/// errors).
[[nodiscard]] double indifference_of(const ComparisonMetric& metric) noexcept;

/// By metric name; "" is for every metric that is not named.
using Tolerances = std::map<std::string, double>;

/// "p95=0.05", "p99=10%" or "0" for all. Errc::invalid_argument for an unknown metric (with the
/// nearest name) or a tolerance below 0 or above 10.
[[nodiscard]] Result<void> add_tolerance(std::string_view text, Tolerances& tolerances);

/// What the gate is to hold, metric by metric in the order of comparison_metrics.
[[nodiscard]] std::vector<GateMetric> gate_metrics(const Tolerances& tolerances);
[[nodiscard]] double tolerance_of(const ComparisonMetric& metric, const Tolerances& tolerances);

/// An effect (see GateMetric) as people read it: B / A, or B - A. Turns round what is better when
/// it is more.
[[nodiscard]] double from_effect(const ComparisonMetric& metric, double effect) noexcept;

}  // namespace sark::reports
