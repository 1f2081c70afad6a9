#include <algorithm>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/names.hpp"
#include "reports/quantile_text.hpp"
#include "reports/row_text.hpp"
#include "reports/views/chart_summary.hpp"
#include "reports/views/evidence_tables.hpp"
#include "reports/views/evidence_view.hpp"
#include "reports/views/failure_rows.hpp"
#include "reports/views/heatmap_view.hpp"
#include "reports/views/meanwhile_view.hpp"
#include "reports/views/run_view.hpp"
#include "reports/views/waiting_view.hpp"
#include "reports/writers/text.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

void write_head(const Report& report, const ReportView& view, std::ostream& out) {
    const scenarios::RunResult& run = report.run;
    out << fmt::format("# {}: {}\n\n", markdown_text(view.title), name_of(report.verdict.outcome))
        << fmt::format("{}. Exit code {} ({}).\n\n", markdown_text(report.verdict.summary),
                       static_cast<int>(report.verdict.exit_code),
                       name_of(report.verdict.exit_code))
        << fmt::format("- run `{}`, started {}, seed {}, {:.1f} s measured, {}\n", run.id,
                       view.started_at, run.scenario.seed, view.measured_s, name_of(run.status))
        << fmt::format("- validity: **{}**\n", name_of(report.validity.verdict));
    for (const ValidityReason& reason : report.validity.reasons)
        out << fmt::format("  - {} ({}): {}\n", markdown_text(reason.code),
                           name_of(reason.severity), markdown_text(reason.message));
}

void write_waiting(const scenarios::RunResult& run, std::ostream& out) {
    out << "\n## Response and service time\n\n";
    for (const WaitingView& one : waiting_of(run))
        out << fmt::format("- {}: {}.\n", markdown_text(one.operation),
                           markdown_text(one.sentence));
}

void write_time(const scenarios::RunResult& run, const ReportView& view, std::ostream& out) {
    const ChartSummary charts = chart_summary_of(view);
    out << "\n## Over time\n\n";
    for (const std::string* sentence : {&charts.latency, &charts.throughput, &charts.failures})
        if (!sentence->empty())
            out << fmt::format("- {}\n", markdown_text(*sentence));
    for (const HeatmapView& heatmap : heatmaps_of(run))
        out << fmt::format("- {}: {}\n", markdown_text(heatmap.load),
                           markdown_text(heatmap.summary));
}

void write_evidence_table(const EvidenceTable& table, std::ostream& out) {
    out << fmt::format("\n### {}\n\n{}\n\n|", table.title, markdown_text(table.caption));
    for (const std::string& head : table.heads)
        out << ' ' << (head.starts_with('#') ? head.substr(1) : head) << " |";
    out << "\n|";
    for (const std::string& head : table.heads) out << (head.starts_with('#') ? "---:|" : "---|");
    out << '\n';
    for (const auto& row : table.rows) {
        out << '|';
        for (const std::string& cell : row) out << ' ' << markdown_text(cell) << " |";
        out << '\n';
    }
}

void write_evidence(const scenarios::RunResult& run, std::ostream& out) {
    const auto facts = evidence_facts_of(run);
    const auto tables = evidence_tables_of(run);
    if (facts.empty() && tables.empty())
        return;
    out << "\n## Database and cache\n\n| store | measure | value | remark |\n|---|---|---:|---|\n";
    for (const EvidenceFact& fact : facts)
        out << fmt::format("| {} | {} | {} | {}{} |\n", fact.store, fact.measure, fact.value,
                           fact.caution ? "**warn** " : "", markdown_text(fact.remark));
    for (const EvidenceTable& table : tables) write_evidence_table(table, out);
}

void write_rows(const Report& report, std::ostream& out) {
    out << "\n## Judged rows\n\n"
           "| verdict | profile | row | operation | statistic | actual [95 % CI] | target | "
           "critical | samples | reason |\n"
           "|---|---|---|---|---|---:|---:|---:|---:|---|\n";
    for (const Judgement* row : deciding_rows(report)) {
        const RowText text = text_of(*row);
        const std::string actual =
            text.actual + (text.interval.empty() ? "" : " [" + text.interval + "]");
        out << fmt::format(
            "| **{}** | {} | {}: {} | {} | {} {} | {} | {} | {} | {} | {} |\n",
            name_of(row->verdict), markdown_text(row->profile), markdown_text(row->id),
            markdown_text(row->title), markdown_text(row->operation), markdown_text(row->metric),
            markdown_text(row->statistic), markdown_text(actual), markdown_text(text.target),
            markdown_text(text.critical), format_count(row->samples), markdown_text(row->reason));
    }
    const auto others = other_rows(report);
    if (others.empty())
        return;
    out << "\nNot judged in this run:\n\n";
    for (const Judgement* row : others)
        out << fmt::format("- {} {}: {}\n", markdown_text(row->id),
                           markdown_text(name_of(row->verdict)), markdown_text(row->reason));
}

/// What answers said of the server, where they did.
void write_told(const ReportView& view, std::ostream& out) {
    if (std::ranges::none_of(view.operations, [](const auto& one) { return one.told.has_value(); }))
        return;
    out << "\n### The server's own time\n\nIn ms, as ok answers tell it (Server-Timing), and how "
           "many of the answers that say so came from the server's cache (X-Cache).\n\n"
           "| operation | load | ok | told | p50 | p95 | p99 | p99.9 | max | cache hits |\n"
           "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const OperationView& operation : view.operations) {
        if (!operation.told)
            continue;
        const ToldView& told = *operation.told;
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                           markdown_text(operation.name), markdown_text(operation.load),
                           format_count(told.answers), format_count(told.timed),
                           quantile_text(told.server.p50), quantile_text(told.server.p95),
                           quantile_text(told.server.p99), quantile_text(told.server.p99_9),
                           number_text(told.server.max),
                           told.hit_share ? format_value(*told.hit_share, "ratio") : "–");
    }
}

void write_failures(const scenarios::RunResult& run, std::ostream& out) {
    const auto rows = failure_rows_of(run);
    if (rows.empty())
        return;
    out << "\n### Failures\n\nHow those that failed ended and why; example is what the target said "
           "the first time, share is of the operation's failures.\n\n"
           "| operation | load | outcome | why | example | count | share |\n"
           "|---|---|---|---|---|---:|---:|\n";
    for (const FailureRow& row : rows)
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", markdown_text(row.operation),
                           markdown_text(row.load), markdown_text(row.outcome),
                           markdown_text(row.why), markdown_text(row.example),
                           format_count(row.count), format_value(row.share, "ratio"));
}

void write_operations(const scenarios::RunResult& run, const ReportView& view, std::ostream& out) {
    out << "\n## Operations\n\nTimes in ms. Quantiles of the response time rank failures slower "
           "than any answer; max is of answers.\n\n"
           "| operation | load | count | failed | p50 | p95 | p99 | p99.9 | max | service p99 |\n"
           "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const OperationView& operation : view.operations)
        out << fmt::format(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", markdown_text(operation.name),
            markdown_text(operation.load), format_count(operation.count),
            format_count(operation.failed), quantile_text(operation.response.p50),
            quantile_text(operation.response.p95), quantile_text(operation.response.p99),
            quantile_text(operation.response.p99_9), number_text(operation.response.max),
            quantile_text(operation.service.p99));
    write_failures(run, out);
    write_told(view, out);
    out << "\n## Loads\n\n| load | executor | offered/s | achieved/s | planned | completed | "
           "abandoned | dropped | overdue |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const LoadView& load : view.loads)
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                           markdown_text(load.name), markdown_text(load.executor),
                           load.closed ? "closed loop" : format_number(load.offered_rate),
                           format_number(load.achieved_rate), format_count(load.planned),
                           format_count(load.completed), format_count(load.abandoned),
                           format_count(load.dropped), format_count(load.overdue));
}

void write_phases(const ReportView& view, std::ostream& out) {
    if (view.phases.empty())
        return;
    out << "\n## Phases\n\nOperations belong to the phase in which they were due; achieved is what "
           "ended in it. Response times in ms.\n\n"
           "| phase | from | length | operation | offered/s | achieved/s | ok | failed | p50 | p95 "
           "| p99 |\n|---|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const PhaseView& phase : view.phases)
        for (const PhaseOperationView& one : phase.operations)
            out << fmt::format(
                "| {} | {:.1f} s | {:.1f} s | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                markdown_text(phase.name), phase.start_s, phase.length_s, markdown_text(one.name),
                one.closed ? "closed loop" : number_text(one.offered_per_s),
                number_text(one.achieved_per_s), format_count(one.ok), format_count(one.failed),
                quantile_text(one.response.p50), quantile_text(one.response.p95),
                quantile_text(one.response.p99));
}

void write_meanwhile(const scenarios::RunResult& run, std::ostream& out) {
    const auto views = meanwhile_of(run);
    if (views.empty())
        return;
    out << "\n## Meanwhile\n\n";
    for (const MeanwhileView& view : views)
        out << fmt::format("- {}\n", markdown_text(view.sentence));
    out << "\nResponse times in ms, in the slices of the time axis that each touched and in those "
           "that nothing touched.\n\n| meanwhile | load | p50 during | p95 during | p99 during | "
           "p50 "
           "quiet | p95 quiet | p99 quiet | p95, times quiet |\n"
           "|---|---|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const MeanwhileView& view : views)
        for (const MeanwhileLoadView& load : view.loads)
            out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                               markdown_text(view.name), markdown_text(load.load),
                               number_text(load.during.p50), number_text(load.during.p95),
                               number_text(load.during.p99), number_text(load.quiet.p50),
                               number_text(load.quiet.p95), number_text(load.quiet.p99),
                               number_text(load.p95_ratio));
}

void write_steady(const ReportView& view, std::ostream& out) {
    out << "\n## Steady state\n\nRows are judged over the whole measured window.\n\n"
           "| load | steady state | ok/s | p50 | p95 | p99 |\n|---|---|---:|---:|---:|---:|\n";
    for (const LoadView& load : view.loads)
        out << fmt::format("| {} | {} | {} | {} | {} | {} |\n", markdown_text(load.name),
                           markdown_text(load.steady.sentence), number_text(load.steady.ok_per_s),
                           number_text(load.steady.p50_ms), number_text(load.steady.p95_ms),
                           number_text(load.steady.p99_ms));
}

}  // namespace

void write_markdown(const Report& report, std::ostream& out) {
    const ReportView view = view_of(report);
    write_head(report, view, out);
    write_target_tables(report, out);
    write_waiting(report.run, out);
    write_operations(report.run, view, out);
    write_time(report.run, view, out);
    write_phases(view, out);
    write_meanwhile(report.run, out);
    write_steady(view, out);
    write_evidence(report.run, out);
    write_rows(report, out);
    out << "\n## Environment\n\n| fact | value |\n|---|---|\n";
    for (const auto& [fact, value] : report.run.environment.facts)
        out << fmt::format("| {} | {} |\n", markdown_text(fact), markdown_text(value));
    for (const auto& [service, value] : report.run.environment.services)
        out << fmt::format("| {} | {} |\n", markdown_text(service), markdown_text(value));
    for (const SettingSource& setting : report.run.environment.settings)
        out << fmt::format("| {} | {} ({}) |\n", markdown_text(setting.setting),
                           markdown_text(setting.value), markdown_text(setting.source));
}

}  // namespace sark::reports
