#pragma once

#include <cstdint>
#include <memory>

#include "workloads/arrivals/arrival.hpp"
#include "workloads/drivers/connection.hpp"

namespace sark::workloads {

struct Channel;

/// One operation in flight, or room for one. In a closed loop each user has a slot of its own.
struct Slot {
    Channel* channel = nullptr;
    std::size_t operation = 0;
    Arrival arrival;
    TimePoint sent;
    // Among all operations of the lane, in the order they were sent.
    Slot* before = nullptr;
    Slot* after = nullptr;
    // Among those of the channel, which end in the order they were sent.
    Slot* behind = nullptr;
};

/// One connection of a lane and the operations it carries, at most as many as it has slots.
struct Channel {
    std::unique_ptr<Connection> connection;
    std::size_t number = 0;   ///< Among all connections of the load.
    std::uint32_t token = 0;  ///< Its name at the worker's reactor.
    bool in_process = false;
    bool unflushed = false;  ///< Carries operations that were queued in this pass.
    // What the reactor was told last.
    int watched_fd = -1;
    std::uint32_t watched_interest = 0;
    std::uint32_t watched_generation = 0;

    std::size_t depth = 1;
    Slot* slots = nullptr;  ///< The first of `depth`.
    std::size_t next = 0;   ///< In an open loop: the slot that is free next.
    std::size_t in_flight = 0;
    Slot* oldest = nullptr;
    Slot* newest = nullptr;

    [[nodiscard]] bool full() const noexcept { return in_flight == depth; }
    /// Room for the next operation of an open loop; only when not full().
    [[nodiscard]] Slot& take_slot() noexcept {
        Slot& slot = slots[next];
        next = next + 1 == depth ? 0 : next + 1;
        return slot;
    }
    void push(Slot& slot) noexcept {
        ++in_flight;
        slot.behind = nullptr;
        (oldest != nullptr ? newest->behind : oldest) = &slot;
        newest = &slot;
    }
    /// Takes out the oldest; only when something is in flight.
    void pop() noexcept {
        --in_flight;
        oldest = oldest->behind;
    }
};

}  // namespace sark::workloads
