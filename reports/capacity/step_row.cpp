#include "reports/capacity/step_row.hpp"

#include <array>

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::reports {

namespace {

std::string number(const std::optional<double>& value) {
    return value ? format_number(*value) : "–";
}

std::string kind_of(std::string_view name) {
    if (name == "break_again")
        return "again";
    return name == "concurrency" ? "users" : std::string(name);
}

std::string_view mark_of(StepVerdict verdict) {
    if (verdict == StepVerdict::holds)
        return "pass";
    return verdict == StepVerdict::breaks ? "fail" : "skipped";
}

}  // namespace

std::string words_of(StepKind kind) {
    return kind_of(name_of(kind));
}

std::string words_of(StepVerdict verdict) {
    constexpr std::array<std::string_view, 8> words = {
        "not decided yet",   "holds",     "breaks",         "leans to holding",
        "leans to breaking", "disturbed", "generator late", ""};
    return std::string(words[static_cast<std::size_t>(verdict)]);
}

StepRow row_of(const CapacityStep& step) {
    const StepFigures& figures = step.figures;
    StepRow row;
    row.kind = kind_of(step.kind);
    if (step.rate)
        row.offered = rate_text(*step.rate);
    else if (step.concurrency)
        row.offered =
            *step.concurrency == 1.0 ? "1 user" : fmt::format("{} users", *step.concurrency);
    row.achieved = figures.achieved_per_s ? rate_text(*figures.achieved_per_s) : "–";
    row.in_flight = number(figures.in_flight);
    row.p50 = number(figures.p50_ms);
    row.p95 = number(figures.p95_ms);
    row.p99 = number(figures.p99_ms);
    if (step.within)
        row.within = fmt::format("{:.2f} %", 100.0 * step.within->ratio);
    row.errors = step.error_ratio ? format_value(*step.error_ratio, "ratio") : "–";
    row.target_cpu = figures.target_cores ? fmt::format("{:.2f}", *figures.target_cores) : "–";
    row.generator_cpu = step.windows > 0 ? fmt::format("{:.2f}", figures.generator_cores) : "–";
    row.verdict = words_of(step.windows > 0 || step.verdict != StepVerdict::unjudged
                               ? step.verdict
                               : StepVerdict::disturbed);
    row.mark = mark_of(step.verdict);
    row.reason = step.reason;
    return row;
}

}  // namespace sark::reports
