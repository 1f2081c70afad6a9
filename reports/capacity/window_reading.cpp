#include "reports/capacity/window_reading.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "reports/judgement/selection.hpp"
#include "reports/judgement/validity.hpp"
#include "reports/statistics/latency_sample.hpp"

namespace sark::reports {

namespace {

using Measure = Objective::Measure;

/// How many operations were within the objective.
std::uint64_t hits_of(const workloads::OperationTally& operation, const Objective& objective) {
    if (objective.measure == Measure::errors)
        return ok_of(operation);
    const Nanos limit = from_seconds(objective.limit_ms / 1e3);
    const std::uint64_t answered = operation.response_ok.count_at_most(limit);
    if (objective.measure == Measure::response)
        return answered;
    // Service times do not tell answers from failures: these may have been the fastest.
    const std::uint64_t failed = failures_of(operation) - operation.abandoned;
    const std::uint64_t served = operation.service.count_at_most(limit);
    return std::max(answered, served > failed ? served - failed : 0);
}

/// Service times borrow the parts of response times, as intervals do.
void add_parts(const workloads::OperationTally& operation, const Objective& objective,
               std::vector<PartCount>& parts) {
    if (parts.size() < operation.batches.size())
        parts.resize(operation.batches.size());
    const Nanos limit = from_seconds(objective.limit_ms / 1e3);
    for (std::size_t i = 0; i < operation.batches.size(); ++i) {
        const workloads::BatchTally& part = operation.batches[i];
        const std::uint64_t answered = part.response.count();
        const std::uint64_t within =
            objective.measure == Measure::errors ? answered : part.response.count_at_most(limit);
        parts[i].operations += static_cast<double>(answered + part.failed);
        parts[i].misses += static_cast<double>(answered - within + part.failed);
    }
}

ObjectiveEvidence count(const scenarios::RunResult& run, const Objective& objective) {
    ObjectiveEvidence seen;
    for (const SelectedOperation& one : select_operations(run, objective.row)) {
        const std::uint64_t all = eligible_of(*one.operation);
        seen.operations += all;
        seen.misses += all - std::min(all, hits_of(*one.operation, objective));
        add_parts(*one.operation, objective, seen.parts);
    }
    return seen;
}

/// More than 5 % of the arrivals did not end within the window, and more than chance leaves there
/// at its end: what is in flight anyway, and three deviations of it.
bool fell_behind(const workloads::LoadTally& load) {
    if (load.offered_rate <= 0.0 || load.planned == 0)
        return false;
    const double planned = static_cast<double>(load.planned);
    const double left = planned - static_cast<double>(load.ended_in_window);
    const double seconds = to_seconds(load.measured);
    const double in_flight = seconds > 0.0 ? load.in_flight_seconds / seconds : 0.0;
    return left > 0.05 * planned && left > in_flight + 3.0 * std::sqrt(in_flight + 1.0);
}

/// Limits for assess_validity(): how late a generator may be depends on what is asked.
std::vector<Judgement> limits_of(const std::vector<Objective>& objectives) {
    std::vector<Judgement> rows;
    for (const Objective& objective : objectives) {
        if (objective.measure == Measure::errors)
            continue;
        Judgement row;
        row.unit = "ms";
        row.comparison = "<";
        row.target = objective.limit_ms;
        rows.push_back(std::move(row));
    }
    return rows;
}

bool of_generator(std::string_view code) {
    constexpr std::array<std::string_view, 4> codes = {"wake_lag", "generator_stalled",
                                                       "generator_cpu", "rate_missed"};
    return std::ranges::find(codes, code) != codes.end();
}

/// What a machine without a spare core does to threads that want to run.
bool of_crowding(std::string_view code) {
    return code == "wake_lag" || code == "generator_stalled" || code == "host_stalled";
}

bool target_crowds_the_machine(const scenarios::RunResult& run) {
    const scenarios::CpuUse& cpu = run.cpu;
    const double cpus = run.environment.cpus;
    const double own = cpu.generator + cpu.services;
    constexpr double used_up = 0.85;
    return run.environment.shares_host && cpus > 0.0 && own >= used_up * cpus &&
           (cpu.services >= cpu.generator || run.scenario.environment.needs_core);
}

}  // namespace

WindowReading read_window(const scenarios::RunResult& run,
                          const std::vector<Objective>& objectives) {
    WindowReading reading;
    for (const Objective& objective : objectives)
        reading.evidence.objectives.push_back(count(run, objective));
    reading.evidence.fell_behind = std::ranges::any_of(run.engine.loads, fell_behind);
    const Validity validity = assess_validity(run, limits_of(objectives));
    if (validity.verdict != ValidityVerdict::invalid)
        return reading;
    for (const ValidityReason& reason : validity.reasons)
        if (reason.severity == ValidityVerdict::invalid)
            reading.codes.push_back(reason.code);
    if (std::ranges::all_of(reading.codes, of_crowding) && target_crowds_the_machine(run)) {
        reading.codes.clear();
        return reading;
    }
    reading.disturbance = std::ranges::all_of(reading.codes, of_generator) ? Disturbance::generator
                                                                           : Disturbance::host;
    return reading;
}

}  // namespace sark::reports
