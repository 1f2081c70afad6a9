#pragma once

#include <cstddef>

#include "workloads/engine/channel.hpp"

namespace sark::workloads {

/// Operations in flight over all channels of a lane, in the order they were sent, which is the
/// order in which they time out.
class InFlightList {
 public:
    [[nodiscard]] Slot* oldest() const noexcept { return oldest_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    void push(Slot& slot) noexcept {
        ++size_;
        slot.before = newest_;
        slot.after = nullptr;
        (newest_ != nullptr ? newest_->after : oldest_) = &slot;
        newest_ = &slot;
        slot.channel->push(slot);
    }
    /// Only the oldest of its channel.
    void remove(Slot& slot) noexcept {
        --size_;
        (slot.before != nullptr ? slot.before->after : oldest_) = slot.after;
        (slot.after != nullptr ? slot.after->before : newest_) = slot.before;
        slot.channel->pop();
    }

 private:
    Slot* oldest_ = nullptr;
    Slot* newest_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace sark::workloads
