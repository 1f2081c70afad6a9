#include "reports/history/history_text.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "reports/format.hpp"

namespace sark::reports {

namespace {

int rank_of_kind(const Shift& shift) {
    return shift.regression ? 0 : shift.worse ? 1 : 2;
}

/// How much worse, whatever the metric's direction.
double severity(const Course& course) {
    const double change = course.regression->change;
    return course.metric.is_ratio ? std::abs(std::log(change)) : std::abs(change);
}

std::string bytes_text(double bytes) {
    constexpr double mebibyte = 1024.0 * 1024.0;
    return fmt::format("{:.1f} MiB", bytes / mebibyte);
}

}  // namespace

std::string operation_text(const Course& course) {
    return course.operation.empty() ? "all operations" : course.operation;
}

std::string figure_text(const ComparisonMetric& metric, const std::optional<double>& figure) {
    if (!figure)
        return "–";
    return format_value(*figure, metric.unit == "/s" ? "1/s" : metric.unit);
}

std::string shift_text(const ComparisonMetric& metric, const Shift& shift) {
    return metric.is_ratio ? fmt::format("{:+.1f} %", 100.0 * (shift.change - 1.0))
                           : fmt::format("{:+.2f} points", 100.0 * shift.change);
}

std::string run_figure_text(const Course& course, std::size_t run) {
    std::string text = figure_text(course.metric, course.figures[run]);
    for (const Shift& shift : course.shifts)
        if (shift.index == run)
            text += fmt::format(", {} {}", shift_kind(shift), shift_text(course.metric, shift));
    return text;
}

std::string_view shift_kind(const Shift& shift) noexcept {
    if (shift.regression)
        return "regression";
    return shift.worse ? "worse" : "better";
}

std::string shift_sentence(const ScenarioHistory& history, const Course& course,
                           const Shift& shift) {
    const HistoryRun& run = history.runs[shift.index];
    return fmt::format("{} {} {} ({} -> {}) since {} ({}), p {:.1g}", operation_text(course),
                       course.metric.name, shift_text(course.metric, shift),
                       figure_text(course.metric, shift.before),
                       figure_text(course.metric, shift.after), run.id, run.revision, shift.p);
}

std::string regression_sentence(const ScenarioHistory& history,
                                const std::vector<const Course*>& regressed) {
    const Course& worst = **std::ranges::max_element(
        regressed, {}, [](const Course* course) { return severity(*course); });
    std::string text = "the newest run lies after a regression: " +
                       shift_sentence(history, worst, *worst.regression);
    if (regressed.size() > 1)
        text += fmt::format(", and {} more", regressed.size() - 1);
    return text;
}

std::string environment_change_text(const ScenarioHistory& history,
                                    const EnvironmentChange& change) {
    std::string differences;
    for (const RunDifference& one : change.differences)
        differences += fmt::format("{}{} {}: {} -> {}", differences.empty() ? "" : "; ", one.what,
                                   one.where, one.base, one.candidate);
    return fmt::format("{}: environment {} -> {} ({})", history.runs[change.run].id,
                       history.environments[change.from].name, history.environments[change.to].name,
                       differences);
}

std::string environment_text(const RunEnvironment& environment) {
    std::string facts;
    for (const auto& [name, value] : environment.facts)
        if (name != "version" && name != "revision")
            facts += fmt::format("{}{} {}", facts.empty() ? "" : ", ", name, value);
    return fmt::format("{}: {} {}; {}", environment.name, environment.runs,
                       environment.runs == 1 ? "run" : "runs", facts);
}

std::string availability_text(const Availability& availability) {
    const std::string kind = "availability under test, not in production";
    if (!availability.available)
        return "S003-SLA-22: no requests in 30 days; " + kind;
    return fmt::format(
        "S003-SLA-22: {:.4f} % of {} requests in {} {} of the 30 days to {} (95 %: {:.4f} to "
        "{:.4f} %), target {:.2f} %; {:.1f} % of the error budget spent, as {:.1f} of {:.1f} "
        "minutes; {}",
        100.0 * *availability.available, format_count(availability.requests), availability.runs,
        availability.runs == 1 ? "run" : "runs", availability.until, 100.0 * availability.ci95->low,
        100.0 * availability.ci95->high, 100.0 * Availability::target,
        100.0 * *availability.budget_spent, *availability.minutes_spent,
        Availability::minutes_allowed, kind);
}

std::string growth_text(const TableGrowth& growth) {
    if (!growth.why_not.empty())
        return "S004-SLA-08, table growth: " + growth.why_not;
    return fmt::format(
        "S004-SLA-08, table growth: {} of {} tables grew more than {:.0f} % a month between {} and "
        "{} ({:.1f} days); {} below 1 MiB not judged",
        growth.alerts, growth.tables.size(), 100.0 * TableGrowth::limit, growth.from_run,
        growth.to_run, growth.days, growth.too_small);
}

std::string grown_table_text(const GrownTable& table) {
    return fmt::format("{}: {} -> {}, {:+.1f} % in 30 days", table.name,
                       bytes_text(table.before_bytes), bytes_text(table.after_bytes),
                       100.0 * table.per_month);
}

RowVerdict verdict_of(const TableGrowth& growth) noexcept {
    if (!growth.why_not.empty() || growth.tables.empty())
        return RowVerdict::no_data;
    return growth.alerts > 0 ? RowVerdict::warn : RowVerdict::pass;
}

std::vector<CourseShift> shifts_of(const ScenarioHistory& history) {
    std::vector<CourseShift> shifts;
    for (const Course& course : history.courses)
        for (const Shift& shift : course.shifts) shifts.push_back({&course, &shift});
    std::ranges::stable_sort(shifts, [](const CourseShift& a, const CourseShift& b) {
        return std::tuple(rank_of_kind(*a.shift), b.shift->index) <
               std::tuple(rank_of_kind(*b.shift), a.shift->index);
    });
    return shifts;
}

std::vector<std::string> plan_change_texts(const ScenarioHistory& scenario) {
    std::vector<std::string> texts;
    for (const HistoryPlanChange& one : scenario.plan_changes)
        for (const PlanChange& change : one.changes)
            texts.push_back("plan changed since " + scenario.runs[one.run].id + ": " +
                            change.operation + ": " + change.candidate + "; before it " +
                            change.base);
    return texts;
}

}  // namespace sark::reports
