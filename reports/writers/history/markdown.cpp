#include <fmt/format.h>

#include "reports/history/history_text.hpp"
#include "reports/names.hpp"
#include "reports/writers/history/history_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

void write_shifts(const ScenarioHistory& scenario, std::ostream& out) {
    const std::vector<CourseShift> shifts = shifts_of(scenario);
    if (shifts.empty()) {
        out << fmt::format("No change points in {} courses.\n\n", scenario.courses.size());
        return;
    }
    out << "| operation | metric | since run | revision | before | after | change | p | what |\n"
           "|---|---|---|---|---:|---:|---:|---:|---|\n";
    for (const auto& [course, shift] : shifts) {
        const HistoryRun& run = scenario.runs[shift->index];
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | {:.1g} | {} |\n",
                           markdown_text(operation_text(*course)),
                           markdown_text(course->metric.name), markdown_text(run.id),
                           markdown_text(run.revision), figure_text(course->metric, shift->before),
                           figure_text(course->metric, shift->after),
                           shift_text(course->metric, *shift), shift->p, shift_kind(*shift));
    }
    out << '\n';
}

void write_scenario(const ScenarioHistory& scenario, std::ostream& out) {
    out << fmt::format("## {}: {}\n\n{}. {} runs used, {} left out.\n\n",
                       markdown_text(scenario.name), markdown_text(name_of(scenario.outcome)),
                       markdown_text(scenario.summary), scenario.runs.size(),
                       scenario.left_out.size());
    write_shifts(scenario, out);
    for (const RunEnvironment& environment : scenario.environments)
        out << "- environment " << markdown_text(environment_text(environment)) << '\n';
    for (const EnvironmentChange& change : scenario.environment_changes)
        out << "- not compared across " << markdown_text(environment_change_text(scenario, change))
            << '\n';
    for (const std::string& text : plan_change_texts(scenario))
        out << "- " << markdown_text(text) << '\n';
    for (const LeftOutRun& run : scenario.left_out)
        out << fmt::format("- left out: {} ({})\n", markdown_text(run.id), markdown_text(run.why));
    out << fmt::format("- **{}** {}\n", markdown_text(name_of(scenario.availability.verdict)),
                       markdown_text(availability_text(scenario.availability)))
        << fmt::format("- **{}** {}\n", markdown_text(name_of(verdict_of(scenario.growth))),
                       markdown_text(growth_text(scenario.growth)));
    for (const GrownTable& table : scenario.growth.tables)
        if (table.alert)
            out << "  - " << markdown_text(grown_table_text(table)) << '\n';
    out << '\n';
}

}  // namespace

void write_history_markdown(const History& history, std::ostream& out) {
    out << fmt::format("# History: {}\n\n{}. Exit code {}{}.\n\n",
                       markdown_text(name_of(history.outcome)), markdown_text(history.summary),
                       static_cast<int>(history.exit_code), history.gated ? "" : " (no gate)");
    for (const ScenarioHistory& scenario : history.scenarios) write_scenario(scenario, out);
    for (const UnreadableResult& one : history.unreadable)
        out << fmt::format("- not readable: {}: {}\n", markdown_text(one.path),
                           markdown_text(one.why));
}

}  // namespace sark::reports
