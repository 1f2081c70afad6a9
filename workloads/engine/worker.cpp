#include "workloads/engine/worker.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/clock_reading.hpp"

namespace sark::workloads {
namespace {

constexpr std::size_t events_per_pass = 64;
/// A stop request carries no wake-up of its own; a worker looks for one at least this often.
constexpr Nanos stop_check_interval = std::chrono::milliseconds(50);

Nanos thread_cpu() {
    return read_clock(CLOCK_THREAD_CPUTIME_ID).value_or(Nanos{0});
}

}  // namespace

Worker::Worker(std::unique_ptr<Reactor> reactor) : reactor_(std::move(reactor)), clock_(*reactor_) {
    health_.workers = 1;
}

void Worker::add(Lane lane) {
    lanes_.push_back(std::move(lane));
    const auto channels = lanes_.back().channels();
    for (std::size_t i = 0; i < channels.size(); ++i) {
        channels[i].token = static_cast<std::uint32_t>(owners_.size());
        owners_.push_back({lanes_.size() - 1, i});
    }
}

void Worker::begin(TimePoint start, Nanos warmup) noexcept {
    window_begin_ = start + warmup;
    for (Lane& lane : lanes_)
        lane.begin(start, {reactor_.get(), &clock_, &health_.wake_lag, &counts_});
}

void Worker::run(RunControl& control) noexcept {
    const Nanos cpu_before = thread_cpu();
    std::array<Reactor::Event, events_per_pass> events{};
    std::size_t ready = 0;
    for (TimePoint begin = clock_.read();;) {
        const bool going = pass(std::span(events).first(ready), control);
        record_turn(begin);
        publish(control.progress);
        if (!going)
            break;
        const TimePoint wake = std::max(deadline(), clock_.now());
        ready = reactor_->wait(wake, events);
        begin = clock_.read();
        record_oversleep(wake, begin);
    }
    health_.cpu = thread_cpu() - cpu_before;
}

bool Worker::pass(std::span<const Reactor::Event> events, RunControl& control) noexcept {
    // Answers first: every send before them would be charged to the target.
    for (const Reactor::Event& event : events) {
        if (event.token >= owners_.size())
            continue;
        const Owner& owner = owners_[event.token];
        Lane& lane = lanes_[owner.lane];
        lane.on_ready(lane.channels()[owner.channel], event.events);
    }
    obey(control);
    bool going = false;
    for (Lane& lane : lanes_) {
        lane.advance();
        if (!lane.finished() && clock_.now() >= lane.drain_deadline())
            lane.give_up();
        going |= !lane.finished();
    }
    return going;
}

void Worker::obey(RunControl& control) noexcept {
    if (!control.stop->finishing())
        return;
    if (!stopping_) {
        stopping_ = true;
        TimePoint agreed = TimePoint::max();
        const TimePoint now = clock_.now();
        if (control.stopped_at.compare_exchange_strong(agreed, now))
            agreed = now;
        for (Lane& lane : lanes_) lane.stop_at(agreed);
    }
    if (!control.stop->aborting())
        return;
    for (Lane& lane : lanes_) {
        if (lane.finished())
            continue;
        control.aborted.store(true, std::memory_order_relaxed);
        lane.give_up();
    }
}

void Worker::record_oversleep(TimePoint wake, TimePoint woken) noexcept {
    if (woken >= window_begin_)
        health_.stalled += std::max(Nanos{0}, woken - wake - GeneratorTally::stall_allowance);
}

void Worker::record_turn(TimePoint begin) noexcept {
    const TimePoint end = clock_.now();
    const Nanos turn = end - begin - clock_.take_in_process();
    if (end < window_begin_)
        return;
    health_.turn.record(turn);
    health_.stalled += std::max(Nanos{0}, turn - GeneratorTally::stall_allowance);
}

void Worker::publish(Progress& progress) noexcept {
    constexpr auto relaxed = std::memory_order_relaxed;
    const WorkerCounts& now = counts_;
    if (now.completed != published_.completed)
        progress.completed.fetch_add(now.completed - published_.completed, relaxed);
    if (now.failed != published_.failed)
        progress.failed.fetch_add(now.failed - published_.failed, relaxed);
    if (now.overdue != published_.overdue)
        progress.overdue.fetch_add(now.overdue - published_.overdue, relaxed);
    if (now.in_flight != published_.in_flight)
        progress.in_flight.fetch_add(now.in_flight - published_.in_flight, relaxed);
    published_ = now;
}

TimePoint Worker::deadline() noexcept {
    TimePoint next = clock_.now() + stop_check_interval;
    for (const Lane& lane : lanes_) next = std::min(next, lane.deadline());
    return next;
}

}  // namespace sark::workloads
