#include "reports/statistics/latency_sample.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "reports/statistics/order_statistics.hpp"

namespace sark::reports {

namespace {

std::optional<double> in_ms(std::optional<Nanos> value) {
    if (!value)
        return std::nullopt;
    return to_ms(*value);
}

double charge_of(const workloads::OperationTally& tally, Nanos timeout) {
    const double accrued = tally.response_failed.mean_ns().value_or(0.0) / 1e6;
    return std::max(to_ms(timeout), accrued);
}

}  // namespace

std::uint64_t ok_of(const workloads::OperationTally& tally) noexcept {
    return tally.outcomes[static_cast<std::size_t>(workloads::OutcomeCode::ok)];
}

std::uint64_t eligible_of(const workloads::OperationTally& tally) noexcept {
    std::uint64_t sum = tally.abandoned;
    for (const std::uint64_t count : tally.outcomes) sum += count;
    return sum;
}

std::uint64_t failures_of(const workloads::OperationTally& tally) noexcept {
    return eligible_of(tally) - ok_of(tally);
}

void LatencySample::add(const workloads::Histogram& answers, std::uint64_t answered,
                        std::uint64_t failed, double charge_ms) {
    if (!answers_)
        answers_.emplace(answers.layout());
    answers_->merge(answers);
    answered_ += answered;
    add_failures(failed, charge_ms);
}

void LatencySample::add_failures(std::uint64_t failed, double charge_ms) {
    failed_ += failed;
    charged_ms_ += charge_ms * static_cast<double>(failed);
    charged_sq_ms_ += charge_ms * charge_ms * static_cast<double>(failed);
}

void LatencySample::add_response(const workloads::OperationTally& tally, Nanos timeout) {
    const double charge_ms = charge_of(tally, timeout);
    add(tally.response_ok, tally.response_ok.count(), failures_of(tally), charge_ms);
    batches_.add(tally, charge_ms);
}

void LatencySample::add_service(const workloads::OperationTally& tally, Nanos timeout) {
    const std::uint64_t sent = tally.service.count();
    const std::uint64_t answered = std::min(sent, ok_of(tally));
    mixed_ += sent - answered;
    const double charge_ms = charge_of(tally, timeout);
    add(tally.service, answered, failures_of(tally), charge_ms);
    batches_.add(tally, charge_ms);
}

void LatencySample::add_all_sent(const workloads::OperationTally& tally) {
    add(tally.service, tally.service.count(), 0, 0.0);
    batches_.add(tally, 0.0);
}

void LatencySample::add_server(const workloads::OperationTally& tally, Nanos timeout) {
    const std::uint64_t told = tally.server ? tally.server->count() : 0;
    const double charge_ms = charge_of(tally, timeout);
    if (tally.server)
        add(*tally.server, told, 0, 0.0);
    add_failures(eligible_of(tally) - std::min(told, eligible_of(tally)), charge_ms);
    batches_.add(tally, charge_ms);
}

void LatencySample::add_told(const workloads::OperationTally& tally) {
    if (!tally.server)
        return;
    add(*tally.server, tally.server->count(), 0, 0.0);
    batches_.add(tally, 0.0);
}

void LatencySample::add_answers(const workloads::Histogram& answers) {
    add(answers, answers.count(), 0, 0.0);
}

void LatencySample::add_interval(const workloads::IntervalTally& interval) {
    add(interval.response, interval.response.count(), interval.failed, 0.0);
}

void LatencySample::add_phase(const workloads::PhaseTally& phase) {
    add(phase.response, phase.ok, phase.failed, 0.0);
}

std::optional<double> LatencySample::at_rank(std::uint64_t rank) const {
    if (!answers_ || rank > answered_)
        return std::nullopt;
    return in_ms(answers_->value_at_rank(rank + mixed_));
}

/// A bucket's samples may lie anywhere in it: the lower end of an interval is its begin.
std::optional<double> LatencySample::begin_of_rank(std::uint64_t rank) const {
    if (!answers_ || rank > answered_)
        return std::nullopt;
    const auto value = answers_->value_at_rank(rank + mixed_);
    if (!value)
        return std::nullopt;
    return to_ms(std::max(answers_->bucket_begin(*value), *answers_->min()));
}

LatencyEstimate LatencySample::bare_quantile(double q) const {
    const std::uint64_t rank = rank_of(q, total());
    if (rank == 0)
        return {};
    return {at_rank(rank), rank > answered_, std::nullopt, std::nullopt};
}

LatencyEstimate LatencySample::quantile(double q) const {
    LatencyEstimate estimate = bare_quantile(q);
    const auto scatter = batches_.beyond(q);
    if (!scatter)
        return estimate;
    estimate.inflation = scatter->inflation;
    const auto ranks =
        rank_interval_95(q, total(), scatter->effective(static_cast<double>(total())));
    if (!ranks)
        return estimate;
    const std::optional<double> high = ranks->open ? std::nullopt : at_rank(ranks->high);
    if (const auto low = begin_of_rank(ranks->low))
        estimate.ci95 =
            Interval95{*low, high.value_or(std::numeric_limits<double>::infinity()), ranks->open};
    return estimate;
}

LatencyEstimate LatencySample::smallest() const {
    return {at_rank(1), total() > 0 && answered_ == 0, std::nullopt, std::nullopt};
}

LatencyEstimate LatencySample::largest() const {
    if (total() == 0)
        return {};
    return {at_rank(total()), failed_ > 0, std::nullopt, std::nullopt};
}

LatencyEstimate LatencySample::mean() const {
    if (total() == 0)
        return {};
    const double n = static_cast<double>(total());
    // Failures inside a service histogram weigh as its mean there and as their charge here.
    const double answered = static_cast<double>(answered_);
    const double mean_answer = answers_->mean_ns().value_or(0.0) / 1e6;
    const double deviation = answers_->stddev_ns().value_or(0.0) / 1e6;
    const double mean = (mean_answer * answered + charged_ms_) / n;
    const double square =
        (answered * (deviation * deviation + mean_answer * mean_answer) + charged_sq_ms_) / n;
    LatencyEstimate estimate;
    estimate.ms = mean;
    const auto scatter = batches_.mean();
    if (!scatter || total() < samples_minimum)
        return estimate;
    estimate.inflation = scatter->inflation;
    const double half = scatter->reach() * std::sqrt(std::max(0.0, square - mean * mean) / n);
    estimate.ci95 = Interval95{std::max(0.0, mean - half), mean + half};
    return estimate;
}

std::optional<double> LatencySample::answers_min_ms() const {
    return answers_ ? in_ms(answers_->min()) : std::nullopt;
}

std::optional<double> LatencySample::answers_mean_ms() const {
    if (!answers_ || !answers_->mean_ns())
        return std::nullopt;
    return *answers_->mean_ns() / 1e6;
}

std::optional<double> LatencySample::answers_max_ms() const {
    return answers_ ? in_ms(answers_->max()) : std::nullopt;
}

}  // namespace sark::reports
