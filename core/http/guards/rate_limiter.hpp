#pragma once

#include <cstdint>
#include <string>

#include "core/http/filter.hpp"
#include "core/http/guards/sliding_window.hpp"
#include "core/metrics/guard_counters.hpp"

namespace sark::http {

/// Requests within one window. Defaults: upstream's, per hour (SARK-UPSTREAM section 2).
struct RateLimits {
    std::int64_t per_api_key = 1'000;
    std::int64_t per_user = 5'000;
    std::int64_t per_address = 100;
    Nanos window = std::chrono::hours(1);
};

/// Refuses who has asked too often with 429 and Retry-After; everybody else's answers say
/// X-RateLimit-Limit, -Remaining and -Reset (seconds of UTC at which the oldest request that counts
/// leaves the window). Counted by API key, else by user, else by the peer's address. Administrators
/// and public paths are not counted. While Redis does not answer nobody is refused: that is counted
/// in sark_rate_limit_unchecked_total.
class RateLimiter final : public Filter {
 public:
    /// All are borrowed.
    RateLimiter(redis::Client& redis, CircuitBreaker& breaker, const RateLimits& limits,
                GuardCounters& counters);
    [[nodiscard]] Answer answer(Request& request, const Rest& rest) override;

 private:
    /// Who is counted, by what limit, and under which of the counters.
    struct Account {
        std::string name;
        std::int64_t limit;
        LimitedBy by;
    };
    [[nodiscard]] Account account_of(const Request& request) const;

    RateLimits limits_;
    SlidingWindow window_;
    GuardCounters& counters_;
};

}  // namespace sark::http
