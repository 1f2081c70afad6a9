#pragma once

#include <string>
#include <vector>

#include "reports/history/scenario_history.hpp"

namespace sark::reports {

/// What writers print of a history, worked out and worded once.

/// "all operations" or the operation's name.
[[nodiscard]] std::string operation_text(const Course& course);
/// "12.3 ms"; "–" when absent.
[[nodiscard]] std::string figure_text(const ComparisonMetric& metric,
                                      const std::optional<double>& figure);
/// "+20.1 %", or "+0.12 points" of a proportion.
[[nodiscard]] std::string shift_text(const ComparisonMetric& metric, const Shift& shift);
/// The figure of one run, with the shift that begins there: "10.2 ms, regression +20.1 %".
[[nodiscard]] std::string run_figure_text(const Course& course, std::size_t run);
/// "regression", "worse", "better": what a shift is.
[[nodiscard]] std::string_view shift_kind(const Shift& shift) noexcept;
/// "api.list p95 +20.1 % (8.51 ms -> 10.2 ms) since RUN (REVISION), p 0.0001".
[[nodiscard]] std::string shift_sentence(const ScenarioHistory& history, const Course& course,
                                         const Shift& shift);
/// Of the worst regression, and how many others there are.
[[nodiscard]] std::string regression_sentence(const ScenarioHistory& history,
                                              const std::vector<const Course*>& regressed);
/// "RUN: environment A -> B (machine kernel: 6.1 -> 6.2)".
[[nodiscard]] std::string environment_change_text(const ScenarioHistory& history,
                                                  const EnvironmentChange& change);
/// "A: 24 runs, postgresql 15.20, …; a false change in 1 of 100 such histories".
[[nodiscard]] std::string environment_text(const RunEnvironment& environment);
/// S003-SLA-22 in a sentence, with what kind of availability it is.
[[nodiscard]] std::string availability_text(const Availability& availability);
/// S004-SLA-08 in a sentence.
[[nodiscard]] std::string growth_text(const TableGrowth& growth);
/// "sark_api.servers: 12.0 MiB -> 20.5 MiB, +31 % in 30 days".
[[nodiscard]] std::string grown_table_text(const GrownTable& table);
[[nodiscard]] RowVerdict verdict_of(const TableGrowth& growth) noexcept;

/// A shift with the course that it is in.
struct CourseShift {
    const Course* course = nullptr;
    const Shift* shift = nullptr;
};
/// Every shift, regressions first, then for the worse, then for the better; newest first in each.
[[nodiscard]] std::vector<CourseShift> shifts_of(const ScenarioHistory& history);

/// "plan changed since RUN: OPERATION: Seq Scan on t; before it Index Scan …", one for each
/// operation.
[[nodiscard]] std::vector<std::string> plan_change_texts(const ScenarioHistory& scenario);

}  // namespace sark::reports
