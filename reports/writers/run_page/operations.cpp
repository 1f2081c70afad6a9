#include "reports/format.hpp"
#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/quantile_text.hpp"
#include "reports/writers/run_page/quantile_cell.hpp"
#include "reports/writers/run_page/run_page.hpp"

namespace sark::reports {

namespace {

void write_latencies(const ReportView& view, std::ostream& out) {
    HtmlTable table(out,
                    "Response time (intended to done) and service time (sent to done), ms with 95 "
                    "% intervals; – is too few samples.",
                    {"Operation", "Load", "#Count", "#Failed", "#p50", "#p95", "#p99", "#p99.9",
                     "#Max", "#Service p50", "#Service p99"});
    for (const OperationView& one : view.operations)
        table.cell(one.name)
            .cell(one.load)
            .cell(format_count(one.count))
            .cell(format_count(one.failed))
            .markup(quantile_cell(one.response.p50))
            .markup(quantile_cell(one.response.p95))
            .markup(quantile_cell(one.response.p99))
            .markup(quantile_cell(one.response.p99_9))
            .cell(number_text(one.response.max))
            .markup(quantile_cell(one.service.p50))
            .markup(quantile_cell(one.service.p99));
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

}  // namespace

void write_operations(const RunPage& page, std::ostream& out) {
    write_latencies(page.view, out);
    write_outcomes(page, out);
}

}  // namespace sark::reports
