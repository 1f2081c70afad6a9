#include "reports/judgement/load_books.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/judgement/selection.hpp"
#include "reports/statistics/concurrency.hpp"
#include "reports/statistics/connection_use.hpp"
#include "reports/statistics/latency_sample.hpp"
#include "reports/statistics/proportion.hpp"

namespace sark::reports {

namespace {

std::string percent(double ratio) {
    return format_value(ratio, "ratio");
}

bool is_closed(const scenarios::RunResult& run, const workloads::LoadTally& load) {
    const scenarios::LoadSpec* plan = plan_of(run, load.name);
    if (plan == nullptr)
        return load.offered_rate <= 0.0;
    return std::holds_alternative<workloads::ClosedArrivals>(plan->arrivals);
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
            findings.add("accounting", ValidityVerdict::invalid, std::move(imbalance));
}

void check_length(const scenarios::RunResult& run, Findings& findings) {
    std::uint64_t planned = 0;
    for (const workloads::LoadTally& load : run.engine.loads) planned += load.planned;
    const double seconds = to_seconds(run.engine.measured);
    if (planned == 0 || seconds <= 0.0)
        findings.add(
            "nothing_measured", ValidityVerdict::suspect,
            fmt::format("{} operations were due in a window of {:.3f} s", planned, seconds));
    else if (seconds < 5.0)
        findings.add("short_window", ValidityVerdict::suspect,
                     fmt::format("{:.3f} s were measured, less than 5 s", seconds));
}

void note_closed_loop(const workloads::LoadTally& load, Findings& findings) {
    findings.note("closed_loop",
                  fmt::format("load {} waits for answers before it asks again: slow answers hide "
                              "others (coordinated omission)",
                              load.name));
}

void check_rate(const workloads::LoadTally& load, Findings& findings) {
    const std::uint64_t explained = load.started + load.overdue;
    const std::uint64_t missing = load.planned > explained ? load.planned - explained : 0;
    const double share = ratio_of(missing, load.planned).value_or(0.0);
    if (share > 0.02)
        findings.add("rate_missed", ValidityVerdict::invalid,
                     fmt::format("load {} never sent {} of {} planned operations ({}) although "
                                 "connections were idle",
                                 load.name, format_count(missing), format_count(load.planned),
                                 percent(share)));
}

/// What a window inherits beyond what is in flight at any instant made it wait: it is charged for
/// the warm-up's queue.
void check_backlog(const workloads::LoadTally& load, Findings& findings) {
    const auto use = concurrency_of(load);
    if (!use || load.planned == 0)
        return;
    const double usual = use->in_flight + 3.0 * std::sqrt(use->in_flight) + 1.0;
    const double excess = static_cast<double>(load.backlog_at_begin) - usual;
    const double share = excess / static_cast<double>(load.planned);
    if (share > 0.005)
        findings.add(
            "backlog_at_begin", ValidityVerdict::suspect,
            fmt::format("load {}: {} operations of the warm-up had not ended when the "
                        "window began, {} more than are in flight at other times: {} of "
                        "the window's {} operations, above 0.5 %, waited behind them",
                        load.name, format_count(load.backlog_at_begin), format_number(excess),
                        percent(share), format_count(load.planned)));
}

void check_connections(const workloads::LoadTally& load, Findings& findings) {
    const ConnectionUse use = connection_use_of(load);
    if (use.starving == 0)
        return;
    findings.note("starving_connections",
                  fmt::format("load {}: {} of {} connections starved: the target left operations "
                              "on them unanswered while it served others (completions per "
                              "connection: min {}, median {}, max {}; {} operations outstanding "
                              "at the end); latencies tell of the connections that were served",
                              load.name, use.starving, use.connections, format_count(use.min),
                              format_count(use.median), format_count(use.max),
                              format_count(load.outstanding_at_end)));
}

/// Little's law: operations in flight = rate x time in the system.
void check_law(const workloads::LoadTally& load, Findings& findings) {
    const auto use = concurrency_of(load);
    if (!use || use->agrees())
        return;
    const std::string figures = fmt::format(
        "load {}: {} operations were in flight on average, but achieved rate x mean "
        "service time makes {}",
        load.name, format_number(use->in_flight), format_number(use->accounted));
    if (use->gap() <= use->utmost())
        findings.note("littles_law",
                      figures + (use->in_flight > use->accounted
                                     ? ": operations that did not end within the window are "
                                       "missing from it"
                                     : ": operations that began before the window are in it"));
    else
        findings.add("littles_law", ValidityVerdict::invalid,
                     figures + fmt::format(", and no more than {} can be explained: the "
                                           "generator's own books contradict each other",
                                           format_number(use->utmost())));
}

}  // namespace

void check_load_books(const scenarios::RunResult& run, Findings& findings) {
    check_accounting(run, findings);
    check_length(run, findings);
    for (const workloads::LoadTally& load : run.engine.loads) {
        if (is_closed(run, load)) {
            note_closed_loop(load, findings);
        } else {
            check_rate(load, findings);
            check_backlog(load, findings);
        }
        check_connections(load, findings);
        check_law(load, findings);
    }
}

}  // namespace sark::reports
