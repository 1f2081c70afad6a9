#include "workloads/timing/live_tally.hpp"

namespace sark::workloads {

LiveTally::LiveTally(std::size_t parts, std::size_t operations)
    : operations_(operations),
      size_(parts * operations * cell_size + tail_size),
      counters_(std::make_unique<std::atomic<std::uint64_t>[]>(size_)),
      tail_(&counters_[size_ - tail_size]) {}

void LiveTally::add_to(std::span<std::uint64_t> sums) const noexcept {
    for (std::size_t i = 0; i < size_; ++i) sums[i] += counters_[i].load(std::memory_order_relaxed);
}

Nanos LiveTally::highest_of(std::size_t bucket) noexcept {
    const std::size_t magnitude = bucket < 256 ? 0 : (bucket >> 7U) - 1;
    const std::size_t step = bucket < 256 ? bucket : (bucket & 127U) + 128;
    return Nanos{static_cast<std::int64_t>(((step + 1) << (magnitude + unit_bits)) - 1)};
}

}  // namespace sark::workloads
