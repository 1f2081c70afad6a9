#include "reports/comparison/signed_rank.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sark::reports {

namespace {

std::vector<double> walsh_averages(std::span<const double> differences) {
    std::vector<double> averages;
    averages.reserve(differences.size() * (differences.size() + 1) / 2);
    for (std::size_t i = 0; i < differences.size(); ++i)
        for (std::size_t j = i; j < differences.size(); ++j)
            averages.push_back((differences[i] + differences[j]) / 2.0);
    std::sort(averages.begin(), averages.end());
    return averages;
}

}  // namespace

SignedRankTable::SignedRankTable(std::size_t n_max) {
    // Probabilities of each sum, difference by difference: rank n is in the sum or is not.
    std::vector<double> mass{1.0};
    tails_.reserve(n_max + 1);
    for (std::size_t n = 0;; ++n) {
        std::vector<double> tail(mass.size());
        double sum = 0.0;
        for (std::size_t w = mass.size(); w-- > 0;) tail[w] = sum += mass[w];
        tails_.push_back(std::move(tail));
        if (n == n_max)
            return;
        std::vector<double> next(mass.size() + n + 1, 0.0);
        for (std::size_t w = 0; w < mass.size(); ++w) {
            next[w] += mass[w] / 2.0;
            next[w + n + 1] += mass[w] / 2.0;
        }
        mass = std::move(next);
    }
}

double SignedRankTable::upper_tail(std::size_t n, double w) const {
    const std::vector<double>& tail = tails_[n];
    // Shared ranks make half sums; rounding down is the careful side.
    const auto whole = static_cast<std::size_t>(std::max(0.0, std::floor(w)));
    return whole < tail.size() ? std::min(1.0, tail[whole]) : 0.0;
}

std::optional<std::size_t> SignedRankTable::critical(std::size_t n, double alpha) const {
    const std::vector<double>& tail = tails_[n];
    const auto found = std::partition_point(tail.begin(), tail.end(),
                                            [alpha](double mass) { return mass > alpha; });
    if (found == tail.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - tail.begin());
}

double signed_rank_sum(std::span<const double> differences) {
    std::vector<std::size_t> order(differences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto size_of = [&](std::size_t i) { return std::abs(differences[i]); };
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return size_of(a) < size_of(b); });
    double sum = 0.0;
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && size_of(order[end]) <= size_of(order[begin])) ++end;
        const double rank = static_cast<double>(begin + 1 + end) / 2.0;
        for (; begin < end; ++begin) sum += differences[order[begin]] > 0.0 ? rank : 0.0;
    }
    return sum;
}

double signed_rank_p(const SignedRankTable& table, std::span<const double> differences) {
    return table.upper_tail(differences.size(), signed_rank_sum(differences));
}

std::optional<double> pseudo_median(std::span<const double> differences) {
    if (differences.empty())
        return std::nullopt;
    const std::vector<double> averages = walsh_averages(differences);
    const std::size_t middle = averages.size() / 2;
    if (averages.size() % 2 == 1)
        return averages[middle];
    return (averages[middle - 1] + averages[middle]) / 2.0;
}

std::optional<CentreInterval> centre_interval(const SignedRankTable& table,
                                              std::span<const double> differences, double alpha) {
    const auto critical = table.critical(differences.size(), alpha);
    if (differences.empty() || !critical)
        return std::nullopt;
    // A centre c is refused from below when `critical` or more pairwise means lie above it (Tukey:
    // the sum of positive ranks counts the positive pairwise means).
    const std::vector<double> averages = walsh_averages(differences);
    const std::size_t beyond = averages.size() - *critical;
    return CentreInterval{averages[beyond], averages[averages.size() - 1 - beyond]};
}

}  // namespace sark::reports
