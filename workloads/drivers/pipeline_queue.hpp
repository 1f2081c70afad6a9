#pragma once

#include <cstddef>
#include <vector>

namespace sark::workloads {

/// The operations in flight on one connection, oldest first: those that have been answered, until
/// their outcomes are taken, then the others. Room for a fixed number; allocates in the constructor
/// only. Reading what is not there or adding to a full queue is a programmer error.
template <class Operation>
class PipelineQueue {
 public:
    explicit PipelineQueue(std::size_t capacity) : operations_(capacity) {}

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t capacity() const noexcept { return operations_.size(); }
    [[nodiscard]] std::size_t answered() const noexcept { return answered_; }
    [[nodiscard]] std::size_t unanswered() const noexcept { return size_ - answered_; }
    [[nodiscard]] const Operation& oldest() const noexcept { return operations_[first_]; }
    /// The n-th that has not been answered.
    [[nodiscard]] Operation& waiting(std::size_t n) noexcept { return at(answered_ + n); }

    void push(const Operation& operation) noexcept { at(size_++) = operation; }
    /// The first that waits has its answer; returns it.
    Operation& answer() noexcept { return at(answered_++); }
    /// Takes out the oldest, which must have been answered; it stays readable until the next push.
    const Operation& take() noexcept {
        const Operation& operation = operations_[first_];
        first_ = first_ + 1 == operations_.size() ? 0 : first_ + 1;
        --answered_;
        --size_;
        return operation;
    }
    void clear() noexcept { first_ = size_ = answered_ = 0; }

 private:
    [[nodiscard]] Operation& at(std::size_t number) noexcept {
        const std::size_t place = first_ + number;
        return operations_[place < operations_.size() ? place : place - operations_.size()];
    }

    std::vector<Operation> operations_;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
    std::size_t answered_ = 0;
};

}  // namespace sark::workloads
