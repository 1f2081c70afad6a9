#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/circuit_breaker/circuit_breaker.hpp"

namespace sark::redis {
class Client;
}

namespace sark::http {

/// What a caller may still do.
struct Budget {
    bool is_within = false;
    std::int64_t remaining = 0;
    Nanos resets_after{0};  ///< Until the oldest request that counts leaves the window.
    UtcTime resets_at;      ///< The same by the clock of Redis.
};

/// The reply of the window's script (within, counted, oldest, now; times in microseconds of UTC)
/// under this limit. Absent when it is not one.
[[nodiscard]] std::optional<Budget> read_window(const std::vector<std::string>& reply,
                                                std::int64_t limit, Nanos window);

/// Counts requests per name in a window that slides with every request: the last `limit` that were
/// let through are kept in Redis, by the clock of Redis, so that all servers on it count together.
/// A refused request does not count (upstream's does, and so prolongs itself). One round trip: a
/// script that Redis keeps. Thread-safe.
class SlidingWindow {
 public:
    /// `redis` and its breaker are borrowed.
    SlidingWindow(redis::Client& redis, CircuitBreaker& breaker, Nanos window);

    /// Counts one request of `name` when fewer than `limit` are in the window.
    [[nodiscard]] Result<Budget> take(const std::string& name, std::int64_t limit);

 private:
    redis::Client& redis_;
    CircuitBreaker& breaker_;
    Nanos window_;
    std::string self_;  ///< Tells this process's requests of one microsecond from another's.
    std::string script_hash_;
    std::atomic<std::uint64_t> taken_{0};
};

}  // namespace sark::http
