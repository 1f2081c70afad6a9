#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/base/time.hpp"
#include "workloads/timing/outcome.hpp"
#include "workloads/timing/tally.hpp"

namespace sark::workloads {

/// What one worker has counted of one load so far, for whoever watches the run: a flat row of
/// counters that one thread writes (relaxed loads and stores, no locked instruction) and any thread
/// may read at any time. Every counter only grows, so that the difference of two readings is what
/// happened between them. One cell per part of the run (RunParts) and operation: the buckets of its
/// ok answers' response times in IntervalTally's layout, then its failures.
class LiveTally {
 public:
    /// Buckets of IntervalTally::layout.
    static constexpr std::size_t buckets = 21 * 128;
    /// After the buckets of a cell: one counter per outcome but ok, then the abandoned.
    static constexpr std::size_t cell_size = buckets + outcome_count;
    static constexpr std::size_t failure_at(OutcomeCode code) noexcept {
        return buckets + static_cast<std::size_t>(code) - 1;
    }
    static constexpr std::size_t abandoned_at = cell_size - 1;
    /// After all cells: operations sent, and those that found every connection busy when due.
    static constexpr std::size_t tail_size = 2;

    /// Allocates; nothing does afterwards.
    LiveTally(std::size_t parts, std::size_t operations);

    /// An operation was sent.
    void sent(bool overdue) noexcept {
        bump(tail_[0]);
        if (overdue)
            bump(tail_[1]);
    }
    /// It ended.
    void ended(std::size_t part, std::size_t operation, Nanos response, OutcomeCode code) noexcept {
        const std::size_t cell = cell_of(part, operation);
        if (code == OutcomeCode::ok) [[likely]]
            bump(counters_[cell + bucket_of(response)]);
        else
            bump(counters_[cell + failure_at(code)]);
    }
    /// It never will.
    void abandoned(std::size_t part, std::size_t operation) noexcept {
        bump(counters_[cell_of(part, operation) + abandoned_at]);
    }

    /// How many counters there are.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Adds every counter to `sums` (size() of them). Any thread, any time; never disturbs the
    /// writer.
    void add_to(std::span<std::uint64_t> sums) const noexcept;

    /// The bucket of a response time; a negative one counts as 0, one beyond the range as its top.
    [[nodiscard]] static std::size_t bucket_of(Nanos response) noexcept {
        constexpr std::int64_t highest = IntervalTally::layout.highest_ns;
        const auto value =
            static_cast<std::uint64_t>(std::clamp<std::int64_t>(response.count(), 0, highest));
        const int magnitude = std::max(0, 64 - std::countl_zero(value) - unit_bits - 8);
        return (static_cast<std::size_t>(magnitude) << 7U) +
               static_cast<std::size_t>(value >> (magnitude + unit_bits));
    }
    /// The highest response time of a bucket.
    [[nodiscard]] static Nanos highest_of(std::size_t bucket) noexcept;

 private:
    // A bucket of the finest kind is 2^9 ns wide: the largest power of two within 1 us.
    static constexpr int unit_bits = 9;

    [[nodiscard]] std::size_t cell_of(std::size_t part, std::size_t operation) const noexcept {
        return (part * operations_ + operation) * cell_size;
    }
    static void bump(std::atomic<std::uint64_t>& counter) noexcept {
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }

    std::size_t operations_;
    std::size_t size_;
    std::unique_ptr<std::atomic<std::uint64_t>[]> counters_;
    std::atomic<std::uint64_t>* tail_;
};

}  // namespace sark::workloads
