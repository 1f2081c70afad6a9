#include "reports/judgement/measure.hpp"

#include <algorithm>

#include "reports/statistics/latency_sample.hpp"
#include "reports/statistics/proportion.hpp"

namespace sark::reports {

namespace {

using Kind = Statistic::Kind;
using Operations = std::vector<SelectedOperation>;

double number(std::uint64_t count) {
    return static_cast<double>(count);
}

/// The share of its load's plan that an operation is.
double share_of_plan(const SelectedOperation& selected) {
    return ratio_of(eligible_of(*selected.operation), selected.load->planned).value_or(0.0);
}

Measured count_samples(const Operations& selected) {
    Measured measured;
    for (const SelectedOperation& one : selected) {
        measured.samples += eligible_of(*one.operation);
        measured.failed += failures_of(*one.operation);
    }
    return measured;
}

/// Absent when a latency has no such statistic.
std::optional<LatencyEstimate> estimate_of(const LatencySample& sample,
                                           const Statistic& statistic) {
    switch (statistic.kind) {
        case Kind::quantile:
            return sample.quantile(statistic.q);
        case Kind::mean:
            return sample.mean();
        case Kind::min:
            return sample.smallest();
        case Kind::max:
            return sample.largest();
        case Kind::rate:
        case Kind::count:
            return std::nullopt;
    }
    return std::nullopt;
}

Measured measure_latency(bool service, const Statistic& statistic, const Operations& selected) {
    LatencySample response_sample;
    LatencySample service_sample;
    for (const SelectedOperation& one : selected) {
        response_sample.add_response(*one.operation, one.timeout);
        if (service)
            service_sample.add_service(*one.operation, one.timeout);
    }
    Measured measured = count_samples(selected);
    auto estimate = estimate_of(response_sample, statistic);
    measured.defined = estimate.has_value();
    if (!estimate)
        return measured;
    // No operation's service time exceeds its response time, so both bound it from above.
    if (service) {
        const LatencyEstimate bound = *estimate_of(service_sample, statistic);
        if (bound.ms && (!estimate->ms || *bound.ms < *estimate->ms))
            estimate = bound;
    }
    measured.value = estimate->ms;
    measured.among_failures = estimate->among_failures;
    measured.ci95 = estimate->ci95;
    measured.inflation = estimate->inflation;
    return measured;
}

/// Answers that told nothing are ranked behind those that did, unless the client's clock bounds
/// the statistic more closely.
Measured measure_server(const Statistic& statistic, const Operations& selected) {
    Measured measured = measure_latency(true, statistic, selected);
    LatencySample server;
    Measured::Told told;
    for (const SelectedOperation& one : selected) {
        server.add_server(*one.operation, one.timeout);
        told.answers += one.operation->server ? one.operation->server->count() : 0;
        told.ok += ok_of(*one.operation);
    }
    measured.told = told;
    if (told.answers == 0 || !measured.defined)
        return measured;
    const LatencyEstimate estimate = *estimate_of(server, statistic);
    const bool closer = estimate.ms && (!measured.value || *estimate.ms < *measured.value);
    if (!told.all() && !closer)
        return measured;
    measured.value = estimate.ms;
    measured.among_failures = estimate.among_failures;
    measured.ci95 = estimate.ci95;
    measured.inflation = estimate.inflation;
    return measured;
}

/// Hits per operation (rate of errors and of abandoned), or how many.
Measured measure_share(std::uint64_t hits, const Statistic& statistic, const Operations& selected) {
    Measured measured = count_samples(selected);
    if (statistic.kind == Kind::rate) {
        TimeBatches batches;
        for (const SelectedOperation& one : selected) batches.add(*one.operation, 0.0);
        measured.value = ratio_of(hits, measured.samples);
        measured.ci95 = wilson_95(hits, measured.samples, batches.failures());
    } else if (statistic.kind == Kind::count) {
        if (measured.samples > 0)
            measured.value = number(hits);
    } else {
        measured.defined = false;
    }
    return measured;
}

/// Ok answers per second of a load whose window is not empty. In an open loop it is the offered
/// rate times the part of the plan that was answered ok and in pace, so that the chance in a
/// Poisson plan's length is not the target's.
double throughput_of(const SelectedOperation& selected) {
    const workloads::LoadTally& load = *selected.load;
    const double seconds = to_seconds(load.measured);
    const double ok = number(ok_of(*selected.operation));
    if (load.offered_rate <= 0.0 || load.planned == 0)
        return ok / seconds;
    const double planned_rate = number(load.planned) / seconds;
    const double pace = std::min(1.0, load.achieved_rate / planned_rate);
    const double completed = number(load.completed);
    const double in_plan = ok / number(load.planned);
    const double in_pace = completed > 0.0 ? pace * ok / completed : 0.0;
    return load.offered_rate * std::min(in_plan, in_pace);
}

Measured measure_throughput(const Statistic& statistic, const Operations& selected) {
    Measured measured = count_samples(selected);
    measured.defined = statistic.kind == Kind::rate;
    if (!measured.defined || measured.samples == 0)
        return measured;
    double sum = 0.0;
    for (const SelectedOperation& one : selected) {
        if (one.load->measured <= Nanos{0})
            return measured;
        sum += throughput_of(one);
    }
    measured.value = sum;
    return measured;
}

/// Completed operations, whatever their outcome: k6's iterations.
Measured measure_iterations(const Statistic& statistic, const Operations& selected) {
    Measured measured = count_samples(selected);
    measured.defined = statistic.kind == Kind::rate || statistic.kind == Kind::count;
    if (!measured.defined || measured.samples == 0)
        return measured;
    double sum = 0.0;
    for (const SelectedOperation& one : selected) {
        const double done = number(eligible_of(*one.operation) - one.operation->abandoned);
        if (statistic.kind == Kind::rate && one.load->measured <= Nanos{0})
            return measured;
        sum += statistic.kind == Kind::count ? done : done / to_seconds(one.load->measured);
    }
    measured.value = sum;
    return measured;
}

}  // namespace

Measured measure(std::string_view metric, const Statistic& statistic, const Operations& selected) {
    if (metric == "response" || metric == "service")
        return measure_latency(metric == "service", statistic, selected);
    if (metric == server_metric)
        return measure_server(statistic, selected);
    if (metric == "throughput")
        return measure_throughput(statistic, selected);
    if (metric == "iterations")
        return measure_iterations(statistic, selected);
    if (metric == "error_ratio" || metric == "errors")
        return measure_share(count_samples(selected).failed, statistic, selected);
    if (metric == "abandoned") {
        std::uint64_t abandoned = 0;
        for (const SelectedOperation& one : selected) abandoned += one.operation->abandoned;
        return measure_share(abandoned, statistic, selected);
    }
    Measured undefined;
    undefined.defined = false;
    return undefined;
}

double offered_rate(const Operations& selected) {
    double sum = 0.0;
    for (const SelectedOperation& one : selected)
        sum += one.load->offered_rate * share_of_plan(one);
    return sum;
}

}  // namespace sark::reports
