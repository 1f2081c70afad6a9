#include "workloads/engine/lane.hpp"

#include <algorithm>
#include <utility>

namespace sark::workloads {
namespace {

// In-process targets answer inside start(); a pass serves this many, or for this long, and then
// looks at everything else again.
constexpr int sends_per_slice = 1024;
constexpr Nanos slice_length = std::chrono::microseconds(250);

// Ends that the generator itself decides.
constexpr FailureCause no_answer = {"no answer in time", {}};
constexpr FailureCause given_up = {"given up with one that had no answer", {}};

/// One slot for each operation that the channels can carry, wired to them. The channels stay where
/// they are from here on.
std::vector<Slot> make_slots(std::span<Channel> channels) {
    std::size_t count = 0;
    for (const Channel& channel : channels) count += channel.depth;
    std::vector<Slot> slots(count);
    std::size_t next = 0;
    for (Channel& channel : channels) {
        channel.slots = slots.data() + next;
        for (std::size_t i = 0; i < channel.depth; ++i) slots[next++].channel = &channel;
    }
    return slots;
}

std::vector<std::size_t> user_numbers(std::span<const Channel> channels) {
    std::vector<std::size_t> numbers;
    for (const Channel& channel : channels)
        for (std::size_t i = 0; i < channel.depth; ++i)
            numbers.push_back(channel.number * channel.depth + i);
    return numbers;
}

}  // namespace

Lane::Lane(const Plan& plan, std::vector<Channel> channels, LatencyRecorder recorder)
    : plan_(plan),
      channels_(std::move(channels)),
      slots_(make_slots(channels_)),
      recorder_(std::move(recorder)),
      idle_(channels_.size()),
      exhausted_(channels_.empty() || plan.in_flight_max == 0) {
    unflushed_.reserve(channels_.size());
    if (plan_.open_pacer == nullptr)
        users_.emplace(user_numbers(channels_),
                       ClosedPacer::Plan{plan_.closed, plan_.users, plan_.warmup, plan_.seed,
                                         plan_.first_index});
}

void Lane::begin(TimePoint start, const Shared& shared) noexcept {
    shared_ = shared;
    end_ = start + plan_.warmup + plan_.measured;
    recorder_.begin(start + plan_.warmup);
    if (users_)
        users_->begin(start);
    for (Channel& channel : channels_) {
        if (!users_)
            idle_.push(&channel);
        watch(channel);
    }
    tell_room();
}

void Lane::on_ready(Channel& channel, std::uint32_t events) noexcept {
    shared_.clock->spoil();
    take_answers(channel, channel.connection->on_ready(events));
}

void Lane::take_answers(Channel& channel, std::optional<Outcome> outcome) noexcept {
    if (outcome && channel.oldest != nullptr) {
        // One instant for all: what comes after the first answer had arrived with it.
        const TimePoint done = shared_.clock->read();
        complete(*channel.oldest, done, *outcome);
        while (channel.oldest != nullptr && (outcome = channel.connection->on_ready(0)))
            complete(*channel.oldest, done, *outcome);
    }
    watch(channel);
}

bool Lane::has_room() const noexcept {
    return in_flight_.size() < plan_.in_flight_max && (users_ || !idle_.empty());
}

/// The instant of the next arrival that there is room for, due or not; max when there is none.
TimePoint Lane::next_due() noexcept {
    if (users_) {
        const TimePoint due =
            has_room() ? users_->next_due().value_or(TimePoint::max()) : TimePoint::max();
        return due < end_ ? due : TimePoint::max();
    }
    if (!pending_ && !exhausted_ && has_room()) {
        pending_ = plan_.open_pacer->take();
        if (pending_ && pending_->intended >= end_)
            pending_.reset();
        exhausted_ = !pending_;
    }
    return pending_ ? pending_->intended : TimePoint::max();
}

void Lane::advance() noexcept {
    if (finished_)
        return;
    expire();
    more_ = false;
    send_due();
    drop_due();
    flush();
    if (more_ || in_flight_.oldest() != nullptr || next_due() != TimePoint::max())
        return;
    if (users_ ? shared_.clock->latest() >= end_ : exhausted_) {
        finished_ = true;
        ended_ = shared_.clock->latest();
    }
}

void Lane::send_due() noexcept {
    const TimePoint slice_end = shared_.clock->now() + slice_length;
    int sends = 0;
    while (next_due() <= shared_.clock->now()) {
        if (sends++ == sends_per_slice || shared_.clock->latest() > slice_end) {
            more_ = true;
            return;
        }
        send_next();
    }
}

void Lane::send_next() noexcept {
    if (users_) {
        const auto due = users_->take();
        send(slots_[due.slot], due.arrival);
        return;
    }
    Channel& channel = *idle_.front();
    const Arrival arrival = *std::exchange(pending_, std::nullopt);
    if (plan_.drop_overflow && is_overdue(channel, arrival)) {
        drop(arrival);
        return;
    }
    if (channel.in_flight + 1 == channel.depth)
        idle_.pop();
    send(channel.take_slot(), arrival);
}

void Lane::tell_room() noexcept {
    if (!plan_.drop_overflow || has_room() == told_room_)
        return;
    told_room_ = !told_room_;
    if (told_room_)
        plan_.open_pacer->room_gained();
    else
        plan_.open_pacer->room_lost(busy_since_);
}

void Lane::drop_due() noexcept {
    if (!plan_.drop_overflow)
        return;
    for (int drops = 0; !exhausted_ && !has_room(); ++drops) {
        if (drops == sends_per_slice) {
            more_ = true;
            return;
        }
        const auto arrival = plan_.open_pacer->take_refused(shared_.clock->now());
        if (!arrival)
            return;
        if (arrival->intended < end_)
            drop(*arrival);
        else
            exhausted_ = true;
    }
}

void Lane::drop(const Arrival& arrival) noexcept {
    plan(arrival);
    ++shared_.counts->overdue;
    recorder_.dropped(operation_of(arrival), arrival);
}

TimePoint Lane::free_since(const Channel& channel) const noexcept {
    // In process, the thread that does the target's work is the connection that was busy.
    return channel.in_process ? std::max(idle_since_, shared_.clock->in_process_until())
                              : idle_since_;
}

bool Lane::is_overdue(const Channel& channel, const Arrival& arrival) const noexcept {
    // Due before the connections were all taken: one was idle then, and we came late to it. The
    // whole queue behind such a delay is ours, although by now every connection is busy with it.
    return arrival.intended < free_since(channel) && arrival.intended >= busy_since_;
}

std::size_t Lane::operation_of(const Arrival& arrival) const noexcept {
    return arrival.operation ? *arrival.operation : plan_.mix->pick(arrival.index);
}

void Lane::plan(const Arrival& arrival) noexcept {
    planned_ += recorder_.measures(arrival.intended) ? 1U : 0U;
}

void Lane::send(Slot& slot, const Arrival& arrival) noexcept {
    TurnClock& clock = *shared_.clock;
    Channel& channel = *slot.channel;
    plan(arrival);
    const bool waited = arrival.intended < free_since(channel);
    const bool overdue = waited && arrival.intended >= busy_since_;
    shared_.counts->overdue += overdue ? 1U : 0U;
    ++shared_.counts->in_flight;
    // Not as a whole: what a trace says besides is settled here, and copying bytes that were just
    // written one by one stalls.
    slot.arrival.index = arrival.index;
    slot.arrival.intended = arrival.intended;
    slot.operation = operation_of(arrival);
    slot.sent = clock.now();
    recorder_.sent(arrival, slot.sent, overdue);
    if (!overdue && recorder_.measures(arrival.intended))
        shared_.wake_lag->record(slot.sent - arrival.intended);
    in_flight_.push(slot);
    if (!waited && (users_ || !has_room()))
        busy_since_ = slot.sent;
    tell_room();
    Call call{slot.operation, arrival.index};
    if (arrival.key)
        call.key = *arrival.key;
    const auto outcome = channel.connection->start(call);
    if (!outcome) {
        clock.spoil();
        if (channel.depth == 1)
            watch(channel);
        else if (!std::exchange(channel.unflushed, true))
            unflushed_.push_back(&channel);
        return;
    }
    const TimePoint done = clock.read();
    if (channel.in_process)
        clock.worked_in_process(slot.sent, done);
    complete(slot, done, *outcome);
    watch(channel);
}

void Lane::flush() noexcept {
    for (Channel* channel : unflushed_) {
        channel->unflushed = false;
        // The next pass fills another one.
        if (!idle_.empty() && idle_.front() == channel) {
            idle_.pop();
            idle_.push(channel);
        }
        const std::size_t carried = channel->in_flight;
        shared_.clock->spoil();
        take_answers(*channel, channel->connection->flush());
        more_ = more_ || channel->in_flight < carried;
    }
    unflushed_.clear();
}

void Lane::complete(Slot& slot, TimePoint done, const Outcome& outcome) noexcept {
    Channel& channel = *slot.channel;
    if (!has_room())
        idle_since_ = done;
    if (!users_ && channel.full())
        idle_.push(&channel);
    in_flight_.remove(slot);
    tell_room();
    WorkerCounts& counts = *shared_.counts;
    --counts.in_flight;
    ++counts.completed;
    counts.failed += outcome.code == OutcomeCode::ok ? 0U : 1U;
    recorder_.completed(slot.operation, channel.number, slot.arrival, slot.sent, done, outcome);
    if (users_)
        users_->finished(
            static_cast<std::size_t>(&slot - slots_.data()), done,
            outcome.code == OutcomeCode::refused || outcome.code == OutcomeCode::connection);
}

void Lane::expire() noexcept {
    for (Slot* slot = in_flight_.oldest();
         slot != nullptr && slot->sent + plan_.timeout <= shared_.clock->now();
         slot = in_flight_.oldest()) {
        Channel& channel = *slot->channel;
        Outcome outcome = channel.connection->abandon();
        outcome.code = OutcomeCode::timeout;
        outcome.cause = no_answer;
        const TimePoint done = shared_.clock->read();
        complete(*slot, done, outcome);
        // Their time was not up, but the wire that would have brought their answers is gone.
        while (channel.oldest != nullptr)
            complete(*channel.oldest, done, {.code = OutcomeCode::connection, .cause = given_up});
        watch(channel);
    }
}

void Lane::watch(Channel& channel) noexcept {
    if (channel.in_process)
        return;
    const Connection& connection = *channel.connection;
    const int fd = connection.fd();
    const std::uint32_t interest = fd < 0 ? 0 : connection.interest();
    const std::uint32_t generation = connection.generation();
    if (fd == channel.watched_fd && interest == channel.watched_interest &&
        (fd < 0 || generation == channel.watched_generation))
        return;
    channel.watched_fd = fd;
    channel.watched_interest = interest;
    channel.watched_generation = generation;
    shared_.reactor->watch(channel.token, fd, interest);
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
        Channel& channel = *slot->channel;
        Outcome crossed = channel.connection->abandon();
        for (; (slot = channel.oldest) != nullptr; crossed = {}) {
            in_flight_.remove(*slot);
            --shared_.counts->in_flight;
            recorder_.outstanding(slot->operation, channel.number, slot->arrival, now, crossed);
        }
        watch(channel);
    }
    // What this lane holds and was due; the rest of an open plan is still with the pacer.
    exhausted_ = true;
    while (next_due() != TimePoint::max()) {
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
    if (plan_.drop_overflow && !exhausted_ && !has_room())
        next = std::min(next, plan_.open_pacer->next_refusal().value_or(next));
    if (users_) {
        if (const auto due = users_->next_due(); due && *due < end_ && has_room())
            next = std::min(next, *due);
        if (in_flight_.oldest() == nullptr)
            next = std::min(next, end_);
    }
    return next;
}

}  // namespace sark::workloads
