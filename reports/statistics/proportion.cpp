#include "reports/statistics/proportion.hpp"

#include <algorithm>
#include <cmath>

#include "reports/statistics/student_t.hpp"

namespace sark::reports {

std::optional<double> ratio_of(std::uint64_t hits, std::uint64_t total) noexcept {
    if (total == 0)
        return std::nullopt;
    return static_cast<double>(hits) / static_cast<double>(total);
}

std::optional<Interval95> wilson_95(std::uint64_t hits, std::uint64_t total) noexcept {
    return wilson_95(hits, total, Scatter{});
}

std::optional<Interval95> wilson_95(std::uint64_t hits, std::uint64_t total,
                                    const std::optional<Scatter>& scatter) noexcept {
    if (total == 0 || !scatter)
        return std::nullopt;
    constexpr double z = normal_975;
    const double n = scatter->effective(static_cast<double>(total));
    const double p = static_cast<double>(hits) / static_cast<double>(total);
    const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    // The bounds are exact at the edges; rounding there would print 1e-18 for "none".
    return Interval95{hits == 0 ? 0.0 : std::max(0.0, centre - half),
                      hits == total ? 1.0 : std::min(1.0, centre + half)};
}

}  // namespace sark::reports
