#include <fmt/format.h>

#include "reports/history/history_text.hpp"
#include "reports/names.hpp"
#include "reports/writers/history/history_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

constexpr std::size_t page_columns = 80;
/// The other formats have all of them.
constexpr std::size_t shifts_shown = 20;

void write_paragraph(const std::string& text, std::size_t indent, std::ostream& out) {
    for (const std::string& line : wrapped(printable(text), indent, page_columns))
        out << line << '\n';
}

void write_shifts(const ScenarioHistory& scenario, std::ostream& out) {
    const std::vector<CourseShift> shifts = shifts_of(scenario);
    out << fmt::format("  {} change points in {} courses\n", shifts.size(),
                       scenario.courses.size());
    for (std::size_t i = 0; i < shifts.size() && i < shifts_shown; ++i)
        write_paragraph(fmt::format("{}: {}", shift_kind(*shifts[i].shift),
                                    shift_sentence(scenario, *shifts[i].course, *shifts[i].shift)),
                        4, out);
    if (shifts.size() > shifts_shown)
        out << fmt::format("    and {} more: --format md, json or html\n",
                           shifts.size() - shifts_shown);
}

void write_scenario(const ScenarioHistory& scenario, std::ostream& out) {
    out << '\n';
    write_paragraph(scenario.name, 0, out);
    out << fmt::format("  {} runs used, {} left out, {} environment{}\n", scenario.runs.size(),
                       scenario.left_out.size(), scenario.environments.size(),
                       scenario.environments.size() == 1 ? "" : "s");
    write_shifts(scenario, out);
    for (const EnvironmentChange& change : scenario.environment_changes)
        write_paragraph("not compared across " + environment_change_text(scenario, change), 2, out);
    for (const std::string& text : plan_change_texts(scenario)) write_paragraph(text, 2, out);
    for (const LeftOutRun& run : scenario.left_out)
        write_paragraph(fmt::format("left out: {} ({})", run.id, run.why), 2, out);
    write_paragraph(fmt::format("{} {}", name_of(scenario.availability.verdict),
                                availability_text(scenario.availability)),
                    2, out);
    write_paragraph(
        fmt::format("{} {}", name_of(verdict_of(scenario.growth)), growth_text(scenario.growth)), 2,
        out);
    for (const GrownTable& table : scenario.growth.tables)
        if (table.alert)
            write_paragraph(grown_table_text(table), 4, out);
    write_paragraph(fmt::format("{}: {}", name_of(scenario.outcome), scenario.summary), 2, out);
}

}  // namespace

void write_history_console(const History& history, std::ostream& out) {
    for (const ScenarioHistory& scenario : history.scenarios) write_scenario(scenario, out);
    if (!history.unreadable.empty())
        out << '\n';
    for (const UnreadableResult& one : history.unreadable)
        write_paragraph(fmt::format("not readable: {}: {}", one.path, one.why), 0, out);
    out << '\n';
    std::string outcome(name_of(history.outcome));
    for (char& c : outcome) c = static_cast<char>(c == '_' ? ' ' : std::toupper(c));
    write_paragraph(
        fmt::format("{}: {} (exit {}{})", outcome, history.summary,
                    static_cast<int>(history.exit_code), history.gated ? "" : ", no --gate"),
        0, out);
}

}  // namespace sark::reports
