#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/names.hpp"
#include "reports/row_text.hpp"
#include "reports/views/evidence_tables.hpp"
#include "reports/views/failure_rows.hpp"
#include "reports/views/failure_text.hpp"
#include "reports/views/meanwhile_view.hpp"
#include "reports/views/run_view.hpp"
#include "reports/views/waiting_view.hpp"
#include "reports/writers/text.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

constexpr std::size_t page_columns = 80;

std::string upper(std::string_view word) {
    std::string text(word);
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

/// SGR colour of a verdict word: green, yellow, red, or dim for what was not judged.
int colour_of(std::string_view word) {
    if (word == "pass" || word == "valid")
        return 32;
    if (word == "warn" || word == "suspect" || word == "inconclusive")
        return 33;
    if (word == "fail" || word == "invalid")
        return 31;
    return 2;
}

class Page {
 public:
    Page(std::ostream& out, bool colour) : out_(out), colour_(colour) {}

    void line(const std::string& text = "") { out_ << text << '\n'; }
    void paragraph(const std::string& text, std::size_t indent) {
        for (const std::string& one : wrapped(printable(text), indent, page_columns)) line(one);
    }
    /// As a paragraph, continued a little to the right, so that each item's begin is seen.
    void item(const std::string& text, std::size_t indent) {
        auto lines = wrapped(printable(text), indent + 2, page_columns);
        if (!lines.empty())
            lines.front().erase(0, 2);
        for (const std::string& one : lines) line(one);
    }
    /// "label    text", continued under the text.
    void field(const std::string& label, const std::string& text) {
        constexpr std::size_t label_columns = 10;
        auto lines = wrapped(printable(text), label_columns, page_columns);
        if (!lines.empty())
            lines.front().replace(0, label.size(), label);
        for (const std::string& one : lines) line(one);
    }
    [[nodiscard]] std::string verdict(std::string_view word) const {
        const std::string text = upper(word);
        return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", colour_of(word), text) : text;
    }

 private:
    std::ostream& out_;
    bool colour_;
};

std::string number_or_dash(const std::optional<double>& value) {
    return value ? format_number(*value) : "-";
}

std::string quantile_text(const LatencyView::Quantile& quantile) {
    return quantile.among_failures ? "fail" : number_or_dash(quantile.ms);
}

void write_header(const Report& report, const ReportView& view, Page& page) {
    const scenarios::RunResult& run = report.run;
    page.paragraph(view.title, 0);
    page.field("run", fmt::format("{}, started {}, seed {}, {}", run.id, view.started_at,
                                  run.scenario.seed, name_of(run.status)));
    std::size_t of_server = 0;
    for (const SettingSource& setting : run.environment.settings) {
        if (setting.setting.starts_with("postgresql."))
            ++of_server;
        else if (setting.source != "default")
            page.field("setting",
                       fmt::format("{} = {} ({})", setting.setting, setting.value, setting.source));
    }
    if (const std::string& profile = run.scenario.environment.pg_profile; !profile.empty())
        page.field("server", fmt::format("profile {}; the {} settings in force are in the report",
                                         profile, of_server));
    page.field("measured", fmt::format("{:.1f} s", view.measured_s));
    page.line("validity  " + page.verdict(name_of(report.validity.verdict)));
    for (const ValidityReason& reason : report.validity.reasons)
        page.paragraph(
            fmt::format("{}{}: {}", reason.severity == ValidityVerdict::valid ? "note, " : "",
                        reason.code, reason.message),
            10);
}

/// A name in its column, or on a line of its own when it is too long for it.
std::string name_cell(const std::string& name, std::size_t columns, Page& page) {
    if (columns_of(name) < columns)
        return padded_right(name, columns);
    page.paragraph(name, 0);
    return std::string(columns, ' ');
}

void write_loads(const ReportView& view, Page& page) {
    page.line();
    page.line("load        driver   offered/s achieved/s   planned completed abandoned  overdue");
    for (const LoadView& load : view.loads)
        page.line(name_cell(printable(load.name), 12, page) + padded_right(load.driver, 9) +
                  padded_left(load.closed ? "closed" : format_number(load.offered_rate), 9) +
                  padded_left(format_number(load.achieved_rate), 11) +
                  padded_left(format_count(load.planned), 10) +
                  padded_left(format_count(load.completed), 10) +
                  padded_left(format_count(load.abandoned), 10) +
                  padded_left(format_count(load.overdue), 9));
    for (const LoadView& load : view.loads)
        if (load.dropped > 0)
            page.field("dropped",
                       fmt::format("{}: {} of the abandoned found no connection free and "
                                   "were refused at once",
                                   load.name, format_count(load.dropped)));
}

void write_steady(const ReportView& view, Page& page) {
    page.line();
    for (const LoadView& load : view.loads) {
        const SteadyView& steady = load.steady;
        std::string text = load.name + ": " + steady.sentence;
        if (steady.begin_s)
            text += fmt::format("; p50 {}, p95 {}, p99 {} ms, {} ok/s",
                                number_or_dash(steady.p50_ms), number_or_dash(steady.p95_ms),
                                number_or_dash(steady.p99_ms), number_or_dash(steady.ok_per_s));
        page.field("steady", text);
    }
}

/// How the operation's failures ended, and why where that was told.
void write_failure(const OperationView& operation, const std::vector<FailureRow>& rows,
                   Page& page) {
    page.field("failed", operation.name + ": " + failure_text(operation));
    for (const FailureRow& row : rows)
        if (row.told && row.operation == operation.name && row.load == operation.load)
            page.item(format_count(row.count) + " " + why_text(row), 12);
}

void write_operations(const scenarios::RunResult& run, const ReportView& view, Page& page) {
    page.line();
    page.line("                                            ---- response time, ms ----  service");
    page.line("operation                     count errors    p50    p95    p99    max      p99");
    const std::vector<FailureRow> failure_rows = failure_rows_of(run);
    bool failures = false;
    bool absent = false;
    for (const OperationView& operation : view.operations) {
        page.line(name_cell(printable(operation.name), 28, page) +
                  padded_left(format_count(operation.count), 7) +
                  padded_left(format_count(operation.failed), 7) +
                  padded_left(quantile_text(operation.response.p50), 7) +
                  padded_left(quantile_text(operation.response.p95), 7) +
                  padded_left(quantile_text(operation.response.p99), 7) +
                  padded_left(number_or_dash(operation.response.max), 7) +
                  padded_left(quantile_text(operation.service.p99), 9));
        failures = failures || operation.failed > 0;
        absent = absent || !operation.response.p99.ms || !operation.service.p99.ms;
    }
    for (const OperationView& operation : view.operations)
        if (operation.failed > 0)
            write_failure(operation, failure_rows, page);
    if (failures)
        page.paragraph("Quantiles rank failures slower than any answer (fail); max is of answers.",
                       0);
    if (absent)
        page.paragraph("-: too few samples (p50 needs 30, p95 200, p99 1,000).", 0);
}

/// What answers said of the server, where they did.
void write_told(const ReportView& view, Page& page) {
    if (std::ranges::none_of(view.operations, [](const auto& one) { return one.told.has_value(); }))
        return;
    page.line();
    page.line("                                  - the server's own time, ms -   cache");
    page.line("operation                      told    p50    p95    p99    max    hits");
    for (const OperationView& operation : view.operations) {
        if (!operation.told)
            continue;
        const ToldView& told = *operation.told;
        page.line(name_cell(printable(operation.name), 28, page) +
                  padded_left(format_count(told.timed), 7) +
                  padded_left(quantile_text(told.server.p50), 7) +
                  padded_left(quantile_text(told.server.p95), 7) +
                  padded_left(quantile_text(told.server.p99), 7) +
                  padded_left(number_or_dash(told.server.max), 7) +
                  padded_left(told.hit_share ? format_value(*told.hit_share, "ratio") : "-", 8));
        if (!told.remark.empty())
            page.paragraph(told.remark, 2);
    }
}

/// Only where response and service time part: the figures above agree otherwise.
void write_waiting(const scenarios::RunResult& run, Page& page) {
    for (const WaitingView& one : waiting_of(run))
        if (one.kind == WaitingView::Kind::waited || one.kind == WaitingView::Kind::generator)
            page.field("waiting", one.operation + ": " + one.sentence);
}

void write_phases(const ReportView& view, Page& page) {
    for (const PhaseView& phase : view.phases) {
        page.line();
        page.paragraph(phase.length_s > 0.0
                           ? fmt::format("phase {}: {:.1f} s from {:.1f} s on", phase.name,
                                         phase.length_s, phase.start_s)
                           : fmt::format("phase {}: the run ended before it", phase.name),
                       0);
        if (phase.length_s <= 0.0)
            continue;
        page.line(
            "operation               offered/s achieved/s      ok failed    p50    p95    p99");
        for (const PhaseOperationView& one : phase.operations)
            page.line(name_cell(printable(one.name), 24, page) +
                      padded_left(one.closed ? "closed" : number_or_dash(one.offered_per_s), 9) +
                      padded_left(number_or_dash(one.achieved_per_s), 11) +
                      padded_left(format_count(one.ok), 8) +
                      padded_left(format_count(one.failed), 7) +
                      padded_left(quantile_text(one.response.p50), 7) +
                      padded_left(quantile_text(one.response.p95), 7) +
                      padded_left(quantile_text(one.response.p99), 7));
    }
}

void write_meanwhile(const scenarios::RunResult& run, Page& page) {
    for (const MeanwhileView& view : meanwhile_of(run)) {
        page.line();
        page.paragraph("meanwhile " + view.sentence, 0);
        if (view.loads.empty())
            continue;
        page.line("load                       - during, ms -        -- quiet, ms --     p95,");
        page.line("                         p50    p95    p99     p50    p95    p99   times");
        for (const MeanwhileLoadView& load : view.loads)
            page.line(name_cell(printable(load.load), 21, page) +
                      padded_left(number_or_dash(load.during.p50), 7) +
                      padded_left(number_or_dash(load.during.p95), 7) +
                      padded_left(number_or_dash(load.during.p99), 7) +
                      padded_left(number_or_dash(load.quiet.p50), 8) +
                      padded_left(number_or_dash(load.quiet.p95), 7) +
                      padded_left(number_or_dash(load.quiet.p99), 7) +
                      padded_left(number_or_dash(load.p95_ratio), 8));
    }
}

std::string without_unit(std::string text, std::string_view unit) {
    const std::string suffix = " " + std::string(unit);
    if (!unit.empty() && text.ends_with(suffix))
        text.resize(text.size() - suffix.size());
    return text;
}

void write_row(const Judgement& row, Page& page) {
    const RowText text = text_of(row);
    const bool threshold = row.profile == "thresholds";
    std::string heading = threshold ? row.id : row.title;
    if (!threshold && !row.operation.empty())
        heading += ", " + row.operation;
    if (row.unit == "ms")
        heading += ", ms";
    page.paragraph(heading, 2);
    page.line("    " + padded_right(threshold ? "threshold" : printable(row.id), 11) + " " +
              padded_right(row.statistic, 5) + padded_left(without_unit(text.actual, row.unit), 8) +
              " " + padded_right(text.interval, 13) +
              padded_left(without_unit(text.target, row.unit), 9) +
              padded_left(without_unit(text.critical, row.unit), 12) + "  " +
              page.verdict(name_of(row.verdict)));
    if (!row.reason.empty())
        page.paragraph(row.reason, 6);
}

void write_rows(const Report& report, Page& page) {
    std::string profile;
    for (const Judgement* row : deciding_rows(report)) {
        if (row->profile != profile) {
            profile = row->profile;
            page.line();
            page.line(padded_right(printable(profile), 15) +
                      " stat   actual 95 % CI         target    critical  verdict");
        }
        write_row(*row, page);
    }
    const auto others = other_rows(report);
    if (others.empty())
        return;
    page.line();
    page.line("not judged in this run");
    std::string absent;
    for (const Judgement* row : others) {
        if (row->verdict == RowVerdict::no_data)
            absent += (absent.empty() ? "" : ", ") + row->id + " (" + row->operation + ")";
        else
            page.paragraph(fmt::format("{} {}: {}", row->id, name_of(row->verdict), row->reason),
                           2);
    }
    if (!absent.empty())
        page.paragraph("no such operation in this scenario: " + absent, 2);
}

void write_generator(const ReportView& view, Page& page) {
    const GeneratorView& generator = view.generator;
    const auto share = [](const std::optional<double>& ratio) {
        return ratio ? format_value(*ratio, "ratio") : std::string("-");
    };
    page.line();
    page.field(
        "generator",
        fmt::format("wake lag p50 {} ms, p99 {} ms, max {} ms; workers {}, each {} of a core "
                    "busy, stuck {} of the time",
                    number_or_dash(generator.wake_lag.p50.ms),
                    number_or_dash(generator.wake_lag.p99.ms),
                    number_or_dash(generator.wake_lag.max), generator.workers,
                    share(generator.cpu_share), share(generator.stalled_share)));
    const LatencyView& waits = generator.wait_lateness;
    page.field("host",
               fmt::format("waits ended p50 {} ms, p99 {} ms, max {} ms late before the run; a "
                           "clock reading costs {} ns; stalled {} of the time",
                           number_or_dash(waits.p50.ms), number_or_dash(waits.p99.ms),
                           number_or_dash(waits.max), generator.clock_cost.count(),
                           share(generator.host_stalled_share)));
}

}  // namespace

void write_console(const Report& report, std::ostream& out, bool colour) {
    const ReportView view = view_of(report);
    Page page(out, colour);
    write_header(report, view, page);
    write_loads(view, page);
    write_steady(view, page);
    write_operations(report.run, view, page);
    write_told(view, page);
    write_waiting(report.run, page);
    write_phases(view, page);
    write_meanwhile(report.run, page);
    write_rows(report, page);
    write_generator(view, page);
    for (const EvidenceLine& one : evidence_lines_of(report.run))
        page.field(one.word, printable(one.sentence));
    page.line();
    const std::string word = upper(name_of(report.verdict.outcome));
    auto lines = wrapped(printable(fmt::format("{}: {} (exit {}, {})", word, report.verdict.summary,
                                               static_cast<int>(report.verdict.exit_code),
                                               name_of(report.verdict.exit_code))),
                         0, page_columns);
    lines.front().replace(0, word.size(), page.verdict(name_of(report.verdict.outcome)));
    for (const std::string& one : lines) page.line(one);
}

}  // namespace sark::reports
