#include <algorithm>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/html/html_table.hpp"
#include "reports/names.hpp"
#include "reports/views/operation_summary.hpp"
#include "reports/views/target_view.hpp"
#include "reports/writers/run_page/run_page.hpp"

namespace sark::reports {

namespace {

void write_misses(const Report& report, std::ostream& out) {
    const auto misses = misses_of(report);
    if (misses.empty())
        return;
    out << "<ul>";
    for (const MissView& miss : misses)
        out << "<li>" << html_mark(name_of(miss.verdict)) << " " << html_text(miss.sentence)
            << "</li>\n";
    out << "</ul>\n";
}

void write_validity(const Validity& validity, std::ostream& out) {
    out << "<p>The measurement is " << html_mark(name_of(validity.verdict)) << ".</p>\n";
    if (validity.reasons.empty())
        return;
    out << "<ul>";
    for (const ValidityReason& reason : validity.reasons)
        out << fmt::format("<li>{} {}: {}</li>\n",
                           reason.severity == ValidityVerdict::valid
                               ? "note"
                               : html_mark(name_of(reason.severity)),
                           html_text(reason.code), html_text(reason.message));
    out << "</ul>\n";
}

/// What the plan asked for: a closed loop asks for no rate, and what it achieves is on top of the
/// others'.
std::string offered_text(const ReportView& view) {
    if (view.total.closed)
        return "closed loop";
    const bool mixed = std::ranges::any_of(view.loads, &LoadView::closed);
    return format_value(view.total.offered_rate, "1/s") + (mixed ? " and closed loops" : "");
}

void write_key_figures(const RunPage& page, std::ostream& out) {
    const LoadView& total = page.view.total;
    const OperationSummary all = summary_of(page.report, {});
    const auto figure = [&](std::string_view name, const std::string& value) {
        out << "<div><dt>" << name << "</dt><dd>" << html_text(value) << "</dd></div>\n";
    };
    out << "<dl class=\"figures\">\n";
    figure("Measured", fmt::format("{:.1f} s", page.view.measured_s));
    figure("Offered", offered_text(page.view));
    figure("Achieved", format_value(total.achieved_rate, "1/s"));
    figure("Operations", format_count(all.count));
    figure("Failed", all.error_ratio ? fmt::format("{} ({})", format_count(all.failed),
                                                   format_value(*all.error_ratio, "ratio"))
                                     : format_count(all.failed));
    figure("Abandoned", format_count(all.abandoned));
    out << "</dl>\n";
}

}  // namespace

void write_verdict(const RunPage& page, std::ostream& out) {
    const Verdict& verdict = page.report.verdict;
    const std::string_view outcome = name_of(verdict.outcome);
    out << fmt::format("<div class=\"verdict {}\">\n<p class=\"outcome\">{} {}</p>\n", outcome,
                       html_mark(outcome), html_text(verdict.summary));
    write_misses(page.report, out);
    write_validity(page.report.validity, out);
    out << fmt::format("<p class=\"faint\">Exit code {} ({}).</p>\n</div>\n",
                       static_cast<int>(verdict.exit_code), name_of(verdict.exit_code));
    write_key_figures(page, out);
}

}  // namespace sark::reports
