#include "reports/judgement/generator_health.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/statistics/generator_use.hpp"
#include "reports/statistics/order_statistics.hpp"

namespace sark::reports {

namespace {

std::string percent(double ratio) {
    return format_value(ratio, "ratio");
}

/// Every operation runs inside the workers, so their CPU time is the target's.
bool all_in_process(const scenarios::RunResult& run) {
    for (const workloads::LoadTally& load : run.engine.loads)
        for (const workloads::OperationTally& operation : load.operations)
            if (operation.driver != "core")
                return false;
    return true;
}

/// The smallest latency limit that is judged, in ms; absent without one.
std::optional<double> tightest_limit(const std::vector<Judgement>& rows) {
    std::optional<double> tightest;
    for (const Judgement& row : rows) {
        const bool judged = row.decides && row.unit == "ms" && row.target && *row.target > 0.0;
        if (judged && row.comparison.starts_with('<'))
            tightest = std::min(tightest.value_or(*row.target), *row.target);
    }
    return tightest;
}

void check_wake_lag(const scenarios::RunResult& run, const std::vector<Judgement>& rows,
                    Findings& findings) {
    const auto lag = run.engine.generator.wake_lag.quantile(0.99);
    if (!lag)
        return;
    // Judged of however few there are; only the words tell a p99 of forty from one of forty
    // thousand.
    const std::uint64_t samples = run.engine.generator.wake_lag.count();
    const std::string few = samples < samples_needed(0.99)
                                ? fmt::format(" (of only {} samples)", format_count(samples))
                                : "";
    const double limit_ms = tightest_limit(rows).value_or(0.0);
    // However lax the limit, a generator that is 100 ms late does not make the load it claims.
    findings.above("wake_lag", to_ms(*lag), std::clamp(0.1 * limit_ms, 1.0, 20.0),
                   std::clamp(0.5 * limit_ms, 10.0, 100.0), [&](double limit) {
                       return fmt::format(
                           "p99 of the generator's own lateness is {} ms{}, above {} ms",
                           format_number(to_ms(*lag)), few, format_number(limit));
                   });
}

/// Whose doing it was that workers were stuck, as a thread beside them saw it that has nothing to
/// do.
std::string whose_stall(const scenarios::RunResult& run) {
    const auto host = host_stalled_share_of(run);
    if (!host)
        return "";
    return fmt::format("; a thread beside them that only wakes up was held up for {}",
                       percent(*host));
}

void check_stalls(const scenarios::RunResult& run, double share, Findings& findings) {
    findings.above("generator_stalled", share, 0.01, 0.05, [&](double limit) {
        return fmt::format("workers were stuck for {} of their time, above {}{}", percent(share),
                           percent(limit), whose_stall(run));
    });
}

void check_cpu(const scenarios::RunResult& run, double share, Findings& findings) {
    const auto message = [&](double limit) {
        return fmt::format("workers used {} of a core each, above {}", percent(share),
                           percent(limit));
    };
    if (run.scenario.wait != workloads::EngineOptions::Wait::sleep)
        findings.note("generator_cpu", "workers spin before arrivals, so their CPU says nothing");
    else if (!all_in_process(run))
        findings.above("generator_cpu", share, 0.75, 0.90, message);
    else if (share > 0.75)
        findings.note("generator_cpu", message(0.75) + "; the target runs inside them");
}

}  // namespace

void check_generator_health(const scenarios::RunResult& run, const std::vector<Judgement>& rows,
                            Findings& findings) {
    check_wake_lag(run, rows, findings);
    if (const auto stalled = stalled_share_of(run))
        check_stalls(run, *stalled, findings);
    if (const auto cpu = cpu_share_of(run))
        check_cpu(run, *cpu, findings);
}

}  // namespace sark::reports
