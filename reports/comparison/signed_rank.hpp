#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace sark::reports {

/// Wilcoxon's signed-rank distribution (F. Wilcoxon, 1945), exact: of n differences whose signs are
/// fair coins, whatever their sizes and whatever the sizes' dependence on each other. That is what
/// a coin toss for the order of the arms gives under "both arms are the same", so no assumption
/// about the noise of a host is needed. Immutable and thread-safe.
class SignedRankTable {
 public:
    /// For samples of up to n_max differences (at most 400: 90 MB).
    explicit SignedRankTable(std::size_t n_max);

    /// P(W >= w) for the sum W of the ranks of the positive differences among n. Needs n <= n_max.
    [[nodiscard]] double upper_tail(std::size_t n, double w) const;
    /// The smallest w whose upper tail is at most alpha; absent when even the largest sum is
    /// likelier.
    [[nodiscard]] std::optional<std::size_t> critical(std::size_t n, double alpha) const;
    [[nodiscard]] std::size_t n_max() const noexcept { return tails_.size() - 1; }

 private:
    std::vector<std::vector<double>> tails_;  // by n, then by w
};

/// The sum of the ranks of positive differences. Equal sizes share the mean of their ranks; a
/// difference of exactly 0 keeps its rank and counts as not positive, so that nothing measured is
/// never evidence.
[[nodiscard]] double signed_rank_sum(std::span<const double> differences);

/// The one-sided p-value of "the differences lie above 0". 1 for no differences.
[[nodiscard]] double signed_rank_p(const SignedRankTable& table,
                                   std::span<const double> differences);

/// Hodges and Lehmann's estimate of the centre: the median of all pairwise means. Absent when
/// empty.
[[nodiscard]] std::optional<double> pseudo_median(std::span<const double> differences);

/// The values that the signed-rank test does not refuse as a centre at the one-sided level alpha on
/// either side. Absent when there are too few differences for that level.
struct CentreInterval {
    double low = 0;
    double high = 0;
};
[[nodiscard]] std::optional<CentreInterval> centre_interval(const SignedRankTable& table,
                                                            std::span<const double> differences,
                                                            double alpha);

}  // namespace sark::reports
