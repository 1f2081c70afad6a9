#include "reports/judgement/host_health.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/statistics/generator_use.hpp"

namespace sark::reports {

namespace {

std::string percent(double ratio) {
    return format_value(ratio, "ratio");
}

/// A given service may have helpers of its own that we cannot tell from strangers (a pooler, the
/// application behind a proxy): then their CPU is a doubt, not a verdict.
bool strangers_may_be_the_targets(const scenarios::RunResult& run) {
    return !run.environment.managed && run.environment.shares_host;
}

void check_foreign_cpu(const scenarios::RunResult& run, double cpus, Findings& findings) {
    if (!run.cpu.others)
        return;
    const double others = *run.cpu.others;
    const bool doubt = strangers_may_be_the_targets(run);
    const double invalid =
        doubt ? std::numeric_limits<double>::infinity() : std::max(0.5, 0.25 * cpus);
    findings.above("foreign_cpu", others, std::max(0.25, 0.125 * cpus), invalid, [&](double limit) {
        return fmt::format("other programs used {} of {} cores, above {}{}", format_number(others),
                           run.environment.cpus, format_number(limit),
                           doubt ? "; other than those that listen at the given addresses" : "");
    });
}

void check_sharing(const scenarios::RunResult& run, double cpus, Findings& findings) {
    if (!run.environment.shares_host)
        return;
    const scenarios::CpuUse& cpu = run.cpu;
    const double busy =
        (cpu.generator + cpu.services + cpu.others.value_or(0.0) + cpu.steal) / cpus;
    if (busy > 0.95)
        findings.add("shares_host", ValidityVerdict::suspect,
                     fmt::format("target and generator share this machine and it was {} busy, "
                                 "above 95 %",
                                 percent(busy)));
    else
        findings.note("shares_host", "target and generator share this machine");
}

void check_cpu(const scenarios::RunResult& run, double cpus, Findings& findings) {
    check_foreign_cpu(run, cpus, findings);
    const double steal = run.cpu.steal / cpus;
    findings.above("steal", steal, steal_suspect, steal_invalid, [&](double limit) {
        return fmt::format("the hypervisor took {} of the CPU time, above {}", percent(steal),
                           percent(limit));
    });
}

void check_throttling(const scenarios::RunResult& run, Findings& findings) {
    const double throttled = run.cpu.throttled.value_or(0.0);
    findings.above("throttled", throttled, 0.01, 0.05, [&](double limit) {
        return fmt::format(
            "the CPU quota of our control group kept threads from running for {} "
            "of the window (summed over cores), above {}",
            percent(throttled), percent(limit));
    });
}

void check_stalls(const scenarios::RunResult& run, Findings& findings) {
    const double stalled = host_stalled_share_of(run).value_or(0.0);
    findings.above("host_stalled", stalled, 0.01, 0.05, [&](double limit) {
        return fmt::format(
            "a thread that only wakes up every 5 ms was held up for {} of "
            "the window, above {}: this host stalls",
            percent(stalled), percent(limit));
    });
}

}  // namespace

void check_host_health(const scenarios::RunResult& run, Findings& findings) {
    check_throttling(run, findings);
    check_stalls(run, findings);
    const double cpus = run.environment.cpus;
    if (cpus <= 0.0)
        return;
    check_cpu(run, cpus, findings);
    check_sharing(run, cpus, findings);
}

}  // namespace sark::reports
