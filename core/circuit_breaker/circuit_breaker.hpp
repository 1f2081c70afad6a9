#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark {

/// Defaults: S004-CB-01 and the columns of circuit_breakers (S004-TBL-05).
struct CircuitBreakerOptions {
    unsigned failure_threshold = 5;                      ///< Consecutive ones, while closed.
    unsigned success_threshold = 2;                      ///< Consecutive ones, while half open.
    Nanos open_for = std::chrono::milliseconds(60'000);  ///< timeout_ms
};

enum class CircuitState : std::uint8_t { closed, open, half_open };

/// "closed", "open" or "half_open", as S004-TBL-05 spells them.
[[nodiscard]] std::string_view to_string(CircuitState state);

struct CircuitBreakerStats {
    CircuitState state = CircuitState::closed;
    std::uint64_t opened = 0;   ///< Transitions to open.
    std::uint64_t refused = 0;  ///< Calls that were not allowed.
    unsigned failures = 0;      ///< In a row, while closed.
    unsigned successes = 0;     ///< In a row, while half open.
    Nanos open_left{0};         ///< While open: until a call may probe.
};

/// Keeps callers from a service that fails: closed until failure_threshold calls in a row failed;
/// open for open_for, when every call is refused at once; then half open, when one call at a time
/// probes the service: success_threshold successes in a row close it, one failure opens it again.
/// Upstream lets any number of probes through at once (SARK-UPSTREAM section 4). Thread-safe.
class CircuitBreaker {
 public:
    /// The right to make one call. Say how it went; one that is dropped unsaid counts as failed.
    class Permit {
     public:
        Permit(Permit&& other) noexcept
            : breaker_(std::exchange(other.breaker_, nullptr)), epoch_(other.epoch_) {}
        Permit& operator=(Permit&&) = delete;
        ~Permit() { finish(false); }
        void succeeded() { finish(true); }
        void failed() { finish(false); }

     private:
        friend class CircuitBreaker;
        Permit(CircuitBreaker& breaker, std::uint64_t epoch) : breaker_(&breaker), epoch_(epoch) {}
        void finish(bool success);
        CircuitBreaker* breaker_;
        std::uint64_t epoch_;  ///< Which state it was given in: a late answer changes no later one.
    };

    /// `name` says in errors what is behind it; `time` is borrowed.
    CircuitBreaker(std::string name, CircuitBreakerOptions options, const TimeSource& time);

    /// Errc::unavailable while the breaker is open or another call probes ("ServiceUnavailable" of
    /// S004-CB-01).
    [[nodiscard]] Result<Permit> allow();

    /// Calls when allowed, and counts a failed Result as a failure.
    template <class Call>
    auto call(const Call& call) -> std::invoke_result_t<Call> {
        auto permit = allow();
        if (!permit)
            return std::move(permit).error();
        auto answer = call();
        answer ? permit->succeeded() : permit->failed();
        return answer;
    }

    /// Goes on where another breaker of the same service has left off: its state, counts and
    /// open_left (never more than open_for). What was allowed before counts for nothing any more.
    void resume(const CircuitBreakerStats& left);

    [[nodiscard]] const CircuitBreakerOptions& options() const noexcept { return options_; }

    /// The state for a call made now: an open one whose time is over reads as half open.
    [[nodiscard]] CircuitBreakerStats stats() const;

 private:
    void enter(CircuitState state);  ///< With the lock.
    void finish(std::uint64_t epoch, bool success);

    const std::string name_;
    const CircuitBreakerOptions options_;
    const TimeSource& time_;
    mutable std::mutex mutex_;
    CircuitBreakerStats stats_;
    std::uint64_t epoch_ = 0;
    unsigned failures_ = 0;
    unsigned successes_ = 0;
    bool probing_ = false;
    TimePoint open_until_;
};

}  // namespace sark
