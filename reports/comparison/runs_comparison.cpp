#include "reports/comparison/runs_comparison.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "reports/comparison/comparison_text.hpp"
#include "reports/comparison/plan_changes.hpp"
#include "reports/comparison/runs_apart.hpp"
#include "reports/names.hpp"

namespace sark::reports {

namespace {

constexpr std::size_t notes_max = 12;

ApartMetric apart_metric(const ComparisonMetric& metric, const Tolerances& tolerances) {
    return {tolerance_effect(metric, tolerance_of(metric, tolerances)),
            tolerance_effect(metric, indifference_of(metric)), metric.plausible_deviation};
}

void note(std::vector<std::string>& notes, const std::string& text) {
    if (std::ranges::find(notes, text) == notes.end() && notes.size() < notes_max)
        notes.push_back(text);
}

}  // namespace

std::string unusable_because(const Report& report) {
    if (report.run.status != scenarios::RunStatus::completed)
        return fmt::format("the run was {}", name_of(report.run.status));
    if (report.validity.verdict != ValidityVerdict::invalid)
        return "";
    for (const ValidityReason& reason : report.validity.reasons)
        if (reason.severity == ValidityVerdict::invalid)
            return fmt::format("the run is invalid: {}", reason.code);
    return "the run is invalid";
}

RunsComparison::RunsComparison(ComparisonSetup setup, Rule rule)
    : setup_(std::move(setup)), rule_(rule) {}

void RunsComparison::compare_with_reference(Arm side, const scenarios::RunResult& run) {
    if (!reference_) {
        reference_ = run;
        reference_side_ = side;
        return;
    }
    const bool same_side = side == *reference_side_;
    const bool base_first = *reference_side_ == Arm::a;
    const scenarios::RunResult& base = base_first ? *reference_ : run;
    const scenarios::RunResult& candidate = base_first ? run : *reference_;
    for (RunDifference& difference : differences_between(base, candidate)) {
        if (same_side)
            difference.where +=
                fmt::format(" (within {}, run {})", side == Arm::a ? "A" : "B", run.id);
        const auto same = [&](const RunDifference& other) {
            return other.what == difference.what && other.where == difference.where;
        };
        if (std::ranges::none_of(differences_, same))
            differences_.push_back(std::move(difference));
    }
    if (same_side)
        return;
    for (const PlanChange& change : plan_changes_between(base.server.plans, candidate.server.plans))
        note(plan_changes_, plan_change_text(change));
    for (const std::string& text : notable_differences(base, candidate)) note(notes_, text);
}

void RunsComparison::add_figures(Arm side, Run& run, const scenarios::RunResult& result) {
    std::set<std::string> names{""};
    for (const workloads::LoadTally& load : result.engine.loads)
        for (const workloads::OperationTally& tally : load.operations) {
            if (names.insert(tally.name).second &&
                std::ranges::find(operations_, tally.name) == operations_.end())
                operations_.push_back(tally.name);
        }
    for (const std::string& name : names) {
        ArmTotals own;
        own.add(result, name);
        totals_[name][static_cast<std::size_t>(side)].add(result, name);
        const RoundFigures figures = own.figures();
        if (name.empty())
            run.line.figures = figures;
        Figures& values = run.by_operation[name];
        values.deviations = own.deviations();
        for (std::size_t i = 0; i < figures.size(); ++i)
            values.values.push_back(to_effect_scale(comparison_metrics[i], figures[i]));
    }
}

void RunsComparison::add(Arm side, const Report& report, const std::string& place) {
    Run run;
    run.line.side = side;
    run.line.id = report.run.id;
    run.line.place = place;
    run.line.started_at = to_iso8601(report.run.engine.started_at);
    run.line.validity = name_of(report.validity.verdict);
    run.started = report.run.engine.started_at;
    for (const Run& other : runs_) {
        if (other.line.id != run.line.id)
            continue;
        if (other.line.side == side) {
            note(notes_, "run " + run.line.id + " was given twice and counts once");
            return;
        }
        note(notes_, "run " + run.line.id + " is on both sides: it says nothing about itself");
    }
    compare_with_reference(side, report.run);
    run.line.unusable = unusable_because(report);
    if (run.line.unusable.empty()) {
        run.undisturbed = report.validity.verdict == ValidityVerdict::valid;
        if (report.validity.verdict == ValidityVerdict::suspect)
            note(notes_,
                 "run " + run.line.id + " is suspect: " +
                     (report.validity.reasons.empty() ? "" : report.validity.reasons[0].code));
        add_figures(side, run, report.run);
    } else {
        note(notes_, "run " + run.line.id + " is left out: " + run.line.unusable);
    }
    runs_.push_back(std::move(run));
}

ComparedMetric RunsComparison::line(const std::string& operation, std::size_t metric, double alpha,
                                    const std::vector<std::size_t>& sessions) const {
    const ComparisonMetric& about = comparison_metrics[metric];
    std::array<std::vector<RunValue>, 2> values;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        const auto found = runs_[i].by_operation.find(operation);
        if (found == runs_[i].by_operation.end() || !found->second.values[metric])
            continue;
        values[static_cast<std::size_t>(runs_[i].line.side)].push_back(
            {sessions[i], *found->second.values[metric], found->second.deviations[metric]});
    }
    const ApartMetric rule = apart_metric(about, setup_.tolerances);
    const ApartFinding finding = judge_apart(rule, values[0], values[1]);

    ComparedMetric line = metric_line(about, setup_.tolerances);
    line.operation = operation;
    if (const auto totals = totals_.find(operation); totals != totals_.end())
        line.figures = {totals->second[0].figures()[metric], totals->second[1].figures()[metric]};
    if (!finding.effect)
        return line;
    line.verdict = finding.p_cleared <= rule_.beta ? MetricVerdict::held : MetricVerdict::open;
    line.change = from_effect(about, *finding.effect);
    line.interval95 = change_interval(about, finding.interval95);
    line.p_regressed = finding.p_regressed;
    line.detectable = from_effect(about, detectable_apart(rule, finding, alpha));
    line.deviation = finding.deviation;
    line.deviation_assumed = finding.degrees == 0;
    return line;
}

std::vector<ComparedMetric> RunsComparison::lines(const std::vector<std::size_t>& sessions,
                                                  std::vector<std::string>& notes) const {
    std::vector<ComparedMetric> metrics;
    const double share = operations_.size() > 1 ? rule_.alpha / 2.0 : rule_.alpha;
    const double alpha = share / static_cast<double>(comparison_metrics.size());
    for (std::size_t m = 0; m < comparison_metrics.size(); ++m)
        metrics.push_back(line("", m, alpha, sessions));
    // One operation alone is all of them.
    if (operations_.size() > 1)
        for (const std::string& operation : operations_)
            for (std::size_t m = 0; m < comparison_metrics.size(); ++m)
                if (comparison_metrics[m].name != "cpu_per_op")
                    metrics.push_back(line(
                        operation, m, alpha / static_cast<double>(operations_.size()), sessions));
    if (std::ranges::any_of(metrics, &ComparedMetric::deviation_assumed))
        note(notes,
             "too few runs tell how runs of the same thing differ: what is plausible is assumed");
    const bool apart =
        std::ranges::any_of(sessions, [&](std::size_t session) { return session != sessions[0]; });
    if (apart)
        note(notes,
             "the runs were made in several sessions (an hour or more apart): the session "
             "is the unit");
    return metrics;
}

ComparisonOutcome RunsComparison::decide(std::vector<ComparedMetric>& metrics) const {
    bool found = false;
    const auto judge_family = [&](bool whole, double alpha) {
        std::vector<ComparedMetric*> family;
        std::vector<double> p;
        for (ComparedMetric& metric : metrics)
            if (metric.operation.empty() == whole &&
                metric.verdict != MetricVerdict::not_measured) {
                family.push_back(&metric);
                p.push_back(*metric.p_regressed);
            }
        const std::vector<bool> falls = holm(p, alpha);
        for (std::size_t i = 0; i < family.size(); ++i)
            if (falls[i]) {
                family[i]->verdict = MetricVerdict::regressed;
                found = true;
            }
        return !family.empty();
    };
    const double share = operations_.size() > 1 ? rule_.alpha / 2.0 : rule_.alpha;
    const bool any = judge_family(true, share);
    judge_family(false, share);
    if (found) {
        // What is plausible between runs is assumed of undisturbed ones.
        const bool shown = std::ranges::any_of(metrics, [](const ComparedMetric& metric) {
            return metric.verdict == MetricVerdict::regressed && !metric.deviation_assumed;
        });
        return shown || (undisturbed(Arm::a) && undisturbed(Arm::b))
                   ? ComparisonOutcome::regressed
                   : ComparisonOutcome::inconclusive;
    }
    const bool all_held = std::ranges::none_of(metrics, [](const ComparedMetric& metric) {
        return metric.operation.empty() && metric.verdict == MetricVerdict::open;
    });
    return any && all_held ? ComparisonOutcome::no_regression : ComparisonOutcome::inconclusive;
}

bool RunsComparison::undisturbed(Arm side) const {
    return std::ranges::any_of(
        runs_, [&](const Run& run) { return run.line.side == side && run.undisturbed; });
}

/// Of the runs that count.
FailingArms RunsComparison::failing() const {
    FailingArms failing;
    for (const Run& run : runs_)
        if (run.line.unusable.empty())
            failing.add(run.line.side, run.line.figures);
    return failing;
}

std::string RunsComparison::summary_of(const Comparison& comparison) const {
    switch (comparison.outcome) {
        case ComparisonOutcome::not_comparable:
            return fmt::format("{} {} the runs: compare what is equal, or say --allow-different",
                               comparison.differences.size(),
                               comparison.differences.size() == 1 ? "difference separates"
                                                                  : "differences separate");
        case ComparisonOutcome::invalid:
            return "no valid run on one side: invalid runs are never compared";
        case ComparisonOutcome::regressed:
            return "B is worse than A by more than is tolerated: " +
                   names_where(comparison.metrics, MetricVerdict::regressed);
        case ComparisonOutcome::no_regression:
            return "B is not worse than A by more than is tolerated, all operations together" +
                   not_compared_text(comparison.metrics);
        case ComparisonOutcome::inconclusive:
            break;
    }
    if (failing().throughout())
        return failing().text();
    const std::vector<ComparedMetric> whole(
        comparison.metrics.begin(),
        comparison.metrics.begin() + static_cast<std::ptrdiff_t>(comparison_metrics.size()));
    if (const std::string worse = names_where(comparison.metrics, MetricVerdict::regressed);
        !worse.empty())
        return fmt::format(
            "B looks worse than A, but every run of {} is suspect, and what disturbed it may have "
            "done that: measure again, or both in turn with ab: {}",
            undisturbed(Arm::a)   ? "B"
            : undisturbed(Arm::b) ? "A"
                                  : "both",
            worse);
    const std::string open = names_where(whole, MetricVerdict::open);
    std::string text = "neither a regression nor its absence could be shown";
    if (open.empty())
        return text + ": nothing was measured in both";
    text += ", undecided: " + open;
    if (std::ranges::any_of(whole, &ComparedMetric::deviation_assumed))
        text += "; measure A again (run --repeat, baseline set), or both in turn with ab";
    return text;
}

Comparison RunsComparison::conclude() const {
    Comparison comparison;
    comparison.kind = ComparisonKind::apart;
    comparison.setup = setup_;
    comparison.gated = rule_.gated;
    comparison.question = "is the ratio of B to A above 1 + tolerance?";
    comparison.differences = differences_;
    comparison.notes = plan_changes_;
    comparison.notes.insert(comparison.notes.end(), notes_.begin(), notes_.end());
    std::vector<UtcTime> starts;
    for (const Run& run : runs_) starts.push_back(run.started);
    const std::vector<std::size_t> sessions = sessions_of(starts);
    std::array<bool, 2> usable{};
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        comparison.runs.push_back(runs_[i].line);
        comparison.runs.back().session = sessions[i];
        usable[static_cast<std::size_t>(runs_[i].line.side)] |= runs_[i].line.unusable.empty();
    }
    if (!differences_.empty() && !rule_.allow_different) {
        comparison.outcome = ComparisonOutcome::not_comparable;
        comparison.exit_code = ExitCode::not_comparable;
    } else if (!usable[0] || !usable[1]) {
        comparison.outcome = ComparisonOutcome::invalid;
        comparison.exit_code = ExitCode::invalid_run;
    } else {
        comparison.metrics = lines(sessions, comparison.notes);
        comparison.outcome = decide(comparison.metrics);
        if (comparison.outcome == ComparisonOutcome::no_regression && failing().throughout())
            comparison.outcome = ComparisonOutcome::inconclusive;
        comparison.exit_code = ExitCode::pass;
        if (rule_.gated && comparison.outcome == ComparisonOutcome::regressed)
            comparison.exit_code = ExitCode::regressed;
        if (rule_.gated && comparison.outcome == ComparisonOutcome::inconclusive)
            comparison.exit_code = ExitCode::inconclusive;
    }
    comparison.summary = summary_of(comparison);
    return comparison;
}

}  // namespace sark::reports
