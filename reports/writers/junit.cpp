#include <algorithm>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/names.hpp"
#include "reports/row_text.hpp"
#include "reports/views/failure_rows.hpp"
#include "reports/views/run_view.hpp"
#include "reports/writers/text.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

enum class CaseState : std::uint8_t { passed, failed, skipped };

/// Anything that keeps a run from passing is a failure, also what could not be judged: a green
/// suite beside a red exit code would mislead.
CaseState state_of(const Judgement& row) {
    if (!row.decides)
        return CaseState::skipped;
    const bool held = row.verdict == RowVerdict::pass || row.verdict == RowVerdict::warn;
    return held ? CaseState::passed : CaseState::failed;
}

std::string name_of_case(const Judgement& row) {
    if (row.profile == "thresholds")
        return row.id;
    const RowText text = text_of(row);
    std::string name = row.id + " " + row.title;
    if (!row.operation.empty())
        name += " (" + row.operation + ")";
    return name + ": " + row.statistic + " " + text.target;
}

void write_case(const Judgement& row, std::ostream& out) {
    const RowText text = text_of(row);
    out << fmt::format("    <testcase classname=\"{}\" name=\"{}\"", escaped_markup(row.profile),
                       escaped_markup(printable(name_of_case(row))));
    const std::string reason = escaped_markup(printable(row.reason));
    switch (state_of(row)) {
        case CaseState::passed:
            out << fmt::format(">\n      <system-out>{} {}{}, {} samples{}{}</system-out>\n",
                               escaped_markup(row.statistic), escaped_markup(text.actual),
                               text.interval.empty() ? "" : " [" + text.interval + "]", row.samples,
                               reason.empty() ? "" : "; ", reason);
            break;
        case CaseState::failed:
            out << fmt::format(">\n      <failure type=\"{}\" message=\"{}\"/>\n",
                               name_of(row.verdict), reason);
            break;
        case CaseState::skipped:
            out << fmt::format(">\n      <skipped message=\"{}\"/>\n", reason);
            break;
    }
    out << "    </testcase>\n";
}

void write_validity_case(const Report& report, std::ostream& out) {
    std::string reasons;
    for (const ValidityReason& reason : report.validity.reasons)
        reasons += fmt::format("{}{} ({}): {}", reasons.empty() ? "" : "; ", reason.code,
                               name_of(reason.severity), reason.message);
    const std::string text = escaped_markup(printable(reasons));
    out << "    <testcase classname=\"run\" name=\"the numbers are valid\">\n";
    if (report.validity.verdict == ValidityVerdict::invalid)
        out << fmt::format("      <failure type=\"invalid\" message=\"{}\"/>\n", text);
    else
        out << fmt::format("      <system-out>{}: {}</system-out>\n",
                           name_of(report.validity.verdict), text);
    out << "    </testcase>\n";
}

void write_verdict_case(const Report& report, std::ostream& out) {
    std::string summary = report.verdict.summary;
    if (const auto failure = main_failure_of(report.run))
        summary += fmt::format("; most failures: {}, {} {}", failure->operation,
                               format_count(failure->count), why_text(*failure));
    const std::string text = escaped_markup(printable(summary));
    out << "    <testcase classname=\"run\" name=\"verdict\">\n";
    if (report.verdict.exit_code == ExitCode::pass)
        out << fmt::format("      <system-out>{}</system-out>\n", text);
    else
        out << fmt::format("      <failure type=\"{}\" message=\"{}\"/>\n",
                           name_of(report.verdict.exit_code), text);
    out << "    </testcase>\n";
}

}  // namespace

void write_junit(const Report& report, std::ostream& out) {
    const auto count = [&](CaseState state) {
        return std::ranges::count(report.judgements, state, state_of);
    };
    const std::ptrdiff_t failures = count(CaseState::failed) +
                                    (report.validity.verdict == ValidityVerdict::invalid ? 1 : 0) +
                                    (report.verdict.exit_code == ExitCode::pass ? 0 : 1);
    const std::string totals =
        fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{:.3f}\"",
                    report.judgements.size() + 2, failures, count(CaseState::skipped),
                    to_seconds(report.run.engine.measured));
    const std::string name = escaped_markup(printable(report.run.scenario.name));
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        << fmt::format("<testsuites name=\"sark-bench\" {}>\n", totals)
        << fmt::format("  <testsuite name=\"{}\" timestamp=\"{}\" {}>\n", name,
                       to_iso8601(report.run.engine.started_at), totals);
    write_validity_case(report, out);
    write_verdict_case(report, out);
    for (const Judgement& row : report.judgements) write_case(row, out);
    out << "  </testsuite>\n</testsuites>\n";
}

}  // namespace sark::reports
