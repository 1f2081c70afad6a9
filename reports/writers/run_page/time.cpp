#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/quantile_text.hpp"
#include "reports/views/evidence_marks.hpp"
#include "reports/views/meanwhile_view.hpp"
#include "reports/writers/run_page/quantile_cell.hpp"
#include "reports/writers/run_page/run_page.hpp"

namespace sark::reports {

namespace {

void write_phases(const ReportView& view, std::ostream& out) {
    if (view.phases.empty())
        return;
    out << "<h3>Phases</h3>\n";
    HtmlTable table(
        out,
        "Operations belong to the phase in which they were due; achieved is what ended in "
        "it. Response times in ms.",
        {"Phase", "#From, s", "#Length, s", "Operation", "#Offered/s", "#Achieved/s", "#Ok",
         "#Failed", "#p50", "#p95", "#p99"});
    for (const PhaseView& phase : view.phases)
        for (const PhaseOperationView& one : phase.operations)
            table.cell(phase.name)
                .cell(fmt::format("{:.1f}", phase.start_s))
                .cell(fmt::format("{:.1f}", phase.length_s))
                .cell(one.name)
                .cell(one.closed ? "closed loop" : number_text(one.offered_per_s))
                .cell(number_text(one.achieved_per_s))
                .cell(format_count(one.ok))
                .cell(format_count(one.failed))
                .markup(quantile_cell(one.response.p50))
                .markup(quantile_cell(one.response.p95))
                .markup(quantile_cell(one.response.p99));
}

void write_meanwhile(const scenarios::RunResult& run, std::ostream& out) {
    const auto views = meanwhile_of(run);
    if (views.empty())
        return;
    out << "<h3>Meanwhile</h3>\n<ul>\n";
    for (const MeanwhileView& view : views) out << "<li>" << html_text(view.sentence) << "</li>\n";
    out << "</ul>\n";
    HtmlTable table(out,
                    "Response times in ms, in the slices of the time axis that each touched and in "
                    "those that nothing touched.",
                    {"Meanwhile", "Load", "#p50 during", "#p95 during", "#p99 during", "#p50 quiet",
                     "#p95 quiet", "#p99 quiet", "#p95, times quiet"});
    for (const MeanwhileView& view : views)
        for (const MeanwhileLoadView& load : view.loads)
            table.cell(view.name)
                .cell(load.load)
                .cell(number_text(load.during.p50))
                .cell(number_text(load.during.p95))
                .cell(number_text(load.during.p99))
                .cell(number_text(load.quiet.p50))
                .cell(number_text(load.quiet.p95))
                .cell(number_text(load.quiet.p99))
                .cell(number_text(load.p95_ratio));
}

}  // namespace

void write_time(const RunPage& page, std::ostream& out) {
    out << "<p class=\"faint\">Seconds are of the measured window; what is shaded lightly in a "
           "load's colour is where it was steady.</p>\n";
    if (const std::string marks = marks_sentence(marks_of(page.report.run)); !marks.empty())
        out << "<p class=\"faint\">Bars at the foot of the charts: " << html_text(marks)
            << ".</p>\n";
    out << "<div class=\"charts even\">\n";
    html_figure(out, "latency", "Response time over time: p50 and p99 of each slice",
                page.charts.latency);
    html_figure(out, "throughput", "Throughput over time", page.charts.throughput);
    out << "</div>\n";
    for (std::size_t i = 0; i < page.heatmaps.size(); ++i) {
        const HeatmapView& heatmap = page.heatmaps[i];
        out << "<div class=\"charts heatmap\">\n";
        html_figure(
            out, fmt::format("heatmap-{}", i),
            fmt::format("Latency heatmap of load {}: answers by time and response time, {:g} s a "
                        "column",
                        heatmap.load, heatmap.column_s),
            heatmap.summary);
        out << "</div>\n";
    }
    write_phases(page.view, out);
    write_meanwhile(page.report.run, out);
}

}  // namespace sark::reports
