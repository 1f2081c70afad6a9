#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include <sched.h>

namespace sark {

/// Counts what several threads do all the time without making them wait for each other's cache
/// line: each adds on the line of the processor that it runs on, so that two threads that count at
/// the same instant never share one (with up to 64 processors). Thread-safe; the total is exact
/// once they rest.
class StripedCounter {
 public:
    void add() noexcept {
        // -1, where the kernel cannot say, is some stripe as good as another.
        const auto processor = static_cast<std::size_t>(sched_getcpu());
        stripes_[processor % stripes_.size()].count.fetch_add(1, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t total() const noexcept {
        std::uint64_t sum = 0;
        for (const Stripe& stripe : stripes_) sum += stripe.count.load(std::memory_order_relaxed);
        return sum;
    }

 private:
    /// Two lines: processors fetch them in pairs.
    struct alignas(128) Stripe {
        std::atomic<std::uint64_t> count{0};
    };
    std::array<Stripe, 64> stripes_;
};

}  // namespace sark
