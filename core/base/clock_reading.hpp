#pragma once

#include <chrono>
#include <ctime>
#include <optional>

#include "core/base/time.hpp"

namespace sark {

/// What a clock of the kernel shows (clock_gettime(2)): CPU time of this thread or process, or that
/// of another, by the clock's id. Absent where the kernel refuses or the owner has ended.
[[nodiscard]] inline std::optional<Nanos> read_clock(clockid_t clock) noexcept {
    timespec reading{};
    if (::clock_gettime(clock, &reading) != 0)
        return std::nullopt;
    return std::chrono::seconds(reading.tv_sec) + Nanos{reading.tv_nsec};
}

}  // namespace sark
