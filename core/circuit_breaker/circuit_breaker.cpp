#include "core/circuit_breaker/circuit_breaker.hpp"

#include <algorithm>

namespace sark {

std::string_view to_string(CircuitState state) {
    switch (state) {
        case CircuitState::closed:
            return "closed";
        case CircuitState::open:
            return "open";
        case CircuitState::half_open:
            return "half_open";
    }
    return "closed";
}

CircuitBreaker::CircuitBreaker(std::string name, CircuitBreakerOptions options,
                               const TimeSource& time)
    : name_(std::move(name)), options_(options), time_(time) {}

void CircuitBreaker::enter(CircuitState state) {
    stats_.state = state;
    ++epoch_;
    failures_ = 0;
    successes_ = 0;
    probing_ = false;
    if (state == CircuitState::open) {
        ++stats_.opened;
        open_until_ = time_.now() + options_.open_for;
    }
}

Result<CircuitBreaker::Permit> CircuitBreaker::allow() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (stats_.state == CircuitState::open && time_.now() >= open_until_)
        enter(CircuitState::half_open);
    const bool allowed = stats_.state == CircuitState::closed ||
                         (stats_.state == CircuitState::half_open && !probing_);
    if (!allowed) {
        ++stats_.refused;
        return Error{Errc::unavailable,
                     std::string("the circuit breaker is ") +
                         (probing_ ? "half open and another call probes" : "open"),
                     name_, "the service failed repeatedly; it is tried again before long"};
    }
    probing_ = stats_.state == CircuitState::half_open;
    return Permit(*this, epoch_);
}

void CircuitBreaker::finish(std::uint64_t epoch, bool success) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (epoch != epoch_)
        return;
    probing_ = false;
    if (!success) {
        ++failures_;
        if (stats_.state == CircuitState::half_open || failures_ >= options_.failure_threshold)
            enter(CircuitState::open);
        return;
    }
    failures_ = 0;
    if (stats_.state == CircuitState::half_open && ++successes_ >= options_.success_threshold)
        enter(CircuitState::closed);
}

void CircuitBreaker::Permit::finish(bool success) {
    if (CircuitBreaker* breaker = std::exchange(breaker_, nullptr))
        breaker->finish(epoch_, success);
}

void CircuitBreaker::resume(const CircuitBreakerStats& left) {
    const std::lock_guard<std::mutex> lock(mutex_);
    // Left open by another process is not opened once more.
    const std::uint64_t opened = stats_.opened;
    enter(left.state);
    stats_.opened = opened;
    failures_ = left.failures;
    successes_ = left.successes;
    open_until_ = time_.now() + std::clamp(left.open_left, Nanos{0}, options_.open_for);
}

CircuitBreakerStats CircuitBreaker::stats() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    CircuitBreakerStats stats = stats_;
    stats.failures = failures_;
    stats.successes = successes_;
    if (stats.state != CircuitState::open)
        return stats;
    stats.open_left = std::max(open_until_ - time_.now(), Nanos{0});
    if (stats.open_left == Nanos{0})
        stats.state = CircuitState::half_open;
    return stats;
}

}  // namespace sark
