#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/html/html_page.hpp"
#include "reports/html/html_table.hpp"
#include "reports/names.hpp"
#include "reports/row_text.hpp"
#include "reports/view.hpp"
#include "reports/writers/html_data.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

std::string number(const std::optional<double>& value) {
    return value ? format_number(*value) : "–";
}

std::string quantile(const LatencyView::Quantile& quantile) {
    if (quantile.among_failures)
        return "failed";
    const std::string interval = format_interval(quantile.ci95, "ms");
    return number(quantile.ms) + (interval.empty() ? "" : " [" + interval + "]");
}

void write_top(const Report& report, const ReportView& view, std::ostream& out) {
    const scenarios::RunResult& run = report.run;
    const std::string_view outcome = name_of(report.verdict.outcome);
    out << "<header><h1>" << html_text(view.title) << "</h1>\n<p class=\"faint\">"
        << html_text(run.scenario.description) << "</p>\n"
        << fmt::format(
               "<section class=\"verdict {}\" aria-label=\"Verdict\"><p>{} {} (exit {}, {})"
               "</p>\n<p>Validity: {}</p>",
               outcome, html_mark(outcome), html_text(report.verdict.summary),
               static_cast<int>(report.verdict.exit_code), name_of(report.verdict.exit_code),
               html_mark(name_of(report.validity.verdict)));
    if (!report.validity.reasons.empty()) {
        out << "<ul>";
        for (const ValidityReason& reason : report.validity.reasons)
            out << fmt::format("<li>{} {}: {}</li>",
                               reason.severity == ValidityVerdict::valid
                                   ? "note"
                                   : html_mark(name_of(reason.severity)),
                               html_text(reason.code), html_text(reason.message));
        out << "</ul>";
    }
    out << fmt::format(
        "</section>\n<p class=\"faint\">Run {}, started {}, {:.1f} s measured, seed "
        "{}, {}. {} {} {}.</p></header>\n<main>\n",
        html_text(run.id), view.started_at, view.measured_s, run.scenario.seed, name_of(run.status),
        "sark-bench", html_text(run.tool_version), html_text(run.tool_revision));
}

/// A table per profile of the rows that take part in the verdict.
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

void write_rows(const Report& report, std::ostream& out) {
    out << "<h2>Judged rows</h2>\n";
    const auto rows = deciding_rows(report);
    std::vector<std::string> profiles;
    for (const Judgement* row : rows)
        if (profiles.empty() || profiles.back() != row->profile)
            profiles.push_back(row->profile);
    for (const std::string& profile : profiles) write_deciding(profile, rows, out);
    if (rows.empty())
        out << "<p>No row was judged.</p>\n";
    const auto others = other_rows(report);
    out << "<details><summary>" << others.size() << " rows not judged in this run</summary>\n";
    {
        HtmlTable table(out, "Rows about what no run can judge or this scenario does not contain.",
                        {"Row", "Verdict", "Reason"});
        for (const Judgement* row : others)
            table.cell(row->profile + " " + row->id + " " + row->title)
                .markup(html_mark(name_of(row->verdict)))
                .cell(row->reason);
    }
    out << "</details>\n<details><summary>Where the limits are documented and the numbers are "
           "taken</summary>\n";
    {
        HtmlTable table(out, "Sources.", {"Row", "Documented in", "Measured at"});
        for (const Judgement& row : report.judgements)
            table.cell(row.id).cell(row.source).cell(row.measured_at);
    }
    out << "</details>\n";
}

void write_operations(const ReportView& view, std::ostream& out) {
    out << "<h2>Operations</h2>\n";
    {
        HtmlTable table(
            out,
            "Response time (intended to done) and service time (sent to done), ms with 95 "
            "% intervals; – is too few samples.",
            {"Operation", "Load", "#Count", "#Failed", "#p50", "#p95", "#p99", "#p99.9", "#Max",
             "#Service p99"});
        for (const OperationView& one : view.operations)
            table.cell(one.name)
                .cell(one.load)
                .cell(format_count(one.count))
                .cell(format_count(one.failed))
                .cell(quantile(one.response.p50))
                .cell(quantile(one.response.p95))
                .cell(quantile(one.response.p99))
                .cell(quantile(one.response.p99_9))
                .cell(number(one.response.max))
                .cell(quantile(one.service.p99));
    }
    out << "<h2>Outcomes</h2>\n";
    std::vector<std::string> heads = {"Operation"};
    for (const std::string_view name : workloads::outcome_names)
        heads.push_back("#" + std::string(name));
    heads.insert(heads.end(), {"#abandoned", "#error ratio", "#95 % CI"});
    HtmlTable table(out, "How every planned operation ended.", heads);
    for (const OperationView& one : view.operations) {
        table.cell(one.name);
        for (const std::uint64_t count : one.outcomes) table.cell(format_count(count));
        table.cell(format_count(one.abandoned))
            .cell(one.error_ratio ? format_value(*one.error_ratio, "ratio") : "–")
            .cell(format_interval(one.error_ci95, "ratio"));
    }
}

void write_phases(const ReportView& view, std::ostream& out) {
    if (view.phases.empty())
        return;
    out << "<h2>Phases</h2>\n";
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
                .cell(one.closed ? "closed loop" : number(one.offered_per_s))
                .cell(number(one.achieved_per_s))
                .cell(format_count(one.ok))
                .cell(format_count(one.failed))
                .cell(quantile(one.response.p50))
                .cell(quantile(one.response.p95))
                .cell(quantile(one.response.p99));
}

void write_charts(std::ostream& out) {
    out << "<h2>Charts</h2>\n";
    html_chart_error(out);
    out << "<div class=\"charts\">\n";
    html_figure(out, "curve", "Response time (solid) and service time (dashed) by percentile");
    html_figure(out, "latency",
                "Response time over time, p50 and p99 of each slice; shaded while steady");
    html_figure(out, "throughput", "Throughput over time; shaded while steady");
    html_figure(out, "outcomes", "Outcomes by operation");
    out << "</div>\n";
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
            .cell(number(one.in_flight_mean))
            .cell(number(one.rate_times_service));
}

void write_loads(const ReportView& view, std::ostream& out) {
    out << "<h2>Loads and generator</h2>\n";
    {
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
    write_connections(view, out);
    {
        HtmlTable table(out, "When each load was steady; rows are judged over the whole window.",
                        {"Load", "Steady state", "#ok/s", "#p50", "#p95", "#p99"});
        for (const LoadView& one : view.loads)
            table.cell(one.name)
                .cell(one.steady.sentence)
                .cell(number(one.steady.ok_per_s))
                .cell(number(one.steady.p50_ms))
                .cell(number(one.steady.p95_ms))
                .cell(number(one.steady.p99_ms));
    }
    const GeneratorView& generator = view.generator;
    const auto share = [](const std::optional<double>& ratio) {
        return ratio ? format_value(*ratio, "ratio") : std::string("–");
    };
    HtmlTable table(out, "The generator's own health.", {"Measure", "Value"});
    table.cell("wake lag p50 / p99 / max, ms")
        .cell(number(generator.wake_lag.p50.ms) + " / " + number(generator.wake_lag.p99.ms) +
              " / " + number(generator.wake_lag.max));
    table.cell("workers").cell(std::to_string(generator.workers));
    table.cell("CPU of each worker, of a core").cell(share(generator.cpu_share));
    table.cell("time workers were stuck").cell(share(generator.stalled_share));
    table.cell("time this host stalled").cell(share(generator.host_stalled_share));
    const LatencyView& waits = generator.wait_lateness;
    table.cell("waits ended late before the run, p50 / p99 / max, ms")
        .cell(number(waits.p50.ms) + " / " + number(waits.p99.ms) + " / " + number(waits.max));
    table.cell("cost of a clock reading, ns").cell(std::to_string(generator.clock_cost.count()));
}

void write_environment(const scenarios::RunResult& run, std::ostream& out) {
    out << "<h2>Environment</h2>\n";
    {
        HtmlTable table(out, "Machine, software and settings of the run.",
                        {"Fact", "Value", "Source"});
        for (const auto& [fact, value] : run.environment.facts)
            table.cell(fact).cell(value).cell("");
        for (const auto& [service, value] : run.environment.services)
            table.cell(service).cell(value).cell(run.environment.managed ? "managed" : "given");
        for (const SettingSource& one : run.environment.settings)
            table.cell(one.setting).cell(one.value).cell(one.source);
        const scenarios::CpuUse& cpu = run.cpu;
        table.cell("CPU cores used: generator / services / others / stolen")
            .cell(fmt::format("{:.2f} / {:.2f} / {} / {:.2f} of {}", cpu.generator, cpu.services,
                              cpu.others ? fmt::format("{:.2f}", *cpu.others) : "–", cpu.steal,
                              run.environment.cpus))
            .cell("/proc");
    }
    HtmlTable table(out, "What the stores counted over the window.",
                    {"Store", "Counter", "#Change"});
    const auto rows = [&](std::string_view store, const auto& counters) {
        for (const auto& [counter, change] : counters)
            table.cell(store).cell(counter).cell(fmt::format("{:.10g}", change));
    };
    rows("PostgreSQL", run.evidence.postgres);
    rows("Redis", run.evidence.redis);
    rows("core", run.evidence.core);
}

}  // namespace

void write_html(const Report& report, std::ostream& out) {
    const ReportView view = view_of(report);
    begin_html_page(out, fmt::format("{}: {}", view.title, name_of(report.verdict.outcome)));
    write_top(report, view, out);
    write_rows(report, out);
    write_charts(out);
    write_operations(view, out);
    write_phases(view, out);
    write_loads(view, out);
    write_environment(report.run, out);
    out << "</main>\n";
    end_html_page(out, chart_data_of(view), "run.js");
}

}  // namespace sark::reports
