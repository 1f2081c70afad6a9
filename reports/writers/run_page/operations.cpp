#include <algorithm>

#include "reports/format.hpp"
#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/quantile_text.hpp"
#include "reports/views/failure_rows.hpp"
#include "reports/writers/run_page/quantile_cell.hpp"
#include "reports/writers/run_page/run_page.hpp"

namespace sark::reports {

namespace {

/// p50 to p99.9 with their intervals, and the maximum.
HtmlTable& write_quantiles(HtmlTable& row, const LatencyView& times) {
    return row.markup(quantile_cell(times.p50))
        .markup(quantile_cell(times.p95))
        .markup(quantile_cell(times.p99))
        .markup(quantile_cell(times.p99_9))
        .cell(number_text(times.max));
}

void write_latencies(const ReportView& view, std::ostream& out) {
    HtmlTable table(out,
                    "Response time (intended to done) and service time (sent to done), ms with 95 "
                    "% intervals; – is too few samples.",
                    {"Operation", "Load", "#Count", "#Failed", "#p50", "#p95", "#p99", "#p99.9",
                     "#Max", "#Service p50", "#Service p99"});
    for (const OperationView& one : view.operations)
        write_quantiles(table.cell(one.name)
                            .cell(one.load)
                            .cell(format_count(one.count))
                            .cell(format_count(one.failed)),
                        one.response)
            .markup(quantile_cell(one.service.p50))
            .markup(quantile_cell(one.service.p99));
}

/// What answers said of the server, where they did.
void write_told(const ReportView& view, std::ostream& out) {
    if (std::ranges::none_of(view.operations, [](const auto& one) { return one.told.has_value(); }))
        return;
    out << "<h3>The server's own time</h3>\n";
    HtmlTable table(
        out,
        "As ok answers tell it (Server-Timing), ms with 95 % intervals; and how many of "
        "the answers that say so came from the server's cache (X-Cache).",
        {"Operation", "Load", "#Ok", "#Told", "#p50", "#p95", "#p99", "#p99.9", "#Max",
         "#Cache hits"});
    for (const OperationView& one : view.operations) {
        if (!one.told)
            continue;
        const ToldView& told = *one.told;
        write_quantiles(table.cell(one.name)
                            .cell(one.load)
                            .cell(format_count(told.answers))
                            .cell(format_count(told.timed)),
                        told.server)
            .cell(told.hit_share ? format_value(*told.hit_share, "ratio") : "–");
    }
}

void write_outcomes(const RunPage& page, std::ostream& out) {
    out << "<h3>Outcomes and errors</h3>\n<div class=\"charts even\">\n";
    html_figure(out, "outcomes", "Outcomes by operation", page.charts.outcomes);
    html_figure(out, "failures", "Errors over time", page.charts.failures);
    out << "</div>\n";
    std::vector<std::string> heads = {"Operation"};
    for (const std::string_view name : workloads::outcome_names)
        heads.push_back("#" + std::string(name));
    heads.insert(heads.end(), {"#abandoned", "#error ratio", "#95 % CI"});
    HtmlTable table(out, "How every planned operation ended.", heads);
    for (const OperationView& one : page.view.operations) {
        table.cell(one.name);
        for (const std::uint64_t count : one.outcomes) table.cell(format_count(count));
        table.cell(format_count(one.abandoned))
            .cell(one.error_ratio ? format_value(*one.error_ratio, "ratio") : "–")
            .cell(format_interval(one.error_ci95, "ratio"));
    }
}

void write_failures(const scenarios::RunResult& run, std::ostream& out) {
    const auto rows = failure_rows_of(run);
    if (rows.empty())
        return;
    out << "<h3>Failures</h3>\n";
    HtmlTable table(out,
                    "Why operations failed. The example is what the target said the first time; "
                    "the share is of the operation's failures.",
                    {"Operation", "Load", "Outcome", "#Count", "#Share", "Why", "Example"});
    for (const FailureRow& row : rows)
        table.cell(row.operation)
            .cell(row.load)
            .cell(row.outcome)
            .cell(format_count(row.count))
            .cell(format_value(row.share, "ratio"))
            .cell(row.why)
            .cell(row.example);
}

}  // namespace

void write_operations(const RunPage& page, std::ostream& out) {
    write_latencies(page.view, out);
    write_told(page.view, out);
    write_outcomes(page, out);
    write_failures(page.report.run, out);
}

}  // namespace sark::reports
