#include "reports/format.hpp"
#include "reports/html/html_table.hpp"
#include "reports/quantile_text.hpp"
#include "reports/writers/run_page/run_page.hpp"

namespace sark::reports {

namespace {

void write_books(const ReportView& view, std::ostream& out) {
    HtmlTable table(
        out,
        "planned = completed + abandoned, of which the dropped were refused; overdue arrivals "
        "found every connection busy.",
        {"Load", "Driver", "Executor", "#Offered/s", "#Achieved/s", "#Planned", "#Started",
         "#Completed", "#Abandoned", "#Dropped", "#Overdue"});
    for (const LoadView& one : view.loads)
        table.cell(one.name)
            .cell(one.driver)
            .cell(one.executor)
            .cell(one.closed ? "closed loop" : format_number(one.offered_rate))
            .cell(format_number(one.achieved_rate))
            .cell(format_count(one.planned))
            .cell(format_count(one.started))
            .cell(format_count(one.completed))
            .cell(format_count(one.abandoned))
            .cell(format_count(one.dropped))
            .cell(format_count(one.overdue));
}

void write_connections(const ReportView& view, std::ostream& out) {
    HtmlTable table(
        out,
        "Completions of each connection, and Little's law: the mean number in flight is "
        "achieved rate × mean service time.",
        {"Load", "#Connections", "#Min", "#Median", "#Max", "#Starving", "#In flight",
         "#Rate × service"});
    for (const LoadView& one : view.loads)
        table.cell(one.name)
            .cell(std::to_string(one.connections.connections))
            .cell(format_count(one.connections.min))
            .cell(format_count(one.connections.median))
            .cell(format_count(one.connections.max))
            .cell(std::to_string(one.connections.starving))
            .cell(number_text(one.in_flight_mean))
            .cell(number_text(one.rate_times_service));
}

void write_steady(const ReportView& view, std::ostream& out) {
    HtmlTable table(out, "When each load was steady; rows are judged over the whole window.",
                    {"Load", "Steady state", "#ok/s", "#p50", "#p95", "#p99"});
    for (const LoadView& one : view.loads)
        table.cell(one.name)
            .cell(one.steady.sentence)
            .cell(number_text(one.steady.ok_per_s))
            .cell(number_text(one.steady.p50_ms))
            .cell(number_text(one.steady.p95_ms))
            .cell(number_text(one.steady.p99_ms));
}

void write_health(const GeneratorView& generator, std::ostream& out) {
    const auto share = [](const std::optional<double>& ratio) {
        return ratio ? format_value(*ratio, "ratio") : std::string("–");
    };
    const auto spread = [](const LatencyView& latency) {
        return number_text(latency.p50.ms) + " / " + number_text(latency.p99.ms) + " / " +
               number_text(latency.max);
    };
    HtmlTable table(out, "The generator's own health.", {"Measure", "#Value"});
    table.cell("wake lag p50 / p99 / max, ms").cell(spread(generator.wake_lag));
    table.cell("workers").cell(std::to_string(generator.workers));
    table.cell("CPU of each worker, of a core").cell(share(generator.cpu_share));
    table.cell("time workers were stuck").cell(share(generator.stalled_share));
    table.cell("time this host stalled").cell(share(generator.host_stalled_share));
    table.cell("waits ended late before the run, p50 / p99 / max, ms")
        .cell(spread(generator.wait_lateness));
    table.cell("cost of a clock reading, ns").cell(std::to_string(generator.clock_cost.count()));
}

}  // namespace

void write_generator(const RunPage& page, std::ostream& out) {
    write_books(page.view, out);
    write_connections(page.view, out);
    write_steady(page.view, out);
    write_health(page.view.generator, out);
}

}  // namespace sark::reports
