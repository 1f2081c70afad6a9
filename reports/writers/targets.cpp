#include <fmt/format.h>

#include "reports/names.hpp"
#include "reports/views/run_view.hpp"
#include "reports/views/target_view.hpp"
#include "reports/writers/text.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

void write_target_tables(const Report& report, std::ostream& out) {
    for (const TargetTable& table : target_tables_of(report)) {
        out << fmt::format(
            "\n## Target and actual: {}\n\n| operation | row | target | current | of target | "
            "status |\n|---|---|---:|---:|---:|---|\n",
            markdown_text(table.profile));
        for (const TargetView& row : table.rows)
            out << fmt::format("| {} | {} | {} | {} | {} | **{}** |\n", markdown_text(row.name),
                               row.id == row.name ? "threshold" : markdown_text(row.id),
                               markdown_text(row.target), markdown_text(row.actual), row.of_target,
                               markdown_text(name_of(row.status)));
    }
}

void write_targets(const Report& report, std::ostream& out) {
    const ReportView view = view_of(report);
    out << fmt::format("# {}: target and actual\n\n- started {}, {:.1f} s measured, **{}**\n",
                       markdown_text(view.title), view.started_at, view.measured_s,
                       name_of(report.validity.verdict));
    for (const ValidityReason& reason : report.validity.reasons)
        if (reason.severity != ValidityVerdict::valid)
            out << fmt::format("  - {}\n", markdown_text(reason.message));
    const scenarios::Environment& environment = report.run.environment;
    for (const auto* list : {&environment.facts, &environment.services})
        for (const auto& [name, value] : *list)
            out << fmt::format("- {}: {}\n", markdown_text(name), markdown_text(value));
    write_target_tables(report, out);
}

}  // namespace sark::reports
