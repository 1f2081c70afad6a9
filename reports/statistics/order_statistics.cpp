#include "reports/statistics/order_statistics.hpp"

#include <algorithm>
#include <cmath>

namespace sark::reports {

namespace {

// Keeps ceil() from stepping over a whole number that binary fractions miss by a hair.
constexpr double rounding_slack = 1e-6;

/// ln of the binomial probability of k successes in n trials.
double log_binomial(double n, double k, double q) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(q) +
           (n - k) * std::log1p(-q);
}

/// The ranks of the exact interval, open where n has no high one; absent where it has no low one.
std::optional<RankInterval> ranks_of(double q, std::uint64_t n) noexcept {
    if (n == 0 || !(q > 0.0 && q < 1.0))
        return std::nullopt;
    const double trials = static_cast<double>(n);
    const double deviation = std::sqrt(trials * q * (1.0 - q));
    // Nothing below nine deviations under the mean can reach 2.5 %; starting there keeps the sum
    // short (20 deviations) for any n.
    double k = std::max(0.0, std::floor(trials * q - 9.0 * deviation - 9.0));
    double probability = std::exp(log_binomial(trials, k, q));
    double cumulative = probability;
    RankInterval ranks;
    while (cumulative < 0.975 && k < trials) {
        if (cumulative <= 0.025)
            ranks.low = static_cast<std::uint64_t>(k) + 1;
        probability *= (trials - k) / (k + 1.0) * q / (1.0 - q);
        cumulative += probability;
        k += 1.0;
    }
    ranks.high = static_cast<std::uint64_t>(k) + 1;
    if (ranks.low == 0)
        return std::nullopt;
    ranks.open = ranks.high > n;
    ranks.high = std::min(ranks.high, n);
    return ranks;
}

}  // namespace

std::uint64_t samples_needed(double q) noexcept {
    if (!(q > 0.0 && q < 1.0))
        return samples_minimum;
    const double beyond = std::ceil(10.0 / (1.0 - q) - rounding_slack);
    return std::max(samples_minimum, static_cast<std::uint64_t>(beyond));
}

std::uint64_t rank_of(double q, std::uint64_t n) noexcept {
    if (n == 0)
        return 0;
    const double rank = std::ceil(q * static_cast<double>(n) - rounding_slack);
    return std::clamp<std::uint64_t>(rank < 1.0 ? 1 : static_cast<std::uint64_t>(rank), 1, n);
}

std::optional<RankInterval> rank_interval_95(double q, std::uint64_t n) noexcept {
    const auto ranks = ranks_of(q, n);
    if (!ranks || ranks->open)
        return std::nullopt;
    return ranks;
}

std::optional<RankInterval> rank_interval_95(double q, std::uint64_t n, double effective) noexcept {
    const auto exact = rank_interval_95(q, n);
    const double independent = std::floor(std::min(effective, static_cast<double>(n)));
    if (!exact || independent < 1.0)
        return std::nullopt;
    const auto few = ranks_of(q, static_cast<std::uint64_t>(independent));
    if (!few)
        return std::nullopt;
    const double stretch = static_cast<double>(n) / independent;
    const double low = std::floor(static_cast<double>(few->low) * stretch);
    const double high = std::ceil(static_cast<double>(few->high) * stretch);
    return RankInterval{std::clamp<std::uint64_t>(static_cast<std::uint64_t>(low), 1, exact->low),
                        std::clamp<std::uint64_t>(static_cast<std::uint64_t>(high), exact->high, n),
                        few->open};
}

}  // namespace sark::reports
