#include <fmt/format.h>

#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/views/evidence_marks.hpp"
#include "reports/views/evidence_tables.hpp"
#include "reports/views/evidence_view.hpp"
#include "reports/writers/run_page/run_page.hpp"

namespace sark::reports {

namespace {

void write_facts(const scenarios::RunResult& run, std::ostream& out) {
    HtmlTable table(out, "What the stores and the reference core did over the measured window.",
                    {"Store", "Measure", "#Value", "Remark"});
    for (const EvidenceFact& fact : evidence_facts_of(run))
        table.cell(fact.store)
            .cell(fact.measure)
            .cell(fact.value)
            .markup((fact.caution ? html_mark("warn") + " " : "") + html_text(fact.remark));
}

void write_counters(const scenarios::Evidence& evidence, std::ostream& out) {
    HtmlTable table(out, "What the stores counted over the window.",
                    {"Store", "Counter", "#Change"});
    const auto rows = [&](std::string_view store, const auto& counters) {
        for (const auto& [counter, change] : counters)
            table.cell(store).cell(counter).cell(fmt::format("{:.10g}", change));
    };
    rows("PostgreSQL", evidence.postgres);
    rows("Redis", evidence.redis);
    rows("core", evidence.core);
}

void write_table(const EvidenceTable& about, std::ostream& out) {
    out << "<h3>" << html_text(about.title) << "</h3>\n";
    HtmlTable table(out, about.caption, about.heads);
    for (const auto& row : about.rows)
        for (const std::string& cell : row) table.cell(cell);
}

}  // namespace

void write_evidence(const RunPage& page, std::ostream& out) {
    const scenarios::Evidence& evidence = page.report.run.evidence;
    const scenarios::RunResult& run = page.report.run;
    const auto tables = evidence_tables_of(run);
    const bool counted =
        !evidence.postgres.empty() || !evidence.redis.empty() || !evidence.core.empty();
    if (!counted && tables.empty()) {
        out << "<p>No store was asked, or none answered.</p>\n";
        return;
    }
    write_facts(run, out);
    if (std::string seen = activity_sentence(run); !seen.empty())
        html_figure(out, "activity", "What the database's clients were doing", seen);
    for (const EvidenceTable& table : tables) write_table(table, out);
    if (!counted)
        return;
    out << "<details><summary>Every counter</summary>\n";
    write_counters(evidence, out);
    out << "</details>\n";
}

}  // namespace sark::reports
