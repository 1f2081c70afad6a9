#include "workloads/engine/lane.hpp"

#include <algorithm>
#include <utility>

namespace sark::workloads {
namespace {

// In-process targets answer inside start(); a pass serves this many, or for this long, and then
// looks at everything else again.
constexpr int sends_per_slice = 256;
constexpr Nanos slice_length = std::chrono::microseconds(250);

std::vector<std::size_t> numbers_of(std::span<const Slot> slots) {
    std::vector<std::size_t> numbers;
    numbers.reserve(slots.size());
    for (const Slot& slot : slots) numbers.push_back(slot.number);
    return numbers;
}

}  // namespace

Lane::Lane(const Plan& plan, std::vector<Slot> slots, LatencyRecorder recorder)
    : plan_(plan),
      slots_(std::move(slots)),
      recorder_(std::move(recorder)),
      idle_(slots_.size()),
      exhausted_(slots_.empty()) {
    if (plan_.open_pacer == nullptr)
        users_.emplace(numbers_of(slots_), plan_.connections, plan_.think_time, plan_.first_index);
}

void Lane::begin(TimePoint start, const Shared& shared) noexcept {
    shared_ = shared;
    end_ = start + plan_.warmup + plan_.measured;
    recorder_.begin(start + plan_.warmup);
    if (users_)
        users_->begin(start);
    for (Slot& slot : slots_) {
        if (!users_)
            idle_.push(&slot);
        watch(slot);
    }
}

void Lane::on_ready(Slot& slot, std::uint32_t events) noexcept {
    const auto outcome = slot.connection->on_ready(events);
    if (!slot.in_flight) {
        shared_.clock->spoil();
        settle(slot);
        return;
    }
    if (!outcome) {
        shared_.clock->spoil();
        // Always, because a reconnection may have got the same descriptor number again.
        watch(slot);
        return;
    }
    const TimePoint done = shared_.clock->read();
    complete(slot, done, *outcome);
    settle(slot);
}

std::optional<TimePoint> Lane::next_due() noexcept {
    if (users_) {
        const auto due = users_->next_due();
        return due && *due < end_ ? due : std::nullopt;
    }
    if (!pending_ && !exhausted_ && !idle_.empty()) {
        pending_ = plan_.open_pacer->take();
        if (pending_ && pending_->intended >= end_)
            pending_.reset();
        exhausted_ = !pending_;
    }
    return pending_ ? std::optional(pending_->intended) : std::nullopt;
}

void Lane::advance() noexcept {
    if (finished_)
        return;
    expire();
    more_ = false;
    const TimePoint slice_end = shared_.clock->now() + slice_length;
    int sends = 0;
    for (auto due = next_due(); due && *due <= shared_.clock->now(); due = next_due()) {
        if (sends++ == sends_per_slice || shared_.clock->latest() > slice_end) {
            more_ = true;
            return;
        }
        send_next();
    }
    if (in_flight_.oldest() != nullptr || next_due())
        return;
    if (users_ ? shared_.clock->latest() >= end_ : exhausted_) {
        finished_ = true;
        ended_ = shared_.clock->latest();
    }
}

void Lane::send_next() noexcept {
    if (users_) {
        const auto due = users_->take();
        send(slots_[due.slot], due.arrival);
        return;
    }
    Slot& slot = *idle_.front();
    idle_.pop();
    const Arrival arrival = *std::exchange(pending_, std::nullopt);
    send(slot, arrival);
}

std::size_t Lane::operation_of(const Arrival& arrival) const noexcept {
    return arrival.operation ? *arrival.operation : plan_.mix->pick(arrival.index);
}

void Lane::plan(const Arrival& arrival) noexcept {
    planned_ += recorder_.measures(arrival.intended) ? 1U : 0U;
}

void Lane::send(Slot& slot, const Arrival& arrival) noexcept {
    TurnClock& clock = *shared_.clock;
    plan(arrival);
    // In process, the thread that does the target's work is the connection that was busy.
    const TimePoint free_since =
        slot.in_process ? std::max(idle_since_, clock.in_process_until()) : idle_since_;
    const bool waited = arrival.intended < free_since;
    // Due before the connections were all taken: one was idle then, and we came late to it. The
    // whole queue behind such a delay is ours, although by now every connection is busy with it.
    const bool overdue = waited && arrival.intended >= busy_since_;
    if (!waited && idle_.empty())
        busy_since_ = clock.now();
    shared_.counts->overdue += overdue ? 1U : 0U;
    ++shared_.counts->in_flight;
    slot.arrival = arrival;
    slot.operation = operation_of(arrival);
    slot.sent = clock.now();
    recorder_.sent(arrival, slot.sent, overdue);
    if (!overdue && recorder_.measures(arrival.intended))
        shared_.wake_lag->record(slot.sent - arrival.intended);
    in_flight_.push(slot);
    const auto outcome = slot.connection->start({slot.operation, arrival.index, arrival.key});
    if (!outcome) {
        clock.spoil();
        watch(slot);
        return;
    }
    const TimePoint done = clock.read();
    if (slot.in_process)
        clock.worked_in_process(slot.sent, done);
    complete(slot, done, *outcome);
    settle(slot);
}

void Lane::complete(Slot& slot, TimePoint done, const Outcome& outcome) noexcept {
    in_flight_.remove(slot);
    WorkerCounts& counts = *shared_.counts;
    --counts.in_flight;
    ++counts.completed;
    counts.failed += outcome.code == OutcomeCode::ok ? 0U : 1U;
    recorder_.completed(slot.operation, slot.number, slot.arrival, slot.sent, done, outcome);
    if (users_) {
        users_->finished(
            static_cast<std::size_t>(&slot - slots_.data()), done,
            outcome.code == OutcomeCode::refused || outcome.code == OutcomeCode::connection);
        return;
    }
    if (idle_.empty())
        idle_since_ = done;
    idle_.push(&slot);
}

void Lane::expire() noexcept {
    for (Slot* slot = in_flight_.oldest();
         slot != nullptr && slot->sent + plan_.timeout <= shared_.clock->now();
         slot = in_flight_.oldest()) {
        Outcome outcome = slot->connection->abandon();
        outcome.code = OutcomeCode::timeout;
        complete(*slot, shared_.clock->read(), outcome);
        settle(*slot);
    }
}

void Lane::settle(Slot& slot) noexcept {
    if (slot.in_process)
        return;
    if (slot.connection->fd() != slot.watched_fd ||
        slot.connection->interest() != slot.watched_interest)
        watch(slot);
}

void Lane::watch(Slot& slot) noexcept {
    const int fd = slot.connection->fd();
    const std::uint32_t interest = fd < 0 ? 0 : slot.connection->interest();
    if (fd < 0 && slot.watched_fd < 0)
        return;
    slot.watched_fd = fd;
    slot.watched_interest = interest;
    shared_.reactor->watch(slot.token, fd, interest);
}

void Lane::stop_at(TimePoint stop) noexcept {
    if (stop >= end_)
        return;
    end_ = stop;
    recorder_.end_at(stop);
    if (pending_ && pending_->intended >= end_) {
        pending_.reset();
        exhausted_ = true;
    }
}

void Lane::give_up() noexcept {
    if (finished_)
        return;
    const TimePoint now = shared_.clock->now();
    while (Slot* slot = in_flight_.oldest()) {
        const Outcome crossed = slot->connection->abandon();
        in_flight_.remove(*slot);
        --shared_.counts->in_flight;
        recorder_.outstanding(slot->operation, slot->number, slot->arrival, now, crossed);
        settle(*slot);
    }
    // What this lane holds and was due; the rest of an open plan is still with the pacer.
    exhausted_ = true;
    while (next_due()) {
        const Arrival arrival =
            users_ ? users_->take().arrival : *std::exchange(pending_, std::nullopt);
        plan(arrival);
        recorder_.abandoned(operation_of(arrival), arrival, now, {});
    }
    finished_ = true;
    ended_ = now;
}

TimePoint Lane::deadline() const noexcept {
    if (finished_)
        return TimePoint::max();
    if (more_)
        return TimePoint::min();
    TimePoint next = drain_deadline();
    if (const Slot* oldest = in_flight_.oldest())
        next = std::min(next, oldest->sent + plan_.timeout);
    if (pending_)
        next = std::min(next, pending_->intended);
    if (users_) {
        if (const auto due = users_->next_due(); due && *due < end_)
            next = std::min(next, *due);
        if (in_flight_.oldest() == nullptr)
            next = std::min(next, end_);
    }
    return next;
}

}  // namespace sark::workloads
