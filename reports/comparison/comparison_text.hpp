#pragma once

#include <string>
#include <string_view>

#include "reports/comparison/comparison.hpp"

namespace sark::reports {

/// "no_regression", "regressed", "inconclusive", "invalid", "not_comparable"
[[nodiscard]] std::string_view name_of(ComparisonOutcome outcome) noexcept;
/// The same for a heading: "NOT COMPARABLE".
[[nodiscard]] std::string heading_of(ComparisonOutcome outcome);
[[nodiscard]] std::string_view name_of(MetricVerdict verdict) noexcept;
[[nodiscard]] std::string_view name_of(Arm arm) noexcept;  ///< "a", "b"

/// A change as people say it: "+5.2 %", "-0.03 points".
[[nodiscard]] std::string change_text(const ComparedMetric& metric, double change);
/// The same, or `none` where there is no change.
[[nodiscard]] std::string change_text(const ComparedMetric& metric,
                                      const std::optional<double>& change, std::string_view none);
/// "+1.0 to +9.0 %", or `none`.
[[nodiscard]] std::string interval_text(const ComparedMetric& metric, std::string_view none);
/// "5 %", "0.1 points"
[[nodiscard]] std::string tolerance_text(const ComparedMetric& metric);
/// The figure of an arm with its unit, or `none`.
[[nodiscard]] std::string figure_text(const ComparedMetric& metric, Arm arm, std::string_view none);
/// "p95", "api.list p95"
[[nodiscard]] std::string label_of(const ComparedMetric& metric);
/// How runs of the same thing differ: "2.1 %" as seen, "~22 %" as assumed; empty when
/// interleaved.
[[nodiscard]] std::string deviation_text(const ComparedMetric& metric);
/// What one line says in a sentence: "+7.9 % (95 %: +6.0 to +9.9 %), tolerated 5 %".
[[nodiscard]] std::string sentence_of(const ComparedMetric& metric);
/// "foreign_cpu disturbed 3 rounds", a line for each reason.
[[nodiscard]] std::vector<std::string> disturbance_lines(const Comparison& comparison);
/// How it was measured: blocks and rounds, or runs of each side.
[[nodiscard]] std::string effort_text(const Comparison& comparison);
/// "machine, cpu_model: A "x", B "y""
[[nodiscard]] std::string difference_text(const RunDifference& difference);

}  // namespace sark::reports
