#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace sark::reports {

/// What a measured step says of throughput and time.
struct KneePoint {
    double per_s = 0.0;    ///< Right answers per second.
    double mean_ms = 0.0;  ///< Their mean response time.
};

/// The point with the greatest power, throughput / response time: below it the target is not used
/// well, above it time grows faster than throughput (L. Kleinrock, 1979, "Power and deterministic
/// rules of thumb for probabilistic problems in computer communications"). Its place among the
/// points; absent with fewer than three usable ones, or when it is the one of the highest rate:
/// then the knee was not reached. Points without a rate or a time are left out.
[[nodiscard]] std::optional<std::size_t> knee_of(std::span<const KneePoint> points);

}  // namespace sark::reports
