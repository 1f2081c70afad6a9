#include "reports/comparison/comparison.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "reports/comparison/comparison_text.hpp"

namespace sark::reports {

namespace {

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

std::string summary_of(const Comparison& comparison) {
    switch (comparison.outcome) {
        case ComparisonOutcome::regressed:
            return "B is worse than A by more than is tolerated: " +
                   names_where(comparison.metrics, MetricVerdict::regressed);
        case ComparisonOutcome::no_regression:
            return "B is not worse than A by more than is tolerated";
        case ComparisonOutcome::invalid:
            return fmt::format("{} of {} blocks were disturbed: nothing can be said",
                               comparison.blocks_discarded,
                               comparison.blocks_discarded + comparison.blocks_used);
        case ComparisonOutcome::inconclusive:
        case ComparisonOutcome::not_comparable:
            break;
    }
    if (comparison.interrupted)
        return "stopped before it was decided";
    if (comparison.blocks_planned == 0)
        return fmt::format(
            "the time holds fewer than {} blocks: allow more with --max-time or "
            "shorten --round",
            blocks_before_first_look);
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
    return comparison.interrupted ? ExitCode::interrupted : ExitCode::inconclusive;
}

}  // namespace

Comparison conclude(ComparisonSetup setup, const PairedRun& run, std::vector<ComparedRound> rounds,
                    const std::array<ArmTotals, 2>& totals, Nanos elapsed, bool interrupted) {
    Comparison comparison;
    comparison.metrics = compare(setup, run, totals);
    comparison.setup = std::move(setup);
    comparison.rounds = std::move(rounds);
    comparison.blocks_planned = run.blocks_planned();
    comparison.blocks_used = run.blocks_used();
    comparison.blocks_discarded = run.blocks_discarded();
    comparison.disturbances.assign(run.reasons().begin(), run.reasons().end());
    comparison.elapsed = elapsed;
    comparison.interrupted = interrupted;
    comparison.outcome = run.outcome();
    comparison.question = "is B worse than A by more than the tolerance?";
    comparison.exit_code = exit_code_of(comparison);
    comparison.summary = summary_of(comparison);
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
