#pragma once

#include <cstdint>
#include <optional>

namespace sark::reports {

/// How many samples a quantile needs before it is printed or judged: ten beyond it, 10 / (1 - q),
/// and never fewer than `samples_minimum` (p95: 200, p99: 1,000, p99.9: 10,000).
[[nodiscard]] std::uint64_t samples_needed(double q) noexcept;
inline constexpr std::uint64_t samples_minimum = 30;

/// The 1-based rank ceil(q * n) of quantile q among n sorted samples; 0 when n is 0.
[[nodiscard]] std::uint64_t rank_of(double q, std::uint64_t n) noexcept;

struct RankInterval {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool open = false;  ///< No rank is high enough; `high` is the last one.
};
/// Ranks whose samples enclose the population's quantile q with at least 95 % confidence, whatever
/// the distribution (exact binomial; David and Nagaraja, Order Statistics, 7.1). Needs independent
/// samples: under autocorrelation it is too narrow. Absent when n is too small for such ranks.
[[nodiscard]] std::optional<RankInterval> rank_interval_95(double q, std::uint64_t n) noexcept;
/// The same for n samples that tell no more than `effective` (<= n) independent ones: the ranks of
/// so many, stretched to n, and never inside those of n independent samples (Korn and Graubard
/// 1998, for quantiles as Woodruff 1952). Open above when `effective` is too small for a high rank;
/// absent when even for a low one, or when n is too small for independent samples.
[[nodiscard]] std::optional<RankInterval> rank_interval_95(double q, std::uint64_t n,
                                                           double effective) noexcept;

}  // namespace sark::reports
