#include "reports/views/operation_summary.hpp"

#include <algorithm>

#include "reports/judgement/selection.hpp"
#include "reports/statistics/latency_sample.hpp"
#include "reports/statistics/order_statistics.hpp"
#include "reports/statistics/proportion.hpp"

namespace sark::reports {

namespace {

double number(std::uint64_t count) {
    return static_cast<double>(count);
}

bool accepts(const SummaryScope& scope, const workloads::LoadTally& load,
             const workloads::OperationTally& operation) {
    return (scope.driver.empty() || scope.driver == operation.driver) &&
           (scope.operation.empty() || scope.operation == operation.name) &&
           (scope.load.empty() || scope.load == load.name);
}

void add_counts(OperationSummary& summary, const workloads::OperationTally& tally) {
    summary.count += eligible_of(tally);
    summary.failed += failures_of(tally);
    summary.ended += eligible_of(tally) - tally.abandoned;
    summary.abandoned += tally.abandoned;
    summary.bytes_sent += tally.bytes_sent;
    summary.bytes_received += tally.bytes_received;
}

void add_rates(OperationSummary::Rates& rates, const workloads::OperationTally& tally,
               double seconds) {
    rates.count += number(eligible_of(tally)) / seconds;
    rates.failed += number(failures_of(tally)) / seconds;
    rates.ended += number(eligible_of(tally) - tally.abandoned) / seconds;
    rates.abandoned += number(tally.abandoned) / seconds;
    rates.bytes_sent += number(tally.bytes_sent) / seconds;
    rates.bytes_received += number(tally.bytes_received) / seconds;
}

void describe_response(OperationSummary& summary, const LatencySample& response) {
    summary.response = latency_of(response);
    for (std::size_t i = 0; i < OperationSummary::quantiles.size(); ++i) {
        const double q = OperationSummary::quantiles[i];
        if (response.total() >= samples_needed(q))
            summary.response_ms[i] = response.quantile(q).ms;
    }
    if (summary.failed == 0)
        summary.response_max_of_all = response.answers_max_ms();
}

}  // namespace

OperationSummary summary_of(const Report& report, const SummaryScope& scope) {
    OperationSummary summary;
    summary.scope = scope;
    LatencySample response;
    OperationSummary::Rates rates;
    bool timed = false;
    for (const workloads::LoadTally& load : report.run.engine.loads) {
        const scenarios::LoadSpec* plan = plan_of(report.run, load.name);
        for (const workloads::OperationTally& tally : load.operations) {
            if (!accepts(scope, load, tally))
                continue;
            add_counts(summary, tally);
            response.add_response(tally, plan != nullptr ? plan->timeout : Nanos{0});
            if (load.measured > Nanos{0}) {
                add_rates(rates, tally, to_seconds(load.measured));
                timed = true;
            }
        }
    }
    if (timed)
        summary.per_s = rates;
    summary.error_ratio = ratio_of(summary.failed, summary.count);
    summary.bytes_received_each = ratio_of(summary.bytes_received, summary.ended);
    describe_response(summary, response);
    return summary;
}

std::vector<OperationSummary> operation_summaries(const Report& report) {
    std::vector<OperationSummary> summaries;
    const auto known = [&](const workloads::OperationTally& tally) {
        return std::ranges::any_of(summaries, [&](const OperationSummary& one) {
            return one.scope.operation == tally.name && one.scope.driver == tally.driver;
        });
    };
    for (const workloads::LoadTally& load : report.run.engine.loads)
        for (const workloads::OperationTally& tally : load.operations)
            if (!known(tally))
                summaries.push_back(summary_of(report, {tally.driver, tally.name, ""}));
    return summaries;
}

std::optional<double> generator_cpu_ms_each(const Report& report) {
    std::uint64_t ended = 0;
    for (const workloads::LoadTally& load : report.run.engine.loads)
        ended += load.completed + load.warmup_completed;
    if (ended == 0)
        return std::nullopt;
    return to_ms(report.run.engine.generator.cpu) / number(ended);
}

}  // namespace sark::reports
