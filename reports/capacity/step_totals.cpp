#include "reports/capacity/step_totals.hpp"

#include <algorithm>

#include "reports/statistics/generator_use.hpp"
#include "reports/statistics/proportion.hpp"

namespace sark::reports {

namespace {

std::optional<double> per(double amount, double seconds) {
    return seconds > 0.0 ? std::optional(amount / seconds) : std::nullopt;
}

double counters_named(const scenarios::RunResult& run, std::string_view name) {
    double sum = 0.0;
    for (const auto& [counter, change] : run.evidence.core)
        if (counter.starts_with(name))
            sum += change;
    return sum;
}

std::optional<double> quantile_of(const LatencySample& sample, double q) {
    constexpr double samples_beyond = 5.0;
    if (static_cast<double>(sample.total()) * (1.0 - q) < samples_beyond)
        return std::nullopt;
    return sample.bare_quantile(q).ms;
}

}  // namespace

workloads::Histogram answers_of(const scenarios::RunResult& run) {
    workloads::Histogram answers;
    for (const workloads::LoadTally& load : run.engine.loads)
        for (const workloads::OperationTally& operation : load.operations)
            answers.merge(operation.response_ok);
    return answers;
}

void StepTotals::add(const scenarios::RunResult& run) {
    const double seconds = to_seconds(run.engine.measured);
    double limit = 0.0;
    for (const workloads::LoadTally& load : run.engine.loads) {
        ended_ += load.ended_in_window;
        planned_ += load.planned;
        overdue_ += load.overdue;
        in_flight_s_ += load.in_flight_seconds;
        for (const workloads::OperationTally& operation : load.operations) {
            responses_.add_response(operation, Nanos{0});
            ok_ += ok_of(operation);
            failed_ += failures_of(operation);
            for (std::size_t code = 1; code < workloads::outcome_count; ++code)
                failures_[std::string(workloads::outcome_names[code])] += operation.outcomes[code];
            failures_["abandoned"] += operation.abandoned;
            auto one = std::ranges::find_if(services_, [&](const OperationService& known) {
                return known.name == operation.name && known.load == load.name;
            });
            if (one == services_.end()) {
                services_.push_back({operation.name, load.name, operation.driver, 0, {}});
                one = services_.end() - 1;
            }
            one->count += eligible_of(operation);
            one->service.merge(operation.service);
        }
    }
    for (const scenarios::LoadSpec& load : run.scenario.loads)
        limit += load.max_in_flight > 0 ? load.max_in_flight : load.connections * load.pipeline;
    in_flight_limit_ = std::max(in_flight_limit_, limit);
    seconds_ += seconds;
    cpus_ = run.environment.cpus;
    const scenarios::CpuUse& cpu = run.cpu;
    const bool inside = run.scenario.environment.needs_core;
    // In process the workers do the target's work; it cannot be told apart.
    target_known_ = target_known_ && !inside && (run.environment.managed || cpu.services > 0.0);
    generator_s_ += cpu.generator * seconds;
    target_s_ += cpu.services * seconds;
    worker_s_ += cpu_share_of(run).value_or(0.0) * seconds;
    pool_waits_s_ += counters_named(run, "sark_db_pool_acquire_seconds_sum");
    pool_timeouts_ += counters_named(run, "sark_db_pool_timeouts_total");
}

StepFigures StepTotals::figures() const {
    StepFigures figures;
    figures.measured_s = seconds_;
    figures.operations = ok_ + failed_;
    figures.failed = failed_;
    figures.achieved_per_s = per(static_cast<double>(ended_), seconds_);
    // Of what ended within the windows; what only the drains finished does not count.
    const auto abandoned = failures_.find("abandoned");
    const std::uint64_t lost = abandoned == failures_.end() ? 0 : abandoned->second;
    if (const auto right = ratio_of(ok_, ok_ + failed_ - lost); right && figures.achieved_per_s)
        figures.ok_per_s = *right * *figures.achieved_per_s;
    figures.in_flight = per(in_flight_s_, seconds_);
    figures.mean_ms = responses_.answers_mean_ms();
    figures.p50_ms = quantile_of(responses_, 0.50);
    figures.p95_ms = quantile_of(responses_, 0.95);
    figures.p99_ms = quantile_of(responses_, 0.99);
    figures.overdue_ratio = ratio_of(overdue_, planned_).value_or(0.0);
    figures.in_flight_limit = in_flight_limit_;
    if (target_known_)
        figures.target_cores = per(target_s_, seconds_);
    figures.generator_cores = per(generator_s_, seconds_).value_or(0.0);
    figures.busiest_worker = per(worker_s_, seconds_);
    figures.cpus = cpus_;
    if (cpus_ > 0.0)
        figures.own_busy = per(generator_s_ + target_s_, seconds_).value_or(0.0) / cpus_;
    figures.pool_timeouts = pool_timeouts_;
    if (ended_ > 0)
        figures.pool_waits_s = pool_waits_s_ / static_cast<double>(ended_);
    const auto worst =
        std::ranges::max_element(failures_, {}, [](const auto& outcome) { return outcome.second; });
    if (worst != failures_.end() && worst->second > 0)
        figures.worst_outcome = worst->first;
    return figures;
}

}  // namespace sark::reports
