#pragma once

#include <atomic>
#include <cstdint>

#include "core/base/time.hpp"

namespace sark::http {

/// A known slowdown for testing instruments against: every request burns CPU for a drawn share of
/// its own time, uniform from nothing to twice the mean. Thread-safe.
class Slowdown {
 public:
    /// `mean` is a share of a request's time: 0.05 makes it 5 % slower on average; 0 does nothing.
    explicit Slowdown(double mean) noexcept : mean_(mean) {}
    /// Burns the share of a request that has taken `elapsed` so far.
    void burn(Nanos elapsed) noexcept;

 private:
    double mean_;
    std::atomic<std::uint64_t> requests_{0};
};

}  // namespace sark::http
