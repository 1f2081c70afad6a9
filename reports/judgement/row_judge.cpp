#include "reports/judgement/row_judge.hpp"

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/judgement/evidence_measure.hpp"
#include "reports/judgement/evidence_row.hpp"
#include "reports/judgement/informational_row.hpp"
#include "reports/judgement/measure.hpp"
#include "reports/judgement/recovery.hpp"
#include "reports/judgement/selection.hpp"
#include "reports/judgement/server_time.hpp"
#include "reports/judgement/statistic.hpp"

namespace sark::reports {

namespace {

/// One limit of a row: the target or the critical level.
struct Level {
    std::string word;       ///< "target" | "critical level"
    std::string statistic;  ///< "p95"
    double limit = 0.0;
    Measured measured;
    bool met = false;
};

void append(std::string& reason, const std::string& sentence) {
    if (!reason.empty())
        reason += "; ";
    reason += sentence;
}

bool meets(const Measured& measured, const SlaRow& row, double limit) {
    if (measured.among_failures || !measured.value)
        return false;
    const bool floor = row.comparison.starts_with('>');
    const double slack = limit * row.tolerance;
    return holds(*measured.value, row.comparison, floor ? limit - slack : limit + slack);
}

/// "p95 6.2 ms misses the target < 5 ms".
std::string sentence_of(const Level& level, const SlaRow& row) {
    const std::string outcome =
        fmt::format("{} the {} {}", level.met ? "meets" : "misses", level.word,
                    format_limit(row.comparison, level.limit, row.unit));
    if (level.measured.among_failures)
        return fmt::format("{} lies among the {} of {} that failed and {}", level.statistic,
                           format_count(level.measured.failed),
                           format_count(level.measured.samples), outcome);
    return fmt::format("{} {} {}", level.statistic, format_value(*level.measured.value, row.unit),
                       outcome);
}

bool spans(const std::optional<Interval95>& interval, double limit) {
    return interval && interval->low <= limit && interval->high >= limit;
}

Judgement identity_of(const SlaRow& row, const std::string& profile) {
    Judgement judged;
    judged.id = row.id;
    judged.profile = profile;
    judged.title = row.title;
    judged.operation = row.label;
    judged.metric = row.metric;
    judged.statistic = row.statistic;
    judged.comparison = row.comparison;
    judged.target = row.target;
    judged.critical = row.critical;
    judged.critical_statistic = row.critical_statistic;
    judged.unit = row.unit;
    judged.source = row.source;
    judged.measured_at = row.measured_at;
    return judged;
}

Judgement not_judged(Judgement judged, RowVerdict verdict, bool decides, std::string reason) {
    judged.verdict = verdict;
    judged.decides = decides;
    judged.reason = std::move(reason);
    return judged;
}

std::string absent_operation(const SlaRow& row) {
    if (!row.label.empty())
        return fmt::format("operation {} is not part of this scenario", row.label);
    return fmt::format("this scenario has no {} operation",
                       row.driver.empty() ? "such" : row.driver);
}

/// What the run's server lacks for the row; empty when it has everything (E-24).
std::string missing_need(const SlaRow& row, const scenarios::RunResult& run) {
    if (row.needs != "timescale_license")
        return {};
    for (const auto& [name, value] : run.environment.facts)
        if (name == "postgresql.timescaledb" && value.ends_with("timescale licence"))
            return {};
    return "needs TimescaleDB under the Timescale licence, which the server does not have";
}

/// What row.statistic and row.critical_statistic came to; absent when a word has no meaning.
std::optional<std::vector<Level>> measure_levels(const SlaRow& row,
                                                 const std::vector<SelectedOperation>& selected) {
    std::vector<Level> levels;
    if (row.target)
        levels.push_back({"target", row.statistic, *row.target, {}, false});
    if (row.critical)
        levels.push_back({"critical level",
                          row.critical_statistic.empty() ? row.statistic : row.critical_statistic,
                          *row.critical,
                          {},
                          false});
    for (Level& level : levels) {
        const auto statistic = parse_statistic(level.statistic);
        if (!statistic)
            return std::nullopt;
        level.measured = measure(row.metric, *statistic, selected);
        if (!level.measured.defined)
            return std::nullopt;
        level.met = meets(level.measured, row, level.limit);
    }
    return levels;
}

/// Why the levels cannot be judged yet; empty when they can.
std::string too_few(const std::vector<Level>& levels) {
    std::string reason;
    for (const Level& level : levels) {
        const std::uint64_t needed = samples_needed(*parse_statistic(level.statistic));
        if (level.measured.samples < needed)
            append(reason, fmt::format("{} needs {} samples, the run has {}", level.statistic,
                                       format_count(needed), format_count(level.measured.samples)));
    }
    return reason;
}

RowVerdict verdict_of(const std::vector<Level>& levels) {
    const Level& outermost = levels.back();
    if (!outermost.met)
        return RowVerdict::fail;
    return levels.front().met ? RowVerdict::pass : RowVerdict::warn;
}

/// A floor on a rate cannot be missed by a target that kept up with an offer below that floor.
bool offered_too_little(const SlaRow& row, const Measured& measured, double offered) {
    return row.metric == "throughput" && row.target && offered > 0.0 &&
           offered < *row.target * (1.0 - row.tolerance) && measured.value &&
           *measured.value >= 0.99 * offered;
}

/// What the run cannot say about how certain a latency is; empty when it can.
std::string doubt_of(const Level& level) {
    const auto kind = parse_statistic(level.statistic)->kind;
    if (kind != Statistic::Kind::quantile && kind != Statistic::Kind::mean)
        return {};
    const Measured& measured = level.measured;
    if (measured.ci95 && measured.ci95->open)
        return "slow ones came in too few bursts to bound " + level.statistic + " above";
    if (!measured.ci95 && !measured.among_failures)
        return "the window is too short for a CI of " + level.statistic;
    return {};
}

/// The figures behind the verdict, and what makes them less than certain.
std::string explain(const std::vector<Level>& levels, const SlaRow& row, RowVerdict verdict) {
    std::string reason;
    if (verdict == RowVerdict::warn)
        append(reason, sentence_of(levels.front(), row));
    if (verdict != RowVerdict::pass)
        append(reason, sentence_of(levels.back(), row));
    for (const Level& level : levels)
        if (spans(level.measured.ci95, level.limit))
            append(reason, fmt::format("CI spans the limit of the {}", level.word));
    const Measured& measured = levels.front().measured;
    const bool latency = row.unit == "ms";
    for (const Level& level : levels)
        if (const std::string doubt = latency ? doubt_of(level) : ""; !doubt.empty())
            append(reason, doubt);
    if (latency && measured.failed > 0 && !measured.among_failures)
        append(reason, fmt::format("{} of {} failed, ranked slower than any answer",
                                   format_count(measured.failed), format_count(measured.samples)));
    return reason;
}

/// The row as if it decided.
Judgement judge_limits(const SlaRow& row, const std::string& profile,
                       const scenarios::RunResult& run) {
    Judgement judged = identity_of(row, profile);
    if (std::string missing = missing_need(row, run); !missing.empty())
        return not_judged(std::move(judged), RowVerdict::skipped, false, std::move(missing));
    if (!row.skipped.empty())
        return not_judged(std::move(judged), RowVerdict::skipped, false, row.skipped);
    const auto selected = select_operations(run, row);
    if (selected.empty() && !is_planned(run, row))
        return not_judged(std::move(judged), RowVerdict::no_data, row.required,
                          absent_operation(row));
    if (row.metric == recovery_metric)
        return judge_recovery(row, std::move(judged), run);
    const double offered = offered_rate(selected);
    if (is_evidence_metric(row.metric))
        return judge_evidence_row(row, std::move(judged), run, offered);
    if (offered < row.minimum_offered)
        return not_judged(std::move(judged), RowVerdict::skipped, false,
                          fmt::format("judged from {} offered per second, this load offers {}",
                                      format_number(row.minimum_offered), format_number(offered)));
    const auto levels = measure_levels(row, selected);
    if (!levels || levels->empty())
        return not_judged(std::move(judged), RowVerdict::no_data, true,
                          fmt::format("{} has no statistic {}", row.metric, row.statistic));

    const Measured& target = levels->front().measured;
    judged.samples = target.samples;
    judged.failed = target.failed;
    if (target.samples == 0 || (!target.value && !target.among_failures))
        return not_judged(
            std::move(judged), RowVerdict::no_data, true,
            row.label.empty() ? "nothing was measured" : "nothing was measured of " + row.label);
    if (std::string reason = too_few(*levels); !reason.empty())
        return not_judged(std::move(judged), RowVerdict::inconclusive, true, std::move(reason));

    judged.actual = target.value;
    judged.ci95 = target.ci95;
    if (!row.critical_statistic.empty())
        judged.critical_actual = levels->back().measured.value;
    judged.verdict = verdict_of(*levels);
    judged.reason = explain(*levels, row, judged.verdict);
    if (judged.verdict != RowVerdict::pass && offered_too_little(row, target, offered)) {
        judged.verdict = RowVerdict::inconclusive;
        append(judged.reason, fmt::format("the load offered only {}/s", format_number(offered)));
    }
    qualify_server_time(target, judged);
    return judged;
}

}  // namespace

Judgement judge_row(const SlaRow& row, const std::string& profile,
                    const scenarios::RunResult& run) {
    Judgement judged = judge_limits(row, profile, run);
    return row.informational ? as_information(row, std::move(judged)) : judged;
}

}  // namespace sark::reports
