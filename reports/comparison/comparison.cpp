#include "reports/comparison/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "reports/comparison/comparison_text.hpp"
#include "reports/comparison/failing_arms.hpp"

namespace sark::reports {

namespace {

constexpr std::size_t throughput = place_of("throughput");

MetricVerdict verdict_of(const MetricFinding& finding) {
    if (finding.blocks == 0)
        return MetricVerdict::not_measured;
    if (finding.regressed)
        return MetricVerdict::regressed;
    return finding.cleared ? MetricVerdict::held : MetricVerdict::open;
}

/// The change that tolerance and detectable effect make together, on the side that is worse.
std::optional<double> detectable_change(const ComparisonMetric& metric, double tolerance,
                                        const std::optional<double>& effect) {
    if (!effect)
        return std::nullopt;
    return from_effect(metric, tolerance_effect(metric, tolerance) + *effect);
}

std::vector<ComparedMetric> compare(const ComparisonSetup& setup, const PairedRun& run,
                                    const std::array<ArmTotals, 2>& totals) {
    const std::vector<MetricFinding> findings = run.findings();
    const RoundFigures a = totals[0].figures();
    const RoundFigures b = totals[1].figures();
    std::vector<ComparedMetric> compared;
    for (std::size_t i = 0; i < comparison_metrics.size(); ++i) {
        const ComparisonMetric& metric = comparison_metrics[i];
        ComparedMetric line = metric_line(metric, setup.tolerances);
        line.figures = {a[i], b[i]};
        if (i < run.detectable().size())
            line.detectable = detectable_change(metric, line.tolerance, run.detectable()[i]);
        if (i < findings.size()) {
            const MetricFinding& finding = findings[i];
            if (finding.effect)
                line.change = from_effect(metric, *finding.effect);
            line.interval95 = change_interval(metric, finding.interval95);
            line.p_regressed = finding.p_regressed;
            line.blocks = finding.blocks;
            line.verdict = verdict_of(finding);
        }
        compared.push_back(std::move(line));
    }
    return compared;
}

/// Why a latency is not compared, and how to mend that.
std::vector<std::string> notes_of(const Comparison& comparison) {
    const double seconds = to_seconds(comparison.setup.round);
    std::size_t most = 0;
    for (const ComparedRound& round : comparison.rounds)
        most = std::max(
            most, static_cast<std::size_t>(round.figures[throughput].value_or(0.0) * seconds));
    std::vector<std::string> notes;
    for (const ComparedMetric& metric : comparison.metrics) {
        const auto needed = operations_needed(metric.name);
        if (metric.verdict == MetricVerdict::not_measured && needed && most > 0 && most < *needed)
            notes.push_back(
                fmt::format("{} is not compared: it takes {} operations in a round, and a round of "
                            "{:.1f} s had at most {}; lengthen --round",
                            metric.name, *needed, seconds, most));
    }
    return notes;
}

/// With a tenth to spare.
std::string enough_time(Nanos shortest) {
    return fmt::format("{:.0f}s", std::ceil(1.1 * to_seconds(shortest)));
}

std::string summary_of(const Comparison& comparison, const FailingArms& failing,
                       Nanos shortest_budget) {
    switch (comparison.outcome) {
        case ComparisonOutcome::regressed:
            return "B is worse than A by more than is tolerated: " +
                   names_where(comparison.metrics, MetricVerdict::regressed);
        case ComparisonOutcome::no_regression:
            return "B is not worse than A by more than is tolerated" +
                   not_compared_text(comparison.metrics);
        case ComparisonOutcome::invalid:
            return fmt::format("{} of {} blocks were disturbed: nothing can be said",
                               comparison.blocks_discarded,
                               comparison.blocks_discarded + comparison.blocks_used);
        case ComparisonOutcome::inconclusive:
        case ComparisonOutcome::not_comparable:
            break;
    }
    if (comparison.ended_by)
        return comparison.ended_by->code == Errc::interrupted
                   ? "stopped before it was decided"
                   : "ended before it was decided: " + describe(*comparison.ended_by);
    if (failing.throughout())
        return failing.text();
    if (comparison.blocks_planned == 0)
        return fmt::format(
            "{:.0f} s do not hold the {} blocks that the first look takes: allow --max-time {} at "
            "least, and more to find small changes",
            to_seconds(comparison.setup.budget), blocks_before_first_look,
            enough_time(shortest_budget));
    const std::string open = names_where(comparison.metrics, MetricVerdict::open);
    const std::string missing = names_where(comparison.metrics, MetricVerdict::not_measured);
    return "neither a regression nor its absence could be shown" +
           (open.empty() ? "" : ", undecided: " + open) +
           (missing.empty() ? "" : ", not measured: " + missing);
}

ExitCode exit_code_of(const Comparison& comparison) {
    switch (comparison.outcome) {
        case ComparisonOutcome::regressed:
            return ExitCode::regressed;
        case ComparisonOutcome::no_regression:
            return ExitCode::pass;
        case ComparisonOutcome::invalid:
            return ExitCode::invalid_run;
        case ComparisonOutcome::inconclusive:
        case ComparisonOutcome::not_comparable:
            break;
    }
    return comparison.ended_by ? reports::exit_code_of(comparison.ended_by->code)
                               : ExitCode::inconclusive;
}

}  // namespace

std::string not_compared_text(const std::vector<ComparedMetric>& metrics) {
    std::string names;
    for (const ComparedMetric& metric : metrics)
        if (metric.operation.empty() && metric.verdict == MetricVerdict::not_measured)
            names += (names.empty() ? "" : ", ") + metric.name;
    return names.empty() ? "" : " (not compared: " + names + ")";
}

Comparison conclude(ComparisonSetup setup, const PairedRun& run, std::vector<ComparedRound> rounds,
                    const std::array<ArmTotals, 2>& totals, Nanos elapsed,
                    std::optional<Error> ended_by) {
    Comparison comparison;
    comparison.metrics = compare(setup, run, totals);
    comparison.setup = std::move(setup);
    comparison.rounds = std::move(rounds);
    comparison.blocks_planned = run.blocks_planned();
    comparison.blocks_used = run.blocks_used();
    comparison.blocks_discarded = run.blocks_discarded();
    comparison.disturbances.assign(run.reasons().begin(), run.reasons().end());
    comparison.elapsed = elapsed;
    comparison.ended_by = std::move(ended_by);
    FailingArms failing;
    for (const ComparedRound& round : comparison.rounds) failing.add(round.arm, round.figures);
    comparison.outcome = run.outcome();
    if (failing.throughout() && comparison.outcome == ComparisonOutcome::no_regression)
        comparison.outcome = ComparisonOutcome::inconclusive;
    if (!failing.throughout())
        comparison.notes = notes_of(comparison);
    comparison.question = "is B worse than A by more than the tolerance?";
    comparison.exit_code = exit_code_of(comparison);
    comparison.summary = summary_of(comparison, failing, run.shortest_budget());
    return comparison;
}

ComparedMetric metric_line(const ComparisonMetric& metric, const Tolerances& tolerances) {
    ComparedMetric line;
    line.name = metric.name;
    line.unit = metric.unit;
    line.is_ratio = metric.is_ratio;
    line.more_is_worse = metric.more_is_worse;
    line.tolerance = tolerance_of(metric, tolerances);
    line.limit = from_effect(metric, tolerance_effect(metric, line.tolerance));
    line.verdict = MetricVerdict::not_measured;
    return line;
}

std::optional<CentreInterval> change_interval(const ComparisonMetric& metric,
                                              const std::optional<CentreInterval>& effects) {
    if (!effects)
        return std::nullopt;
    const double one = from_effect(metric, effects->low);
    const double other = from_effect(metric, effects->high);
    return CentreInterval{std::min(one, other), std::max(one, other)};
}

std::string names_where(const std::vector<ComparedMetric>& metrics, MetricVerdict verdict) {
    std::string names;
    for (const ComparedMetric& metric : metrics)
        if (metric.verdict == verdict)
            names += (names.empty() ? "" : ", ") + label_of(metric) +
                     (metric.change ? " " + change_text(metric, *metric.change) : "");
    return names;
}

}  // namespace sark::reports
