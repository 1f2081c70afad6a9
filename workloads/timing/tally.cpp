#include "workloads/timing/tally.hpp"

#include <algorithm>
#include <cstddef>

namespace sark::workloads {

namespace {

void merge_into(std::optional<Histogram>& sum, const std::optional<Histogram>& other) {
    if (!other)
        return;
    if (sum)
        sum->merge(*other);
    else
        sum = other;
}

}  // namespace

void BatchTally::merge(const BatchTally& other) noexcept {
    failed += other.failed;
    response.merge(other.response);
}

void OperationTally::merge(const OperationTally& other) {
    response_ok.merge(other.response_ok);
    response_failed.merge(other.response_failed);
    service.merge(other.service);
    for (std::size_t i = 0; i < outcomes.size(); ++i) outcomes[i] += other.outcomes[i];
    causes.merge(other.causes);
    abandoned += other.abandoned;
    bytes_sent += other.bytes_sent;
    bytes_received += other.bytes_received;
    merge_into(server, other.server);
    cache_hits += other.cache_hits;
    cache_misses += other.cache_misses;
    batch = std::max(batch, other.batch);
    if (batches.size() < other.batches.size())
        batches.resize(other.batches.size());
    for (std::size_t i = 0; i < other.batches.size(); ++i) batches[i].merge(other.batches[i]);
}

void IntervalTally::merge(const IntervalTally& other) noexcept {
    ok += other.ok;
    failed += other.failed;
    response.merge(other.response);
}

void PhaseTally::merge(const PhaseTally& other) {
    ok += other.ok;
    failed += other.failed;
    abandoned += other.abandoned;
    ended += other.ended;
    response.merge(other.response);
    merge_into(server, other.server);
}

void LoadTally::merge(const LoadTally& other) {
    planned += other.planned;
    started += other.started;
    completed += other.completed;
    overdue += other.overdue;
    abandoned += other.abandoned;
    dropped += other.dropped;
    outstanding_at_end += other.outstanding_at_end;
    backlog_at_begin += other.backlog_at_begin;
    in_flight_seconds += other.in_flight_seconds;
    service_seconds += other.service_seconds;
    edge_seconds += other.edge_seconds;
    warmup_completed += other.warmup_completed;
    ended_in_window += other.ended_in_window;
    for (std::size_t i = 0; i < operations.size(); ++i) operations[i].merge(other.operations[i]);
    if (intervals.size() < other.intervals.size())
        intervals.resize(other.intervals.size());
    for (std::size_t i = 0; i < other.intervals.size(); ++i) intervals[i].merge(other.intervals[i]);
    for (std::size_t i = 0; i < phases.size(); ++i) phases[i].merge(other.phases[i]);
    for (std::size_t i = 0; i < completions_per_connection.size(); ++i)
        completions_per_connection[i] += other.completions_per_connection[i];
    for (std::size_t i = 0; i < unanswered_per_connection.size(); ++i)
        unanswered_per_connection[i] += other.unanswered_per_connection[i];
}

void GeneratorTally::merge(const GeneratorTally& other) noexcept {
    wake_lag.merge(other.wake_lag);
    turn.merge(other.turn);
    stalled += other.stalled;
    host_lag.merge(other.host_lag);
    host_stalled += other.host_stalled;
    cpu += other.cpu;
    workers += other.workers;
}

}  // namespace sark::workloads
