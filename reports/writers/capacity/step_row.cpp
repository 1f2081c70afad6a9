#include "reports/writers/capacity/step_row.hpp"

#include <array>
#include <cctype>

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::reports {

namespace {

std::string number(const std::optional<double>& value) {
    return value ? format_number(*value) : "–";
}

std::string kind_of(const CapacityStep& step) {
    if (step.kind == "break_again")
        return "again";
    return step.kind == "concurrency" ? "users" : step.kind;
}

std::string words_of(StepVerdict verdict) {
    constexpr std::array<std::string_view, 8> words = {
        "open",      "holds",          "breaks", "leans to holding", "leans to breaking",
        "disturbed", "generator late", ""};
    return std::string(words[static_cast<std::size_t>(verdict)]);
}

}  // namespace

StepRow row_of(const CapacityStep& step) {
    const StepFigures& figures = step.figures;
    StepRow row;
    row.kind = kind_of(step);
    row.offered = step.rate ? rate_text(*step.rate) : fmt::format("{} users", *step.concurrency);
    row.achieved = figures.achieved_per_s ? rate_text(*figures.achieved_per_s) : "–";
    row.in_flight = number(figures.in_flight);
    row.p50 = number(figures.p50_ms);
    row.p95 = number(figures.p95_ms);
    row.p99 = number(figures.p99_ms);
    if (step.within)
        row.within = fmt::format("{:.2f} %", 100.0 * step.within->ratio);
    row.errors = step.error_ratio ? format_value(*step.error_ratio, "ratio") : "–";
    row.target_cpu = figures.target_cores ? fmt::format("{:.2f}", *figures.target_cores) : "–";
    row.generator_cpu = fmt::format("{:.2f}", figures.generator_cores);
    row.verdict = words_of(step.verdict);
    row.reason = step.reason;
    return row;
}

std::string usl_text(const UslFit& fit) {
    if (!fit.law)
        return fmt::format("over {}: not fitted, {}", fit.over, fit.reason);
    const std::string law = fmt::format(
        "over {}: X(N) = {:.4g} N / (1 + {:.3g} (N − 1) + {:.3g} N (N − 1)), residuals "
        "{:.1f} %",
        fit.over, fit.law->lambda, fit.law->alpha, fit.law->beta, 100.0 * *fit.relative_rmse);
    if (!fit.accepted)
        return law + "; refused: " + fit.reason;
    const auto peak = fit.law->peak();
    return law + (peak ? fmt::format("; most at N = {:.0f}: {}", *peak, rate_text(*fit.peak_per_s))
                       : std::string("; no maximum"));
}

std::string answer_of(const CapacityResult& result) {
    const std::string holds = result.holds_per_s ? rate_text(*result.holds_per_s) : "unknown";
    const std::string breaks = result.breaks_per_s ? rate_text(*result.breaks_per_s) : "unknown";
    return fmt::format("holds {}{}, breaks {}", holds, result.confirmed ? " (confirmed)" : "",
                       breaks);
}

std::string outcome_text(CapacityOutcome outcome) {
    std::string text(name_of(outcome));
    for (char& c : text) c = static_cast<char>(c == '_' ? ' ' : std::toupper(c));
    return text;
}

std::string rule_text(const CapacityResult& result) {
    const CapacitySetup& setup = result.setup;
    return fmt::format(
        "Each step was measured in windows of {:.3g} s after {:.3g} s of warm-up, {} at most, "
        "until "
        "a sequential bound with an error of {:.3g} % told on which side of the SLA it lies; what "
        "holds was confirmed in windows of {:.3g} s.",
        to_seconds(setup.timing.window), to_seconds(setup.timing.warmup), setup.plan.rule.looks,
        100.0 * setup.plan.rule.error, to_seconds(setup.confirm_window));
}

std::string knee_text(const CapacityResult& result) {
    if (!result.knee_per_s)
        return "No knee: response times did not grow enough within the rates that were measured.";
    return fmt::format(
        "The knee is at {}: above it response time grows faster than throughput "
        "(greatest throughput / mean response time of the steps).",
        rate_text(*result.knee_per_s));
}

}  // namespace sark::reports
