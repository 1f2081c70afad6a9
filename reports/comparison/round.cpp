#include "reports/comparison/round.hpp"

#include <cmath>

#include "reports/comparison/comparison_metric.hpp"
#include "reports/statistics/proportion.hpp"
#include "reports/statistics/student_t.hpp"

namespace sark::reports {

namespace {

constexpr double samples_beyond = 5.0;

/// CPU seconds that the target used: the managed services, or this process when the core runs in
/// it. Absent when the target's processes are not known.
std::optional<double> target_cpu(const scenarios::RunResult& run) {
    const double seconds = to_seconds(run.engine.measured);
    if (run.scenario.environment.needs_core)
        return (run.cpu.generator + run.cpu.services) * seconds;
    if (!run.environment.managed || run.cpu.services <= 0.0)
        return std::nullopt;
    return run.cpu.services * seconds;
}

std::optional<double> quantile_of(const LatencySample& sample, double q) {
    if (static_cast<double>(sample.total()) * (1.0 - q) < samples_beyond)
        return std::nullopt;
    return sample.bare_quantile(q).ms;
}

/// Of the logarithm; 0 where the interval is not known or open.
double quantile_deviation(const LatencySample& sample, double q) {
    const auto ci = sample.quantile(q).ci95;
    if (!ci || ci->open || ci->low <= 0.0 || !std::isfinite(ci->high))
        return 0.0;
    return std::log(ci->high / ci->low) / (2.0 * normal_975);
}

double ratio_deviation(const LatencySample& sample) {
    const auto ci = wilson_95(sample.failed(), sample.total());
    return ci ? (ci->high - ci->low) / (2.0 * normal_975) : 0.0;
}

}  // namespace

std::optional<std::size_t> operations_needed(std::string_view metric) {
    const auto beyond = [](double share) {
        return static_cast<std::size_t>(std::lround(samples_beyond / share));
    };
    if (metric == "p95")
        return beyond(0.05);
    if (metric == "p99")
        return beyond(0.01);
    return std::nullopt;
}

void ArmTotals::add(const scenarios::RunResult& run, std::string_view operation) {
    for (const workloads::LoadTally& load : run.engine.loads) {
        if (operation.empty())
            ended_ += load.achieved_rate * to_seconds(load.measured);
        for (const workloads::OperationTally& tally : load.operations) {
            if (!operation.empty() && tally.name != operation)
                continue;
            responses_.add_response(tally, Nanos{0});
            if (!operation.empty())
                ended_ += static_cast<double>(eligible_of(tally) - tally.abandoned);
        }
    }
    seconds_ += to_seconds(run.engine.measured);
    const auto cpu = operation.empty() ? target_cpu(run) : std::nullopt;
    cpu_s_ = cpu && cpu_s_ ? std::optional(*cpu_s_ + *cpu) : std::nullopt;
}

RoundFigures ArmTotals::figures() const {
    RoundFigures figures;
    figures.push_back(quantile_of(responses_, 0.95));
    figures.push_back(quantile_of(responses_, 0.99));
    figures.push_back(seconds_ > 0.0 ? std::optional(ended_ / seconds_) : std::nullopt);
    figures.push_back(ratio_of(responses_.failed(), responses_.total()));
    figures.push_back(cpu_s_ && ended_ > 0.0 ? std::optional(1e3 * *cpu_s_ / ended_)
                                             : std::nullopt);
    return figures;
}

std::vector<double> ArmTotals::deviations() const {
    // In the order of comparison_metrics; throughput and CPU say nothing about themselves.
    return {quantile_deviation(responses_, 0.95), quantile_deviation(responses_, 0.99), 0.0,
            ratio_deviation(responses_), 0.0};
}

RoundMeasure measure_round(const Report& report) {
    ArmTotals totals;
    totals.add(report.run);
    const RoundFigures figures = totals.figures();
    RoundMeasure measure;
    for (std::size_t i = 0; i < figures.size(); ++i)
        measure.values.push_back(to_effect_scale(comparison_metrics[i], figures[i]));
    if (report.validity.verdict != ValidityVerdict::invalid)
        return measure;
    for (const ValidityReason& reason : report.validity.reasons)
        if (reason.severity == ValidityVerdict::invalid) {
            measure.unusable = reason.code;
            break;
        }
    return measure;
}

}  // namespace sark::reports
