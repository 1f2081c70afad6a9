#include <fmt/format.h>

#include "reports/evidence_view.hpp"
#include "reports/html/html_table.hpp"
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

}  // namespace

void write_evidence(const RunPage& page, std::ostream& out) {
    const scenarios::Evidence& evidence = page.report.run.evidence;
    if (evidence.postgres.empty() && evidence.redis.empty() && evidence.core.empty()) {
        out << "<p>No store was asked, or none answered.</p>\n";
        return;
    }
    write_facts(page.report.run, out);
    out << "<details><summary>Every counter</summary>\n";
    write_counters(evidence, out);
    out << "</details>\n";
}

}  // namespace sark::reports
