#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/names.hpp"
#include "reports/row_text.hpp"
#include "reports/view.hpp"
#include "reports/writers/text.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

/// Text that can neither end a table cell nor become markup.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const char c : escaped_markup(printable(text))) {
        if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '[' || c == ']')
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string number(const std::optional<double>& value) {
    return value ? format_number(*value) : "–";
}

std::string quantile(const LatencyView::Quantile& quantile) {
    if (quantile.among_failures)
        return "failed";
    if (!quantile.ms || !quantile.ci95)
        return number(quantile.ms);
    return fmt::format("{} [{}]", number(quantile.ms), format_interval(quantile.ci95, "ms"));
}

void write_head(const Report& report, const ReportView& view, std::ostream& out) {
    const scenarios::RunResult& run = report.run;
    out << fmt::format("# {}: {}\n\n", cell(view.title), name_of(report.verdict.outcome))
        << fmt::format("{}. Exit code {} ({}).\n\n", cell(report.verdict.summary),
                       static_cast<int>(report.verdict.exit_code),
                       name_of(report.verdict.exit_code))
        << fmt::format("- run `{}`, started {}, seed {}, {:.1f} s measured, {}\n", run.id,
                       view.started_at, run.scenario.seed, view.measured_s, name_of(run.status))
        << fmt::format("- validity: **{}**\n", name_of(report.validity.verdict));
    for (const ValidityReason& reason : report.validity.reasons)
        out << fmt::format("  - {} ({}): {}\n", cell(reason.code), name_of(reason.severity),
                           cell(reason.message));
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
        out << fmt::format("| **{}** | {} | {}: {} | {} | {} {} | {} | {} | {} | {} | {} |\n",
                           name_of(row->verdict), cell(row->profile), cell(row->id),
                           cell(row->title), cell(row->operation), cell(row->metric),
                           cell(row->statistic), cell(actual), cell(text.target),
                           cell(text.critical), format_count(row->samples), cell(row->reason));
    }
    const auto others = other_rows(report);
    if (others.empty())
        return;
    out << "\nNot judged in this run:\n\n";
    for (const Judgement* row : others)
        out << fmt::format("- {} {}: {}\n", cell(row->id), cell(name_of(row->verdict)),
                           cell(row->reason));
}

void write_operations(const ReportView& view, std::ostream& out) {
    out << "\n## Operations\n\nTimes in ms. Quantiles of the response time rank failures slower "
           "than any answer; max is of answers.\n\n"
           "| operation | load | count | failed | p50 | p95 | p99 | p99.9 | max | service p99 |\n"
           "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const OperationView& operation : view.operations)
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                           cell(operation.name), cell(operation.load),
                           format_count(operation.count), format_count(operation.failed),
                           quantile(operation.response.p50), quantile(operation.response.p95),
                           quantile(operation.response.p99), quantile(operation.response.p99_9),
                           number(operation.response.max), quantile(operation.service.p99));
    out << "\n## Loads\n\n| load | executor | offered/s | achieved/s | planned | completed | "
           "abandoned | dropped | overdue |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n";
    for (const LoadView& load : view.loads)
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", cell(load.name),
                           cell(load.executor),
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
                cell(phase.name), phase.start_s, phase.length_s, cell(one.name),
                one.closed ? "closed loop" : number(one.offered_per_s), number(one.achieved_per_s),
                format_count(one.ok), format_count(one.failed), quantile(one.response.p50),
                quantile(one.response.p95), quantile(one.response.p99));
}

void write_steady(const ReportView& view, std::ostream& out) {
    out << "\n## Steady state\n\nRows are judged over the whole measured window.\n\n"
           "| load | steady state | ok/s | p50 | p95 | p99 |\n|---|---|---:|---:|---:|---:|\n";
    for (const LoadView& load : view.loads)
        out << fmt::format("| {} | {} | {} | {} | {} | {} |\n", cell(load.name),
                           cell(load.steady.sentence), number(load.steady.ok_per_s),
                           number(load.steady.p50_ms), number(load.steady.p95_ms),
                           number(load.steady.p99_ms));
}

}  // namespace

void write_markdown(const Report& report, std::ostream& out) {
    const ReportView view = view_of(report);
    write_head(report, view, out);
    write_rows(report, out);
    write_operations(view, out);
    write_phases(view, out);
    write_steady(view, out);
    out << "\n## Environment\n\n| fact | value |\n|---|---|\n";
    for (const auto& [fact, value] : report.run.environment.facts)
        out << fmt::format("| {} | {} |\n", cell(fact), cell(value));
    for (const auto& [service, value] : report.run.environment.services)
        out << fmt::format("| {} | {} |\n", cell(service), cell(value));
    for (const SettingSource& setting : report.run.environment.settings)
        out << fmt::format("| {} | {} ({}) |\n", cell(setting.setting), cell(setting.value),
                           cell(setting.source));
}

}  // namespace sark::reports
