#include "reports/html/html_table.hpp"
#include "reports/names.hpp"
#include "reports/views/target_view.hpp"
#include "reports/writers/run_page/run_page.hpp"

namespace sark::reports {

void write_targets(const RunPage& page, std::ostream& out) {
    const auto tables = target_tables_of(page.report);
    if (tables.empty())
        out << "<p>This run has no target.</p>\n";
    for (const TargetTable& profile : tables) {
        HtmlTable table(out, "Targets of " + profile.profile,
                        {"Operation", "Row", "#Target", "#Current", "#Of target", "Status"});
        for (const TargetView& row : profile.rows)
            table.cell(row.name)
                .cell(row.id == row.name ? "threshold" : row.id)
                .cell(row.target)
                .cell(row.actual)
                .cell(row.of_target)
                .markup(html_mark(name_of(row.status)));
    }
}

}  // namespace sark::reports
