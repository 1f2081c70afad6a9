#include "reports/judgement/verdict.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/statistics/latency_sample.hpp"

namespace sark::reports {

namespace {

struct Count {
    std::size_t rows = 0;
    std::string names;  ///< At most three, then how many more.
};

Count count_rows(const std::vector<Judgement>& rows, RowVerdict verdict) {
    Count count;
    for (const Judgement& row : rows) {
        if (row.verdict != verdict || !row.decides)
            continue;
        if (count.rows < 3)
            count.names += (count.rows == 0 ? "" : ", ") + row.id;
        ++count.rows;
    }
    if (count.rows > 3)
        count.names += fmt::format(" and {} more", count.rows - 3);
    return count;
}

struct Totals {
    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
};

Totals totals_of(const scenarios::RunResult& run) {
    Totals totals;
    for (const workloads::LoadTally& load : run.engine.loads)
        for (const workloads::OperationTally& operation : load.operations) {
            totals.ok += ok_of(operation);
            totals.failed += failures_of(operation);
        }
    return totals;
}

/// What rows and counts say, before validity and the run's status have their say.
Verdict judge_rows(const scenarios::RunResult& run, const std::vector<Judgement>& rows) {
    const Totals totals = totals_of(run);
    const Count failed = count_rows(rows, RowVerdict::fail);
    if (failed.rows > 0)
        return {Outcome::fail, ExitCode::sla_failed,
                fmt::format("{} of {} judged rows failed: {}", failed.rows,
                            std::ranges::count_if(rows, &Judgement::decides), failed.names)};
    if (totals.ok == 0 && totals.failed > 0)
        return {
            Outcome::fail, ExitCode::sla_failed,
            fmt::format("not one of {} operations was answered ok", format_count(totals.failed))};
    if (totals.ok == 0)
        return {Outcome::inconclusive, ExitCode::inconclusive, "nothing was measured"};
    const Count open = count_rows(rows, RowVerdict::inconclusive);
    const Count empty = count_rows(rows, RowVerdict::no_data);
    if (open.rows + empty.rows > 0)
        return {Outcome::inconclusive, ExitCode::inconclusive,
                fmt::format(
                    "{} could not be judged: {}", open.rows + empty.rows == 1 ? "a row" : "rows",
                    open.names + (open.rows > 0 && empty.rows > 0 ? ", " : "") + empty.names)};
    const Count passed = count_rows(rows, RowVerdict::pass);
    const Count warned = count_rows(rows, RowVerdict::warn);
    if (passed.rows + warned.rows == 0)
        return {Outcome::inconclusive, ExitCode::inconclusive,
                "no row was judged: the scenario has no threshold and no SLA row about its "
                "operations"};
    if (warned.rows > 0)
        return {Outcome::pass, ExitCode::pass,
                fmt::format("{} rows hold, {} of them only the critical level: {}",
                            passed.rows + warned.rows, warned.rows, warned.names)};
    return {Outcome::pass, ExitCode::pass,
            passed.rows == 1 ? "the one judged row meets its target"
                             : fmt::format("all {} judged rows meet their targets", passed.rows)};
}

std::string codes_of(const Validity& validity, ValidityVerdict severity) {
    std::string codes;
    for (const ValidityReason& reason : validity.reasons)
        if (reason.severity == severity)
            codes += (codes.empty() ? "" : ", ") + reason.code;
    return codes;
}

}  // namespace

Verdict conclude(const scenarios::RunResult& run, const Validity& validity,
                 const std::vector<Judgement>& rows) {
    Verdict verdict = judge_rows(run, rows);
    if (validity.verdict == ValidityVerdict::invalid)
        verdict = {Outcome::invalid, ExitCode::invalid_run,
                   "the numbers are not to be trusted (" +
                       codes_of(validity, ValidityVerdict::invalid) + "), whatever the rows say"};
    else if (validity.verdict == ValidityVerdict::suspect)
        verdict.summary +=
            "; the run is suspect (" + codes_of(validity, ValidityVerdict::suspect) + ")";

    // Whatever the rows say about those that were served, a reader must not miss the others.
    if (std::ranges::find(validity.reasons, "starving_connections", &ValidityReason::code) !=
        validity.reasons.end())
        verdict.summary += "; connections starved (starving_connections)";

    // How the run ended outranks what it measured: the caller must see that it was cut short.
    if (run.status == scenarios::RunStatus::aborted && run.breach) {
        verdict.summary = "a threshold ended the run: " + verdict.summary;
    } else if (run.status == scenarios::RunStatus::aborted) {
        verdict.exit_code = ExitCode::unavailable;
        if (verdict.outcome != Outcome::invalid)
            verdict.outcome = Outcome::fail;
        verdict.summary = "the run was aborted" +
                          (run.status_reason.empty() ? "" : ": " + run.status_reason) + "; " +
                          verdict.summary;
    } else if (run.status == scenarios::RunStatus::interrupted) {
        verdict.exit_code = ExitCode::interrupted;
        if (verdict.outcome == Outcome::pass)
            verdict.outcome = Outcome::inconclusive;
        verdict.summary = "the run was interrupted; until then: " + verdict.summary;
    }
    return verdict;
}

}  // namespace sark::reports
