#include "reports/history/change_points.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>

#include "reports/history/energy_scan.hpp"
#include "reports/history/median.hpp"
#include "workloads/data/hash.hpp"

namespace sark::reports {

namespace {

constexpr std::uint64_t shuffle_stream = 0x73687566;
constexpr double normal_deviations = 1.4826;  // of a median deviation
constexpr double most_correlation = 0.95;

/// Numbers in [0, 1), a stream of its own for every test.
class Dice {
 public:
    explicit Dice(std::uint64_t seed) : seed_(seed) {}
    std::size_t below(std::size_t n) {
        const double unit = workloads::to_unit(workloads::draw(seed_, drawn_++, shuffle_stream));
        return static_cast<std::size_t>(unit * static_cast<double>(n));
    }

 private:
    std::uint64_t seed_;
    std::uint64_t drawn_ = 0;
};

/// Enough that a p-value near alpha rests on 20 shuffles, while that is affordable.
std::size_t shuffles_for(double alpha) {
    constexpr double affordable = 20'000.0;
    const double wanted = std::min(std::ceil(20.0 / alpha), affordable);
    return static_cast<std::size_t>(std::max(wanted, std::ceil(1.0 / alpha))) - 1;
}

/// The share of sequences without a change that split as far as this one; it is only as exact as
/// the decision needs: tests that fail stop early (Besag and Clifford 1991), with a p above alpha.
double p_value(double observed, double alpha, const std::function<double()>& draw_statistic) {
    const std::size_t draws = shuffles_for(alpha);
    const double most = alpha * static_cast<double>(draws + 1);
    std::size_t as_far = 1;  // the sequence itself
    for (std::size_t i = 0; i < draws; ++i) {
        if (draw_statistic() >= observed)
            ++as_far;
        if (static_cast<double>(as_far) > most)
            return std::max(static_cast<double>(as_far) / static_cast<double>(i + 2),
                            std::nextafter(alpha, 1.0));
    }
    return static_cast<double>(as_far) / static_cast<double>(draws + 1);
}

void shuffle(std::vector<double>& values, Dice& dice) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[dice.below(i)]);
}

/// A few wild values must not hide a change: what lies further from the median than five robust
/// standard deviations (of the median deviation) is drawn in to there. The bounds do not depend on
/// the order, so shuffles stay exact.
std::vector<double> drawn_in(std::span<const double> values) {
    std::vector<double> result(values.begin(), values.end());
    const double centre = median_of(result);
    std::vector<double> deviations;
    for (const double value : values) deviations.push_back(std::abs(value - centre));
    const double reach = 5.0 * normal_deviations * median_of(deviations);
    if (reach > 0.0)
        for (double& value : result) value = std::clamp(value, centre - reach, centre + reach);
    return result;
}

/// What is left of a sequence when each side of the split has its mean taken away.
std::vector<double> residuals_of(std::span<const double> values, std::size_t split) {
    std::vector<double> residuals(values.begin(), values.end());
    const auto centre = [](std::span<double> side) {
        const double mean =
            std::accumulate(side.begin(), side.end(), 0.0) / static_cast<double>(side.size());
        for (double& value : side) value -= mean;
    };
    centre(std::span(residuals).first(split));
    centre(std::span(residuals).subspan(split));
    return residuals;
}

/// How much neighbours resemble each other when only this split is a change, with the bias taken
/// away that comes from two fitted means (Kendall 1954, for each).
double correlation_of(const std::vector<double>& residuals) {
    double product = 0.0;
    double square = residuals.front() * residuals.front();
    for (std::size_t i = 1; i < residuals.size(); ++i) {
        product += residuals[i] * residuals[i - 1];
        square += residuals[i] * residuals[i];
    }
    const double n = static_cast<double>(residuals.size());
    return square > 0.0 ? (n * product / square + 2.0) / (n - 6.0) : 0.0;
}

/// The mean square of differences over `lag` values, wild ones drawn in: the few that reach across
/// a change count little.
double mean_square_difference(std::span<const double> values, std::size_t lag) {
    std::vector<double> sizes;
    for (std::size_t i = lag; i < values.size(); ++i)
        sizes.push_back(std::abs(values[i] - values[i - lag]));
    const double reach = 3.0 * normal_deviations * median_of(sizes);
    double sum = 0.0;
    for (const double size : sizes) sum += std::min(size, reach) * std::min(size, reach);
    return sum / static_cast<double>(sizes.size());
}

/// The same whatever else changes: differences of an AR(1) grow with their lag k as 1 - r^k.
double correlation_of_differences(std::span<const double> values) {
    constexpr std::size_t lags = 4;
    const double unit = mean_square_difference(values, 1);
    if (unit <= 0.0)
        return 0.0;
    double growth = 0.0;
    for (std::size_t lag = 2; lag <= lags; ++lag)
        growth += mean_square_difference(values, lag) / unit;
    double low = 0.0;
    double high = most_correlation;
    for (int step = 0; step < 30; ++step) {
        const double r = (low + high) / 2.0;
        const double expected = (1.0 + r) + (1.0 + r + r * r) + (1.0 + r + r * r + r * r * r);
        (expected < growth ? low : high) = r;
    }
    return low;
}

/// From 0; the smaller of the two, because steps elsewhere look like resemblance to the first.
double neighbour_correlation(std::span<const double> values, const std::vector<double>& residuals) {
    if (values.size() <= 8)
        return 0.0;
    return std::clamp(std::min(correlation_of(residuals), correlation_of_differences(values)), 0.0,
                      most_correlation);
}

/// Draws sequences that resemble their neighbours as `residuals` do and never change.
class WanderingSequence {
 public:
    WanderingSequence(const std::vector<double>& residuals, double correlation)
        : correlation_(correlation), drawn_(residuals.size()) {
        for (std::size_t i = 1; i < residuals.size(); ++i)
            innovations_.push_back(residuals[i] - correlation * residuals[i - 1]);
        innovations_ = drawn_in(innovations_);  // steps elsewhere are no innovations
        const double n = static_cast<double>(innovations_.size());
        const double mean = std::accumulate(innovations_.begin(), innovations_.end(), 0.0) / n;
        // Three figures were fitted to them: two means and the correlation.
        const double widen = std::sqrt(n / (n - 3.0));
        for (double& innovation : innovations_) innovation = (innovation - mean) * widen;
    }
    std::span<const double> next(Dice& dice) {
        const auto one = [&] { return innovations_[dice.below(innovations_.size())]; };
        double value = one() / std::sqrt(1.0 - correlation_ * correlation_);
        for (double& place : drawn_) {
            place = value;
            value = correlation_ * value + one();
        }
        return drawn_;
    }

 private:
    double correlation_;
    std::vector<double> innovations_;
    std::vector<double> drawn_;
};

class Divider {
 public:
    explicit Divider(const ChangePointRule& rule) : rule_(rule), scan_(rule.shortest) {}

    void divide(std::span<const double> figures, std::size_t offset) {
        const std::vector<double> tamed = drawn_in(figures);
        const std::span<const double> values(tamed);
        const auto split = scan_.best(values);
        if (!split || split->statistic <= 0.0)
            return;
        const double p = significance(values, *split, offset);
        if (p > rule_.alpha)
            return;
        divide(figures.first(split->index), offset);
        found_.push_back({offset + split->index, p});
        divide(figures.subspan(split->index), offset + split->index);
    }
    [[nodiscard]] std::vector<ChangePoint> take() { return std::move(found_); }

 private:
    double significance(std::span<const double> values, const EnergySplit& split,
                        std::size_t offset) {
        Dice dice(workloads::draw(rule_.seed, offset, values.size()));
        std::vector<double> shuffled(values.begin(), values.end());
        const double alone = p_value(split.statistic, rule_.alpha, [&] {
            shuffle(shuffled, dice);
            return scan_.best(shuffled)->statistic;
        });
        if (alone > rule_.alpha)
            return alone;
        const std::vector<double> residuals = residuals_of(values, split.index);
        const double correlation = neighbour_correlation(values, residuals);
        if (correlation <= 0.0)
            return alone;
        WanderingSequence wandering(residuals, correlation);
        return std::max(alone, p_value(split.statistic, rule_.alpha, [&] {
                            return scan_.best(wandering.next(dice))->statistic;
                        }));
    }

    ChangePointRule rule_;
    EnergyScan scan_;
    std::vector<ChangePoint> found_;
};

}  // namespace

std::vector<ChangePoint> find_change_points(std::span<const double> values,
                                            const ChangePointRule& rule) {
    if (values.empty())
        return {};
    Divider divider(rule);
    divider.divide(values, 0);
    return divider.take();
}

bool change_can_be_found(std::size_t n, double alpha) noexcept {
    double ways = 1.0;
    for (std::size_t i = 1; i <= n / 2; ++i)
        ways *= static_cast<double>(n - n / 2 + i) / static_cast<double>(i);
    return ways * alpha >= 1.0;
}

}  // namespace sark::reports
