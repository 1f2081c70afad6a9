#include "reports/sweep/sweep_round.hpp"

#include <algorithm>
#include <cstdlib>

#include "reports/capacity/step_totals.hpp"

namespace sark::reports {

namespace {

std::optional<double> counter(const scenarios::RunResult& run, std::string_view name) {
    for (const auto& [key, change] : run.evidence.core)
        if (key == name)
            return change;
    return std::nullopt;
}

/// What the core's primary pool did; nothing in a scenario without one.
void add_pool(const scenarios::RunResult& run, SweptRound& round) {
    for (const SettingSource& setting : run.environment.settings)
        if (setting.setting == "pool_size")
            round.pool_size = std::strtod(setting.value.c_str(), nullptr);
    const auto waits = counter(run, "sark_db_pool_acquire_seconds_sum{pool=\"primary\"}");
    const auto count = counter(run, "sark_db_pool_acquire_seconds_count{pool=\"primary\"}");
    const auto lent = counter(run, "sark_db_connections_lent_seconds_total{pool=\"primary\"}");
    const double seconds = to_seconds(run.engine.measured);
    if (waits && count && *count > 0.0)
        round.figures[swept::pool_wait] = *waits / *count * 1e3;
    if (lent && seconds > 0.0 && round.pool_size.value_or(0.0) > 0.0)
        round.figures[swept::pool_use] = *lent / seconds / *round.pool_size;
    round.figures[swept::pool_timeouts] =
        counter(run, "sark_db_pool_timeouts_total{pool=\"primary\"}");
}

}  // namespace

SweptRound sweep_round(const Report& report, std::size_t point, unsigned number) {
    const scenarios::RunResult& run = report.run;
    SweptRound round;
    round.point = point;
    round.round = number;
    if (report.validity.verdict == ValidityVerdict::invalid) {
        const auto reason = std::ranges::find(report.validity.reasons, ValidityVerdict::invalid,
                                              &ValidityReason::severity);
        round.unusable = reason == report.validity.reasons.end() ? "invalid" : reason->code;
    }
    StepTotals totals;
    totals.add(run);
    const StepFigures figures = totals.figures();
    for (const workloads::LoadTally& load : run.engine.loads)
        round.offered_per_s += load.offered_rate;
    round.figures[swept::achieved] = figures.achieved_per_s;
    if (figures.operations > 0)
        round.figures[swept::errors] =
            static_cast<double>(figures.failed) / static_cast<double>(figures.operations);
    round.figures[swept::p50] = figures.p50_ms;
    round.figures[swept::p95] = figures.p95_ms;
    round.figures[swept::p99] = figures.p99_ms;
    add_pool(run, round);
    round.figures[swept::target_cores] = figures.target_cores;
    round.figures[swept::mean] = figures.mean_ms;
    return round;
}

}  // namespace sark::reports
