#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "workloads/arrivals/arrival.hpp"
#include "workloads/drivers/connection.hpp"

namespace sark::workloads {

/// One connection of a lane and the operation it carries.
struct Slot {
    std::unique_ptr<Connection> connection;
    std::size_t number = 0;   ///< Among all connections of the load.
    std::uint32_t token = 0;  ///< Its name at the worker's reactor.
    bool in_process = false;
    int watched_fd = -1;
    std::uint32_t watched_interest = 0;

    bool in_flight = false;
    std::size_t operation = 0;
    Arrival arrival;
    TimePoint sent;
    Slot* before = nullptr;
    Slot* after = nullptr;
};

/// Slots in flight, in the order they were sent, which is the order in which they time out.
class InFlightList {
 public:
    [[nodiscard]] Slot* oldest() const noexcept { return oldest_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    void push(Slot& slot) noexcept {
        slot.in_flight = true;
        ++size_;
        slot.before = newest_;
        slot.after = nullptr;
        (newest_ != nullptr ? newest_->after : oldest_) = &slot;
        newest_ = &slot;
    }
    void remove(Slot& slot) noexcept {
        slot.in_flight = false;
        --size_;
        (slot.before != nullptr ? slot.before->after : oldest_) = slot.after;
        (slot.after != nullptr ? slot.after->before : newest_) = slot.before;
    }

 private:
    Slot* oldest_ = nullptr;
    Slot* newest_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace sark::workloads
