#include "workloads/timing/latency_recorder.hpp"

#include <algorithm>

namespace sark::workloads {
namespace {

/// How many parts of a length a window has, the last one perhaps cut short.
std::size_t parts_of(Nanos window, Nanos length) noexcept {
    return static_cast<std::size_t>((window + length - Nanos{1}).count() / length.count());
}

/// Drops the parts that an early end left without time; what they hold (see take) joins the last.
void cut_batches(std::vector<BatchTally>& batches, std::size_t parts) {
    for (std::size_t i = std::max<std::size_t>(parts, 1); i < batches.size(); ++i)
        batches[std::max<std::size_t>(parts, 1) - 1].merge(batches[i]);
    batches.resize(std::min(parts, batches.size()));
}

}  // namespace

Nanos LatencyRecorder::interval_for(Nanos measured) noexcept {
    const std::int64_t share = (measured.count() + intervals_max - 1) / intervals_max;
    return std::max<Nanos>(std::chrono::seconds(1), Nanos{share});
}

Nanos LatencyRecorder::batch_for(Nanos measured) noexcept {
    constexpr auto parts = static_cast<std::int64_t>(BatchTally::count);
    return std::max(Nanos{1}, Nanos{(measured.count() + parts - 1) / parts});
}

LatencyRecorder::LatencyRecorder(const Labels& labels, Nanos measured, Nanos interval,
                                 std::size_t connections)
    : measured_(measured),
      interval_(interval),
      load_(labels.load),
      parts_(labels.phase_lengths),
      phases_(labels.phases, labels.phase_lengths, labels.operations, labels.server_timed),
      live_(std::make_unique<LiveTally>(RunParts::count_of(labels.phases.size()),
                                        labels.operations.size())),
      batch_length_(batch_for(measured)) {
    operations_.resize(labels.operations.size());
    for (std::size_t i = 0; i < operations_.size(); ++i) {
        operations_[i].name = labels.operations[i];
        operations_[i].load = labels.load;
        operations_[i].driver = labels.driver;
        if (labels.server_timed)
            operations_[i].server.emplace();
        operations_[i].batch = batch_length_;
        operations_[i].batches.resize(BatchTally::count);
    }
    // One slice even for a window of no length keeps interval_at() total.
    intervals_.resize(static_cast<std::size_t>(
        std::max<std::int64_t>(1, (measured + interval - Nanos{1}).count() / interval.count())));
    per_connection_.resize(connections);
    unanswered_.resize(connections);
}

void LatencyRecorder::begin(TimePoint window_begin) noexcept {
    window_begin_ = window_begin;
    window_end_ = window_begin + measured_;
    slice_begin_ = window_begin;
    in_flight_.begin(window_begin_, window_end_);
    batch_begin_ = window_begin;
    parts_.begin(window_begin);
    phases_.begin(window_begin);
}

void LatencyRecorder::end_at(TimePoint end) noexcept {
    window_end_ = std::min(window_end_, end);
    in_flight_.end_at(window_end_);
}

IntervalTally& LatencyRecorder::interval_at(TimePoint intended) noexcept {
    if (intended < slice_begin_ || intended >= slice_begin_ + interval_) [[unlikely]] {
        const auto slice = static_cast<std::size_t>((intended - window_begin_) / interval_);
        slice_ = std::min(slice, intervals_.size() - 1);
        slice_begin_ = window_begin_ + static_cast<std::int64_t>(slice_) * interval_;
    }
    return intervals_[slice_];
}

std::size_t LatencyRecorder::batch_at(TimePoint intended) noexcept {
    if (intended < batch_begin_ || intended >= batch_begin_ + batch_length_) [[unlikely]] {
        const auto batch = static_cast<std::size_t>((intended - window_begin_) / batch_length_);
        batch_ = std::min(batch, BatchTally::count - 1);
        batch_begin_ = window_begin_ + static_cast<std::int64_t>(batch_) * batch_length_;
    }
    return batch_;
}

void LatencyRecorder::completed(std::size_t operation, std::size_t connection,
                                const Arrival& arrival, TimePoint sent, TimePoint done,
                                const Outcome& outcome) noexcept {
    in_flight_.ended(done);
    const bool in_window = done >= window_begin_ && done < window_end_;
    if (in_window && sent >= window_begin_) [[likely]] {
        ++ended_in_window_;
        service_ += done - sent;
    } else {
        crossed_an_edge(sent, done);
    }
    if (outcome.code == OutcomeCode::timeout && done >= window_begin_) [[unlikely]]
        ++unanswered_[connection];
    const Nanos response = done - arrival.intended;
    const std::size_t part = parts_.at(arrival.intended);
    live_->ended(part, operation, response, outcome.code);
    if (phases_.active() && in_window)
        phases_.ended(operation, done);
    if (!measures(arrival.intended)) {
        ++warmup_completed_;
        backlog_ += done >= window_begin_ ? 1U : 0U;
        return;
    }
    if (phases_.active())
        phases_.completed(part, operation, response, outcome);
    OperationTally& tally = operations_[operation];
    IntervalTally& interval = interval_at(arrival.intended);
    BatchTally& batch = tally.batches[batch_at(arrival.intended)];
    ++completed_;
    ++per_connection_[connection];
    ++tally.outcomes[static_cast<std::size_t>(outcome.code)];
    tally.bytes_sent += outcome.bytes_sent;
    tally.bytes_received += outcome.bytes_received;
    tally.service.record(done - sent);
    if (outcome.code == OutcomeCode::ok) [[likely]] {
        tally.response_ok.record(response);
        ++interval.ok;
        interval.response.record(response);
        batch.response.record(response);
        if (outcome.server_time && tally.server)
            tally.server->record(*outcome.server_time);
        tally.cache_hits += outcome.cache_use == CacheUse::hit ? 1U : 0U;
        tally.cache_misses += outcome.cache_use == CacheUse::miss ? 1U : 0U;
    } else {
        tally.response_failed.record(response);
        tally.causes.add(outcome.code, outcome.cause);
        ++interval.failed;
        ++batch.failed;
    }
}

/// What was sent before the window, or ended after it.
void LatencyRecorder::crossed_an_edge(TimePoint sent, TimePoint done) noexcept {
    if (done < window_begin_ || sent >= window_end_)
        return;
    if (done < window_end_) {
        ++ended_in_window_;
        service_ += done - sent;
        edges_ += std::max(Nanos{0}, window_begin_ - sent);
    } else {
        edges_ += window_end_ - std::max(sent, window_begin_);
    }
}

void LatencyRecorder::abandoned(std::size_t operation, const Arrival& arrival, TimePoint now,
                                const Outcome& crossed) noexcept {
    if (!measures(arrival.intended)) {
        backlog_ += now >= window_begin_ ? 1U : 0U;
        return;
    }
    const std::size_t part = parts_.at(arrival.intended);
    live_->abandoned(part, operation);
    if (phases_.active())
        phases_.abandoned(part, operation);
    OperationTally& tally = operations_[operation];
    ++abandoned_;
    ++tally.abandoned;
    tally.bytes_sent += crossed.bytes_sent;
    tally.bytes_received += crossed.bytes_received;
    tally.response_failed.record(now - arrival.intended);
    ++interval_at(arrival.intended).failed;
    ++tally.batches[batch_at(arrival.intended)].failed;
}

LoadTally LatencyRecorder::take(Nanos measured, Nanos interval) {
    LoadTally tally;
    tally.name = std::move(load_);
    tally.started = started_;
    tally.completed = completed_;
    tally.overdue = overdue_;
    tally.abandoned = abandoned_;
    tally.dropped = dropped_;
    tally.warmup_completed = warmup_completed_;
    tally.ended_in_window = ended_in_window_;
    tally.outstanding_at_end = outstanding_;
    tally.backlog_at_begin = backlog_;
    tally.in_flight_seconds = in_flight_.seconds();
    tally.service_seconds = to_seconds(service_);
    tally.edge_seconds = to_seconds(edges_);
    tally.measured = measured;
    tally.operations = std::move(operations_);
    for (OperationTally& operation : tally.operations) {
        cut_batches(operation.batches, parts_of(measured, batch_length_));
        if (operation.server && operation.server->empty())
            operation.server.reset();
    }
    const std::size_t slices = parts_of(measured, interval);
    // Another worker may have started an arrival in the instant before it saw a stop request; it
    // stays in the last slice so that slices and totals agree.
    for (std::size_t i = std::max<std::size_t>(slices, 1); i < intervals_.size(); ++i)
        intervals_[std::max<std::size_t>(slices, 1) - 1].merge(intervals_[i]);
    intervals_.resize(std::min(slices, intervals_.size()));
    tally.intervals = std::move(intervals_);
    tally.phases = phases_.take();
    tally.completions_per_connection = std::move(per_connection_);
    tally.unanswered_per_connection = std::move(unanswered_);
    return tally;
}

}  // namespace sark::workloads
