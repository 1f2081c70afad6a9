#include <algorithm>

#include "reports/format.hpp"
#include "reports/html/html_table.hpp"
#include "reports/names.hpp"
#include "reports/row_text.hpp"
#include "reports/writers/run_page/run_page.hpp"

namespace sark::reports {

namespace {

/// The rows of one profile that take part in the verdict.
void write_deciding(const std::string& profile, const std::vector<const Judgement*>& rows,
                    std::ostream& out) {
    HtmlTable table(out, profile,
                    {"Row", "Verdict", "Operation", "Statistic", "#Actual", "#95 % CI", "#Target",
                     "#Critical", "#Samples", "Reason"});
    for (const Judgement* row : rows) {
        if (row->profile != profile)
            continue;
        const RowText text = text_of(*row);
        const bool threshold = row->profile == "thresholds";
        const std::string critical = text.critical_actual.empty()
                                         ? text.critical
                                         : text.critical + " (" + text.critical_actual + ")";
        table.cell(threshold ? row->id : row->id + " " + row->title)
            .markup(html_mark(name_of(row->verdict)))
            .cell(row->operation)
            .cell(row->metric + " " + row->statistic)
            .cell(text.actual)
            .cell(text.interval)
            .cell(text.target)
            .cell(critical)
            .cell(format_count(row->samples))
            .cell(row->reason);
    }
}

void write_others(const Report& report, std::ostream& out) {
    const auto others = other_rows(report);
    if (others.empty())
        return;
    out << "<details><summary>" << others.size() << " rows not judged in this run</summary>\n";
    {
        HtmlTable table(out, "Rows about what no run can judge or this scenario does not contain.",
                        {"Row", "Verdict", "Reason"});
        for (const Judgement* row : others)
            table.cell(row->profile + " " + row->id + " " + row->title)
                .markup(html_mark(name_of(row->verdict)))
                .cell(row->reason);
    }
    out << "</details>\n";
}

void write_sources(const Report& report, std::ostream& out) {
    if (report.judgements.empty())
        return;
    out << "<details><summary>Where the limits are documented and the numbers are "
           "taken</summary>\n";
    {
        HtmlTable table(out, "Sources.", {"Row", "Documented in", "Measured at"});
        for (const Judgement& row : report.judgements)
            table.cell(row.id).cell(row.source).cell(row.measured_at);
    }
    out << "</details>\n";
}

}  // namespace

void write_judged_rows(const RunPage& page, std::ostream& out) {
    const auto rows = deciding_rows(page.report);
    std::vector<std::string> profiles;
    for (const Judgement* row : rows)
        if (std::ranges::find(profiles, row->profile) == profiles.end())
            profiles.push_back(row->profile);
    for (const std::string& profile : profiles) write_deciding(profile, rows, out);
    if (rows.empty())
        out << "<p>No row was judged.</p>\n";
    write_others(page.report, out);
    write_sources(page.report, out);
}

}  // namespace sark::reports
