#pragma once

#include <atomic>
#include <chrono>

#include "core/base/time.hpp"

namespace sark::test {

/// A clock that moves when told. Starts at a Monday, 10:00 UTC.
class ManualTime final : public TimeSource {
 public:
    [[nodiscard]] TimePoint now() const noexcept override {
        return TimePoint{Nanos{1'000'000'000} + offset_.load()};
    }
    [[nodiscard]] UtcTime utc_now() const noexcept override {
        using namespace std::chrono_literals;
        constexpr std::chrono::sys_days monday{std::chrono::year{2026} / 11 / 23};
        return UtcTime{monday.time_since_epoch() + 10h + offset_.load()};
    }
    void advance(Nanos duration) { offset_ = offset_.load() + duration; }

 private:
    std::atomic<Nanos> offset_{Nanos{0}};
};

}  // namespace sark::test
