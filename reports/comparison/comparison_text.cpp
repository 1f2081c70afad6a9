#include "reports/comparison/comparison_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::reports {

std::string_view name_of(ComparisonOutcome outcome) noexcept {
    constexpr std::array<std::string_view, 5> names = {"no_regression", "regressed", "inconclusive",
                                                       "invalid", "not_comparable"};
    return names[static_cast<std::size_t>(outcome)];
}

std::string heading_of(ComparisonOutcome outcome) {
    std::string heading(name_of(outcome));
    for (char& c : heading) c = static_cast<char>(c == '_' ? ' ' : std::toupper(c));
    return heading;
}

std::string_view name_of(MetricVerdict verdict) noexcept {
    constexpr std::array<std::string_view, 4> names = {"regressed", "held", "open", "not measured"};
    return names[static_cast<std::size_t>(verdict)];
}

std::string_view name_of(Arm arm) noexcept {
    return arm == Arm::a ? "a" : "b";
}

std::string change_text(const ComparedMetric& metric, double change) {
    if (metric.is_ratio)
        return fmt::format("{:+.1f} %", 100.0 * (change - 1.0));
    return fmt::format("{:+.3f} points", 100.0 * change);
}

std::string change_text(const ComparedMetric& metric, const std::optional<double>& change,
                        std::string_view none) {
    return change ? change_text(metric, *change) : std::string(none);
}

std::string interval_text(const ComparedMetric& metric, std::string_view none) {
    if (!metric.interval95)
        return std::string(none);
    const auto [low, high] = *metric.interval95;
    if (metric.is_ratio)
        return fmt::format("{:+.1f} to {:+.1f} %", 100.0 * (low - 1.0), 100.0 * (high - 1.0));
    return fmt::format("{:+.3f} to {:+.3f} points", 100.0 * low, 100.0 * high);
}

std::string tolerance_text(const ComparedMetric& metric) {
    return fmt::format("{:.3g} {}", 100.0 * metric.tolerance, metric.is_ratio ? "%" : "points");
}

std::string figure_text(const ComparedMetric& metric, Arm arm, std::string_view none) {
    const auto& figure = metric.figures[static_cast<std::size_t>(arm)];
    return figure ? format_value(*figure, metric.unit) : std::string(none);
}

std::string label_of(const ComparedMetric& metric) {
    return metric.operation.empty() ? metric.name : metric.operation + " " + metric.name;
}

std::string deviation_text(const ComparedMetric& metric) {
    if (!metric.deviation)
        return "";
    const double share = metric.is_ratio ? std::expm1(*metric.deviation) : *metric.deviation;
    return fmt::format("{}{:.2g} {}", metric.deviation_assumed ? "~" : "", 100.0 * share,
                       metric.is_ratio ? "%" : "points");
}

std::string sentence_of(const ComparedMetric& metric) {
    if (!metric.change)
        return "not measured";
    std::string text = change_text(metric, *metric.change);
    if (metric.interval95)
        text += fmt::format(" (95 %: {})", interval_text(metric, ""));
    return text + ", tolerated " + tolerance_text(metric);
}

std::vector<std::string> disturbance_lines(const Comparison& comparison) {
    std::vector<std::string> lines;
    for (const auto& [reason, rounds] : comparison.disturbances)
        lines.push_back(
            fmt::format("{} disturbed {} {}", reason, rounds, rounds == 1 ? "round" : "rounds"));
    return lines;
}

std::string effort_text(const Comparison& comparison) {
    if (comparison.kind == ComparisonKind::interleaved)
        return fmt::format(
            "{} of {} blocks (ABBA or BAAB, rounds of {:.1f} s) used, {} discarded, {:.0f} s in "
            "all",
            comparison.blocks_used, comparison.blocks_planned, to_seconds(comparison.setup.round),
            comparison.blocks_discarded, to_seconds(comparison.elapsed));
    std::array<std::size_t, 2> counts{};
    for (const ComparedRunLine& run : comparison.runs)
        counts[static_cast<std::size_t>(run.side)] += run.unusable.empty() ? 1U : 0U;
    return fmt::format("{} {} of A, {} {} of B, made apart", counts[0],
                       counts[0] == 1 ? "run" : "runs", counts[1], counts[1] == 1 ? "run" : "runs");
}

std::string difference_text(const RunDifference& difference) {
    return fmt::format("{} {}: A {}, B {}", difference.what, difference.where, difference.base,
                       difference.candidate);
}

}  // namespace sark::reports
