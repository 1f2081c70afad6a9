#include "reports/views/run_view.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/judgement/selection.hpp"
#include "reports/statistics/concurrency.hpp"
#include "reports/statistics/generator_use.hpp"
#include "reports/statistics/latency_sample.hpp"
#include "reports/statistics/order_statistics.hpp"
#include "reports/statistics/proportion.hpp"

namespace sark::reports {

namespace {

LatencyView::Quantile quantile_of(const LatencySample& sample, double q) {
    if (sample.total() < samples_needed(q))
        return {};
    const LatencyEstimate estimate = sample.quantile(q);
    return {estimate.ms, estimate.ci95, estimate.inflation, estimate.among_failures};
}

}  // namespace

LatencyView latency_of(const LatencySample& sample) {
    LatencyView view;
    view.samples = sample.total();
    view.min = sample.answers_min_ms();
    view.mean = sample.answers_mean_ms();
    view.max = sample.answers_max_ms();
    view.p50 = quantile_of(sample, 0.50);
    view.p90 = quantile_of(sample, 0.90);
    view.p95 = quantile_of(sample, 0.95);
    view.p99 = quantile_of(sample, 0.99);
    view.p99_9 = quantile_of(sample, 0.999);
    return view;
}

namespace {

LatencyView latency_of(const workloads::Histogram& histogram) {
    LatencySample sample;
    sample.add_answers(histogram);
    return latency_of(sample);
}

/// Evenly spaced on the tail axis, as far out as the sample rule lets a quantile be known.
std::vector<CurvePoint> curve_of(const LatencySample& sample) {
    std::vector<CurvePoint> points;
    constexpr std::array<double, 10> steps = {1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.3, 8.0};
    for (double decade = 1.0; decade < 1e7; decade *= 10.0)
        for (const double step : steps) {
            const double tail = decade * step;
            const double q = 1.0 - 1.0 / tail;
            if (sample.total() < samples_needed(q))
                return points;
            const LatencyEstimate estimate = q > 0.0 ? sample.bare_quantile(q) : sample.smallest();
            if (!estimate.ms)
                return points;
            points.push_back({q, tail, *estimate.ms});
        }
    return points;
}

std::optional<ToldView> told_of(const workloads::OperationTally& tally) {
    const std::uint64_t said = tally.cache_hits + tally.cache_misses;
    if (!tally.server && said == 0)
        return std::nullopt;
    ToldView view;
    view.answers = ok_of(tally);
    view.timed = tally.server ? tally.server->count() : 0;
    LatencySample server;
    server.add_told(tally);
    view.server = latency_of(server);
    view.cache_hits = tally.cache_hits;
    view.cache_misses = tally.cache_misses;
    view.hit_share = ratio_of(tally.cache_hits, said);
    if (view.timed > 0 && view.timed < view.answers)
        view.remark = fmt::format("only {} of {} ok answers of {} told the server's own time",
                                  format_count(view.timed), format_count(view.answers), tally.name);
    return view;
}

OperationView operation_of(const workloads::OperationTally& tally, Nanos timeout) {
    OperationView view;
    view.name = tally.name;
    view.load = tally.load;
    view.driver = tally.driver;
    view.count = eligible_of(tally);
    view.failed = failures_of(tally);
    view.outcomes = tally.outcomes;
    view.abandoned = tally.abandoned;
    view.bytes_sent = tally.bytes_sent;
    view.bytes_received = tally.bytes_received;
    view.error_ratio = ratio_of(view.failed, view.count);
    TimeBatches batches;
    batches.add(tally, 0.0);
    view.error_ci95 = wilson_95(view.failed, view.count, batches.failures());
    LatencySample response;
    response.add_response(tally, timeout);
    LatencySample service;
    service.add_all_sent(tally);
    view.response = latency_of(response);
    view.service = latency_of(service);
    view.told = told_of(tally);
    view.response_curve = curve_of(response);
    view.service_curve = curve_of(service);
    return view;
}

LoadView load_of(const workloads::LoadTally& tally, const scenarios::LoadSpec* plan) {
    LoadView view;
    view.name = tally.name;
    view.executor = plan != nullptr ? plan->executor : "";
    view.driver = tally.operations.empty() ? "" : tally.operations.front().driver;
    view.closed =
        plan != nullptr && std::holds_alternative<workloads::ClosedArrivals>(plan->arrivals);
    view.offered_rate = tally.offered_rate;
    view.achieved_rate = tally.achieved_rate;
    view.planned = tally.planned;
    view.started = tally.started;
    view.completed = tally.completed;
    view.overdue = tally.overdue;
    view.abandoned = tally.abandoned;
    view.dropped = tally.dropped;
    view.connections = connection_use_of(tally);
    if (const auto use = concurrency_of(tally)) {
        view.in_flight_mean = use->in_flight;
        view.rate_times_service = use->accounted;
        view.concurrency_tolerance = use->tolerance();
    }
    return view;
}

/// The word that all loads share, or "mixed".
std::string common_word(const std::vector<LoadView>& loads, std::string LoadView::*member) {
    if (loads.empty())
        return {};
    const std::string& first = loads.front().*member;
    const bool same =
        std::ranges::all_of(loads, [&](const LoadView& load) { return load.*member == first; });
    return same ? first : "mixed";
}

LoadView total_of(const std::vector<LoadView>& loads) {
    LoadView total;
    total.name = "total";
    total.executor = common_word(loads, &LoadView::executor);
    total.driver = common_word(loads, &LoadView::driver);
    total.closed = !loads.empty() && std::ranges::all_of(loads, &LoadView::closed);
    for (const LoadView& load : loads) {
        total.offered_rate += load.offered_rate;
        total.achieved_rate += load.achieved_rate;
        total.planned += load.planned;
        total.started += load.started;
        total.completed += load.completed;
        total.overdue += load.overdue;
        total.abandoned += load.abandoned;
        total.dropped += load.dropped;
    }
    return total;
}

void add_intervals(const workloads::LoadTally& load, const workloads::EngineResult& engine,
                   std::vector<IntervalView>& views) {
    const double interval_s = to_seconds(engine.interval);
    for (std::size_t number = 0; number < load.intervals.size(); ++number) {
        const workloads::IntervalTally& tally = load.intervals[number];
        IntervalView view;
        view.load = load.name;
        view.start_s = static_cast<double>(number) * interval_s;
        view.length_s = std::clamp(to_seconds(load.measured) - view.start_s, 0.0, interval_s);
        view.ok = tally.ok;
        view.failed = tally.failed;
        if (view.length_s > 0.0) {
            view.ok_per_s = static_cast<double>(tally.ok) / view.length_s;
            view.failed_per_s = static_cast<double>(tally.failed) / view.length_s;
        }
        LatencySample sample;
        sample.add_interval(tally);
        view.p50 = sample.bare_quantile(0.50).ms;
        view.p95 = sample.bare_quantile(0.95).ms;
        view.p99 = sample.bare_quantile(0.99).ms;
        view.max = sample.answers_max_ms();
        views.push_back(std::move(view));
    }
}

PhaseOperationView phase_operation_of(const workloads::PhaseTally& tally, const LoadView& load,
                                      double length_s) {
    PhaseOperationView view;
    view.name = tally.operation;
    view.load = load.name;
    view.closed = load.closed;
    if (length_s > 0.0) {
        view.offered_per_s = static_cast<double>(tally.ok + tally.failed) / length_s;
        view.achieved_per_s = static_cast<double>(tally.ended) / length_s;
    }
    view.ok = tally.ok;
    view.failed = tally.failed;
    LatencySample sample;
    sample.add_phase(tally);
    view.response = latency_of(sample);
    if (tally.server)
        view.server = latency_of(*tally.server);
    return view;
}

std::vector<PhaseView> phases_of(const workloads::EngineResult& engine,
                                 const std::vector<LoadView>& loads) {
    std::vector<PhaseView> views;
    for (const workloads::PhaseWindow& window : engine.phases) {
        PhaseView& view = views.emplace_back();
        view.name = window.name;
        view.start_s = to_seconds(window.begin);
        view.length_s = to_seconds(window.length);
        for (std::size_t i = 0; i < engine.loads.size(); ++i)
            for (const workloads::PhaseTally& tally : engine.loads[i].phases)
                if (tally.phase == window.name)
                    view.operations.push_back(phase_operation_of(tally, loads[i], view.length_s));
    }
    return views;
}

GeneratorView generator_of(const scenarios::RunResult& run) {
    const workloads::GeneratorTally& tally = run.engine.generator;
    GeneratorView view;
    view.wake_lag = latency_of(tally.wake_lag);
    view.turn = latency_of(tally.turn);
    view.stalled_s = to_seconds(tally.stalled);
    view.cpu_s = to_seconds(tally.cpu);
    view.stalled_share = stalled_share_of(run);
    view.cpu_share = cpu_share_of(run);
    view.workers = tally.workers;
    view.host_lag = latency_of(tally.host_lag);
    view.host_stalled_share = host_stalled_share_of(run);
    view.wait_lateness = latency_of(run.calibration.wait_lateness);
    view.clock_cost = run.calibration.clock_cost;
    return view;
}

}  // namespace

ReportView view_of(const Report& report) {
    const scenarios::RunResult& run = report.run;
    ReportView view;
    view.title = run.scenario.name;
    view.started_at = to_iso8601(run.engine.started_at);
    view.measured_s = to_seconds(run.engine.measured);
    for (const workloads::LoadTally& load : run.engine.loads) {
        const scenarios::LoadSpec* plan = plan_of(run, load.name);
        view.loads.push_back(load_of(load, plan));
        view.loads.back().steady = steady_view_of(load, plan, run.engine.interval);
        for (const workloads::OperationTally& operation : load.operations)
            view.operations.push_back(
                operation_of(operation, plan != nullptr ? plan->timeout : Nanos{0}));
        add_intervals(load, run.engine, view.timeseries);
    }
    view.phases = phases_of(run.engine, view.loads);
    view.total = total_of(view.loads);
    view.generator = generator_of(run);
    return view;
}

}  // namespace sark::reports
