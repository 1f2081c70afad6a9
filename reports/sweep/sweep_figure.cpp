#include "reports/sweep/sweep_figure.hpp"

#include <algorithm>
#include <cmath>

namespace sark::reports {

namespace {

/// How many of n values can be left out at each end of an interval for the median at 95 %; absent
/// when none is wide enough.
std::optional<std::size_t> left_out_at_each_end(std::size_t n) {
    constexpr double tail = 0.025;
    double probability = std::pow(0.5, static_cast<double>(n));  // of exactly i below the median
    double at_most = 0.0;
    std::optional<std::size_t> outside;
    for (std::size_t i = 0; i < n / 2; ++i) {
        at_most += probability;
        if (at_most > tail)
            break;
        outside = i;
        probability *= static_cast<double>(n - i) / static_cast<double>(i + 1);
    }
    return outside;
}

}  // namespace

SweepFigure figure_of(std::vector<std::optional<double>> rounds) {
    SweepFigure figure;
    std::vector<double> sorted;
    for (const auto& value : rounds)
        if (value)
            sorted.push_back(*value);
    figure.rounds = std::move(rounds);
    if (sorted.empty())
        return figure;
    std::ranges::sort(sorted);
    figure.median = sorted[(sorted.size() - 1) / 2];
    if (const auto outside = left_out_at_each_end(sorted.size()))
        figure.ci95 = {sorted[*outside], sorted[sorted.size() - 1 - *outside]};
    return figure;
}

}  // namespace sark::reports
