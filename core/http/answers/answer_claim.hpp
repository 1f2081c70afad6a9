#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

namespace sark::http {

/// Who answers a request: its handler or, from a deadline on, whoever watches the clock. The first
/// to claim the answer gives it, the other gives none. No locks; all functions are thread-safe but
/// open().
class AnswerClaim {
 public:
    /// Nobody has claimed it yet. Before the handler begins; `deadline_ns` by the clock that the
    /// watcher reads.
    void open(std::int64_t deadline_ns) noexcept {
        state_.store(deadline_ns, std::memory_order_release);
    }

    /// For the handler: true when the answer is its own to give, also when asked again.
    [[nodiscard]] bool claim() noexcept {
        std::int64_t state = state_.load(std::memory_order_acquire);
        while (state != handlers && state != watchers)
            if (state_.compare_exchange_weak(state, handlers, std::memory_order_acq_rel,
                                             std::memory_order_acquire))
                return true;
        return state == handlers;
    }

    /// For the watcher: the deadline has passed and nobody has claimed it.
    [[nodiscard]] bool is_overdue(std::int64_t now_ns) const noexcept {
        const std::int64_t state = state_.load(std::memory_order_acquire);
        return state != watchers && state <= now_ns;
    }

    /// Of an overdue one, its deadline.
    [[nodiscard]] std::int64_t deadline_ns() const noexcept {
        return state_.load(std::memory_order_relaxed);
    }

    /// For the watcher: true when it is overdue and now the watcher's to answer.
    [[nodiscard]] bool give_up(std::int64_t now_ns) noexcept {
        std::int64_t state = state_.load(std::memory_order_acquire);
        return state != watchers && state <= now_ns &&
               state_.compare_exchange_strong(state, watchers, std::memory_order_acq_rel,
                                              std::memory_order_acquire);
    }

 private:
    static constexpr std::int64_t handlers = std::numeric_limits<std::int64_t>::max();
    static constexpr std::int64_t watchers = std::numeric_limits<std::int64_t>::min();

    /// The deadline while nobody has claimed it.
    std::atomic<std::int64_t> state_{handlers};
};

}  // namespace sark::http
