#include "reports/statistics/generator_use.hpp"

namespace sark::reports {

namespace {

std::optional<double> share_of(Nanos used, Nanos window, const scenarios::RunResult& run) {
    if (run.engine.generator.workers == 0 || run.engine.measured <= Nanos{0})
        return std::nullopt;
    return to_seconds(used) / (to_seconds(window) * run.engine.generator.workers);
}

}  // namespace

std::optional<double> cpu_share_of(const scenarios::RunResult& run) {
    return share_of(run.engine.generator.cpu, run.scenario.warmup + run.engine.measured, run);
}

std::optional<double> host_stalled_share_of(const scenarios::RunResult& run) {
    const workloads::GeneratorTally& generator = run.engine.generator;
    if (generator.host_lag.count() == 0 || run.engine.measured <= Nanos{0})
        return std::nullopt;
    return to_seconds(generator.host_stalled) / to_seconds(run.engine.measured);
}

std::optional<double> stalled_share_of(const scenarios::RunResult& run) {
    return share_of(run.engine.generator.stalled, run.engine.measured, run);
}

}  // namespace sark::reports
