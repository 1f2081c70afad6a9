#include "core/http/slowdown.hpp"

#include <chrono>

namespace sark::http {

void Slowdown::burn(Nanos elapsed) noexcept {
    if (mean_ <= 0.0)
        return;
    const auto began = std::chrono::steady_clock::now();
    // The golden ratio's multiples fill 0..1 evenly, without a generator to lock.
    const std::uint64_t drawn =
        requests_.fetch_add(1, std::memory_order_relaxed) * 0x9e3779b97f4a7c15ULL;
    const double share = 2.0 * mean_ * static_cast<double>(drawn >> 11U) * 0x1.0p-53;
    const Nanos burnt = from_seconds(to_seconds(elapsed) * share);
    while (std::chrono::steady_clock::now() - began < burnt) {
    }
}

}  // namespace sark::http
