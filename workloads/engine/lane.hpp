#pragma once

#include <optional>
#include <span>
#include <vector>

#include "workloads/arrivals/closed_pacer.hpp"
#include "workloads/arrivals/open_pacer.hpp"
#include "workloads/arrivals/slot_queue.hpp"
#include "workloads/engine/in_flight_list.hpp"
#include "workloads/engine/reactor.hpp"
#include "workloads/engine/turn_clock.hpp"
#include "workloads/operations/operation_mix.hpp"
#include "workloads/timing/latency_recorder.hpp"

namespace sark::workloads {

/// What a worker counts over all its lanes, warm-up included, for Progress.
struct WorkerCounts {
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
    std::uint64_t overdue = 0;
    std::int64_t in_flight = 0;
};

/// One load's share of one worker: its connections there, where their arrivals come from, and what
/// was measured. Used by that worker's thread only.
class Lane {
 public:
    struct Plan {
        const OperationMix* mix;       ///< Borrowed, as is the pacer.
        OpenPacer* open_pacer;         ///< Null in a closed loop.
        const ClosedArrivals* closed;  ///< Null in an open loop.
        std::uint64_t seed;            ///< Of think times.
        std::size_t users;             ///< Of the whole load, in a closed loop.
        bool drop_overflow;            ///< Open loop: refuse what finds no room, do not queue it.
        std::size_t in_flight_max;     ///< Of this lane.
        std::uint64_t first_index;     ///< Keeps indices of a run's loads apart.
        Nanos warmup{0};
        Nanos measured{0};
        Nanos drain{0};
        Nanos timeout{0};
    };
    /// What lanes of one worker share.
    struct Shared {
        Reactor* reactor;
        TurnClock* clock;
        Histogram* wake_lag;
        WorkerCounts* counts;
    };

    /// A user's number among all of the load is its channel's number times its depth, plus its
    /// place among the channel's slots.
    Lane(const Plan& plan, std::vector<Channel> channels, LatencyRecorder recorder);

    /// Fixes the start and watches the connections. Before anything else.
    void begin(TimePoint start, const Shared& shared) noexcept;
    [[nodiscard]] std::span<Channel> channels() noexcept { return channels_; }

    /// The channel's descriptor is ready.
    void on_ready(Channel& channel, std::uint32_t events) noexcept;
    /// Ends what has timed out, then sends what is due, at most for one slice of a pass.
    void advance() noexcept;
    /// No arrival due at `stop` or later is planned any more.
    void stop_at(TimePoint stop) noexcept;
    /// Ends the drain: abandons what is outstanding or due.
    void give_up() noexcept;

    /// Nothing is outstanding and nothing will come, or it was given up.
    [[nodiscard]] bool finished() const noexcept { return finished_; }
    /// When advance() has to be called next, unless something is ready before.
    [[nodiscard]] TimePoint deadline() const noexcept;
    /// When the drain ends.
    [[nodiscard]] TimePoint drain_deadline() const noexcept { return end_ + plan_.drain; }

    [[nodiscard]] LatencyRecorder& recorder() noexcept { return recorder_; }
    /// Arrivals of the measured window that this lane took.
    [[nodiscard]] std::uint64_t planned() const noexcept { return planned_; }
    /// The instant at which the lane finished or gave up.
    [[nodiscard]] TimePoint ended() const noexcept { return ended_; }

 private:
    [[nodiscard]] bool has_room() const noexcept;
    [[nodiscard]] TimePoint next_due() noexcept;
    [[nodiscard]] TimePoint free_since(const Channel& channel) const noexcept;
    /// Whether the target, not we, kept the arrival waiting for this connection.
    [[nodiscard]] bool is_overdue(const Channel& channel, const Arrival& arrival) const noexcept;
    /// Tells the pacer of a load that drops whether this lane has room.
    void tell_room() noexcept;
    /// Drops what is due and finds no room in any lane.
    void drop_due() noexcept;
    void drop(const Arrival& arrival) noexcept;
    void send_due() noexcept;
    void send_next() noexcept;
    void send(Slot& slot, const Arrival& arrival) noexcept;
    void flush() noexcept;
    void take_answers(Channel& channel, std::optional<Outcome> outcome) noexcept;
    void complete(Slot& slot, TimePoint done, const Outcome& outcome) noexcept;
    void expire() noexcept;
    void watch(Channel& channel) noexcept;
    [[nodiscard]] std::size_t operation_of(const Arrival& arrival) const noexcept;
    void plan(const Arrival& arrival) noexcept;

    Plan plan_;
    std::vector<Channel> channels_;
    std::vector<Slot> slots_;
    LatencyRecorder recorder_;
    Shared shared_{};
    InFlightList in_flight_;
    // Channels with operations that were queued in this pass and not yet sent.
    std::vector<Channel*> unflushed_;
    // Open loop: channels with room, and the arrival taken for one of them that is not due yet.
    SlotQueue<Channel*> idle_;
    std::optional<Arrival> pending_;
    // Since when there has been room for another operation.
    TimePoint idle_since_ = TimePoint::min();
    // When the last room was taken with nothing waiting for it.
    TimePoint busy_since_ = TimePoint::min();
    // What the pacer was told last.
    bool told_room_ = false;
    // Closed loop.
    std::optional<ClosedPacer> users_;

    TimePoint end_{};  // arrivals are due before
    bool exhausted_ = false;
    bool more_ = false;
    bool finished_ = false;
    TimePoint ended_{};
    std::uint64_t planned_ = 0;
};

}  // namespace sark::workloads
