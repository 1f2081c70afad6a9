#include "reports/judgement/validity.hpp"

#include <algorithm>
#include <functional>
#include <variant>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/judgement/selection.hpp"
#include "reports/statistics/generator_use.hpp"
#include "reports/statistics/latency_sample.hpp"
#include "reports/statistics/proportion.hpp"

namespace sark::reports {

namespace {

using Severity = ValidityVerdict;

/// Collects reasons; the worst severity is the verdict.
class Findings {
 public:
    void add(std::string code, Severity severity, std::string message) {
        validity_.verdict = std::max(validity_.verdict, severity);
        validity_.reasons.push_back({std::move(code), severity, std::move(message)});
    }
    /// Adds when value is above the lower of two limits, as severe as the limit it is above.
    void above(std::string code, double value, double suspect, double invalid,
               const std::function<std::string(double limit)>& message) {
        if (value > invalid)
            add(std::move(code), Severity::invalid, message(invalid));
        else if (value > suspect)
            add(std::move(code), Severity::suspect, message(suspect));
    }
    [[nodiscard]] Validity take() && { return std::move(validity_); }

 private:
    Validity validity_;
};

std::string percent(double ratio) {
    return format_value(ratio, "ratio");
}

double measured_seconds(const scenarios::RunResult& run) {
    return to_seconds(run.engine.measured);
}

bool is_closed(const scenarios::RunResult& run, const workloads::LoadTally& load) {
    const scenarios::LoadSpec* plan = plan_of(run, load.name);
    if (plan == nullptr)
        return load.offered_rate <= 0.0;
    return std::holds_alternative<workloads::ClosedArrivals>(plan->arrivals);
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

/// Returns why a load's books do not balance; empty when they do.
std::string imbalance_of(const workloads::LoadTally& load) {
    if (load.planned != load.completed + load.abandoned)
        return fmt::format("load {}: planned {} is not completed {} + abandoned {}", load.name,
                           load.planned, load.completed, load.abandoned);
    std::uint64_t ended = 0;
    std::uint64_t abandoned = 0;
    for (const workloads::OperationTally& operation : load.operations) {
        ended += eligible_of(operation) - operation.abandoned;
        abandoned += operation.abandoned;
        if (operation.response_ok.count() != ok_of(operation) ||
            operation.response_failed.count() != failures_of(operation))
            return fmt::format("operation {}: {} ok and {} failed, but {} and {} timed",
                               operation.name, ok_of(operation), failures_of(operation),
                               operation.response_ok.count(), operation.response_failed.count());
    }
    if (ended != load.completed || abandoned != load.abandoned)
        return fmt::format("load {}: its operations ended {} and abandoned {}, the load {} and {}",
                           load.name, ended, abandoned, load.completed, load.abandoned);
    return {};
}

void check_accounting(const scenarios::RunResult& run, Findings& findings) {
    for (const workloads::LoadTally& load : run.engine.loads)
        if (std::string imbalance = imbalance_of(load); !imbalance.empty())
            findings.add("accounting", Severity::invalid, std::move(imbalance));
}

void check_length(const scenarios::RunResult& run, Findings& findings) {
    std::uint64_t planned = 0;
    for (const workloads::LoadTally& load : run.engine.loads) planned += load.planned;
    const double seconds = measured_seconds(run);
    if (planned == 0 || seconds <= 0.0)
        findings.add(
            "nothing_measured", Severity::suspect,
            fmt::format("{} operations were due in a window of {:.3f} s", planned, seconds));
    else if (seconds < 5.0)
        findings.add("short_window", Severity::suspect,
                     fmt::format("{:.3f} s were measured, less than 5 s", seconds));
}

void check_wake_lag(const scenarios::RunResult& run, const std::vector<Judgement>& rows,
                    Findings& findings) {
    const auto lag = run.engine.generator.wake_lag.quantile(0.99);
    if (!lag)
        return;
    const double limit_ms = tightest_limit(rows).value_or(0.0);
    // However lax the limit, a generator that is 100 ms late does not make the load it claims.
    findings.above("wake_lag", to_ms(*lag), std::clamp(0.1 * limit_ms, 1.0, 20.0),
                   std::clamp(0.5 * limit_ms, 10.0, 100.0), [&](double limit) {
                       return fmt::format(
                           "p99 of the generator's own lateness is {} ms, above {} ms",
                           format_number(to_ms(*lag)), format_number(limit));
                   });
}

void check_generator(const scenarios::RunResult& run, Findings& findings) {
    if (!cpu_share_of(run))
        return;
    const double stalled = *stalled_share_of(run);
    findings.above("generator_stalled", stalled, 0.01, 0.05, [&](double limit) {
        return fmt::format("workers were stuck for {} of their time, above {}", percent(stalled),
                           percent(limit));
    });
    const double share = *cpu_share_of(run);
    const auto message = [&](double limit) {
        return fmt::format("workers used {} of a core each, above {}", percent(share),
                           percent(limit));
    };
    if (!all_in_process(run))
        findings.above("generator_cpu", share, 0.75, 0.90, message);
    else if (share > 0.75)
        findings.add("generator_cpu", Severity::valid,
                     message(0.75) + "; the target runs inside them");
}

void check_rate(const scenarios::RunResult& run, Findings& findings) {
    for (const workloads::LoadTally& load : run.engine.loads) {
        if (is_closed(run, load)) {
            findings.add("closed_loop", Severity::valid,
                         fmt::format("load {} waits for answers before it asks again: slow answers "
                                     "hide others (coordinated omission)",
                                     load.name));
            continue;
        }
        const std::uint64_t explained = load.started + load.overdue;
        const std::uint64_t missing = load.planned > explained ? load.planned - explained : 0;
        const double share = ratio_of(missing, load.planned).value_or(0.0);
        if (share > 0.02)
            findings.add("rate_missed", Severity::invalid,
                         fmt::format("load {} never sent {} of {} planned operations ({}) although "
                                     "connections were idle",
                                     load.name, format_count(missing), format_count(load.planned),
                                     percent(share)));
    }
}

void check_host(const scenarios::RunResult& run, Findings& findings) {
    const double cpus = run.environment.cpus;
    if (cpus <= 0.0)
        return;
    const scenarios::CpuUse& cpu = run.cpu;
    const double others = cpu.others.value_or(0.0);
    findings.above("foreign_cpu", others, std::max(0.25, 0.125 * cpus), std::max(0.5, 0.25 * cpus),
                   [&](double limit) {
                       return fmt::format("other programs used {} of {} cores, above {}",
                                          format_number(others), run.environment.cpus,
                                          format_number(limit));
                   });
    const double steal = cpu.steal / cpus;
    findings.above("steal", steal, 0.05, 0.15, [&](double limit) {
        return fmt::format("the hypervisor took {} of the CPU time, above {}", percent(steal),
                           percent(limit));
    });
    if (!run.environment.shares_host)
        return;
    const double busy = (cpu.generator + cpu.services + others + cpu.steal) / cpus;
    if (busy > 0.95)
        findings.add("shares_host", Severity::suspect,
                     fmt::format("target and generator share this machine and it was {} busy, "
                                 "above 95 %",
                                 percent(busy)));
    else
        findings.add("shares_host", Severity::valid, "target and generator share this machine");
}

void note_status(const scenarios::RunResult& run, Findings& findings) {
    if (run.status == scenarios::RunStatus::completed)
        return;
    const bool aborted = run.status == scenarios::RunStatus::aborted;
    findings.add(
        aborted ? "aborted" : "interrupted", Severity::valid,
        run.status_reason.empty() ? "the run ended before its plan did" : run.status_reason);
}

}  // namespace

Validity assess_validity(const scenarios::RunResult& run, const std::vector<Judgement>& rows) {
    Findings findings;
    check_accounting(run, findings);
    check_length(run, findings);
    check_wake_lag(run, rows, findings);
    check_generator(run, findings);
    check_rate(run, findings);
    check_host(run, findings);
    note_status(run, findings);
    return std::move(findings).take();
}

}  // namespace sark::reports
