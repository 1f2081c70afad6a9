#pragma once

#include <chrono>
#include <string>

namespace sark {

using Nanos = std::chrono::nanoseconds;
/// An instant of the monotonic clock; comparable only within this boot of this machine.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Nanos>;
/// An instant of UTC; the only kind of time written to files or wires.
using UtcTime = std::chrono::time_point<std::chrono::system_clock, Nanos>;

/// Where time comes from, so that tests can supply it. Implementations are thread-safe.
class TimeSource {
 public:
    virtual ~TimeSource() = default;
    [[nodiscard]] virtual TimePoint now() const noexcept = 0;
    [[nodiscard]] virtual UtcTime utc_now() const noexcept = 0;
};

/// The machine's own clocks.
class SystemTime final : public TimeSource {
 public:
    [[nodiscard]] TimePoint now() const noexcept override {
        return std::chrono::steady_clock::now();
    }
    [[nodiscard]] UtcTime utc_now() const noexcept override {
        return std::chrono::system_clock::now();
    }
};

/// ISO 8601 in UTC with milliseconds: 2026-11-21T07:38:20.123Z.
std::string to_iso8601(UtcTime time);

/// Milliseconds as a floating-point number, the unit of every latency that is printed.
inline double to_ms(Nanos duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

/// Seconds as a floating-point number.
inline double to_seconds(Nanos duration) {
    return std::chrono::duration<double>(duration).count();
}

/// The nearest whole nanosecond to a number of seconds.
inline Nanos from_seconds(double seconds) {
    return std::chrono::duration_cast<Nanos>(std::chrono::duration<double>(seconds));
}

}  // namespace sark
