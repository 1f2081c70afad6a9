#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>

namespace sark {

/// Counts what several threads do all the time without making them wait for each other's cache
/// line: each adds on a line chosen by its id. Thread-safe; the total is exact once they rest.
class StripedCounter {
 public:
    void add() noexcept {
        const std::size_t stripe = std::hash<std::thread::id>{}(std::this_thread::get_id());
        stripes_[stripe % stripes_.size()].count.fetch_add(1, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t total() const noexcept {
        std::uint64_t sum = 0;
        for (const Stripe& stripe : stripes_) sum += stripe.count.load(std::memory_order_relaxed);
        return sum;
    }

 private:
    struct alignas(64) Stripe {
        std::atomic<std::uint64_t> count{0};
    };
    std::array<Stripe, 64> stripes_;
};

}  // namespace sark
