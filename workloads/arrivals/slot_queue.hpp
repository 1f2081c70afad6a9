#pragma once

#include <cstddef>
#include <vector>

namespace sark::workloads {

/// First in, first out, with room for a fixed number of elements; never allocates after its
/// construction. Pushing into a full queue or reading an empty one is a programmer error.
template <class T>
class SlotQueue {
 public:
    explicit SlotQueue(std::size_t capacity) : items_(capacity == 0 ? 1 : capacity) {}

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] const T& front() const noexcept { return items_[head_]; }
    void push(const T& item) noexcept {
        std::size_t tail = head_ + size_;
        if (tail >= items_.size())
            tail -= items_.size();
        items_[tail] = item;
        ++size_;
    }
    void pop() noexcept {
        if (++head_ == items_.size())
            head_ = 0;
        --size_;
    }

 private:
    std::vector<T> items_;
    std::size_t head_ = 0;
    std::size_t size_ = 0;
};

}  // namespace sark::workloads
