#include "reports/statistics/proportion.hpp"

#include <algorithm>
#include <cmath>

namespace sark::reports {

std::optional<double> ratio_of(std::uint64_t hits, std::uint64_t total) noexcept {
    if (total == 0)
        return std::nullopt;
    return static_cast<double>(hits) / static_cast<double>(total);
}

std::optional<Interval95> wilson_95(std::uint64_t hits, std::uint64_t total) noexcept {
    if (total == 0)
        return std::nullopt;
    constexpr double z = 1.959963984540054;  // 97.5 % point of the normal distribution
    const double n = static_cast<double>(total);
    const double p = static_cast<double>(hits) / n;
    const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    // The bounds are exact at the edges; rounding there would print 1e-18 for "none".
    return Interval95{hits == 0 ? 0.0 : std::max(0.0, centre - half),
                      hits == total ? 1.0 : std::min(1.0, centre + half)};
}

}  // namespace sark::reports
