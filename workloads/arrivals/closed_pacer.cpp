#include "workloads/arrivals/closed_pacer.hpp"

#include <algorithm>

namespace sark::workloads {

ClosedPacer::ClosedPacer(const std::vector<std::size_t>& users, std::size_t user_count,
                         Nanos think_time, std::uint64_t first_index)
    : thinking_(users.size()),
      resting_(users.size()),
      stride_(user_count),
      think_time_(think_time),
      rest_time_(std::max(think_time, rest_after_failure)) {
    next_index_.reserve(users.size());
    for (const std::size_t user : users) next_index_.push_back(first_index + user);
}

void ClosedPacer::begin(TimePoint start) noexcept {
    for (std::size_t slot = 0; slot < next_index_.size(); ++slot) thinking_.push({slot, start});
}

ClosedPacer::Due ClosedPacer::take() noexcept {
    const bool from_resting =
        thinking_.empty() || (!resting_.empty() && resting_.front().due < thinking_.front().due);
    SlotQueue<Waiting>& queue = from_resting ? resting_ : thinking_;
    const Waiting next = queue.front();
    queue.pop();
    const std::uint64_t index = next_index_[next.slot];
    next_index_[next.slot] += stride_;
    return {next.slot, {index, next.due}};
}

void ClosedPacer::finished(std::size_t slot, TimePoint done, bool failed) noexcept {
    if (failed)
        resting_.push({slot, done + rest_time_});
    else
        thinking_.push({slot, done + think_time_});
}

}  // namespace sark::workloads
