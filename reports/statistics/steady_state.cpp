#include "reports/statistics/steady_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "reports/statistics/autocorrelation.hpp"
#include "reports/statistics/student_t.hpp"

namespace sark::reports {

namespace {

using Series = std::vector<double>;

constexpr std::uint64_t answers_for_p95 = 100;
constexpr double cut_errors = 5.0;     // selection by MSER asks for more than a single test
constexpr double trend_errors = 1.35;  // times the 97.5 % point: about 1 % by chance

constexpr std::size_t cut_slices = 2;  // one slice may be a stall

struct Observed {
    std::string_view name;
    Series values;  // logarithms, or relative to their mean
};

struct Stretch {
    std::size_t first = 0;
    std::size_t last = 0;
    [[nodiscard]] std::size_t size() const noexcept { return last > first ? last - first : 0; }
};

Series slice_of(const Series& values, Stretch part) {
    return {values.begin() + static_cast<std::ptrdiff_t>(part.first),
            values.begin() + static_cast<std::ptrdiff_t>(part.last)};
}

double median_of(Series values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

double mean_of(const Series& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Holds single slices near the others, so that one stall is no change of state.
void hold(Series& values) {
    const double centre = median_of(values);
    Series distances;
    for (const double one : values) distances.push_back(std::abs(one - centre));
    const double reach =
        std::max(6.0 * 1.4826 * median_of(std::move(distances)), 3.0 * steady_tolerated);
    for (double& one : values) one = std::clamp(one, centre - reach, centre + reach);
}

/// Logarithms of a response time; a slice without answers repeats the one before.
Series logarithms(const std::vector<SteadySlice>& slices,
                  std::optional<double> SteadySlice::*member) {
    Series values;
    for (const SteadySlice& slice : slices) {
        const std::optional<double>& ms = slice.*member;
        const double before = values.empty() ? 0.0 : values.back();
        values.push_back(ms && *ms > 0.0 ? std::log(*ms) : before);
    }
    return values;
}

std::vector<Observed> observe(const std::vector<SteadySlice>& slices) {
    std::vector<Observed> all;
    all.push_back({"p50", logarithms(slices, &SteadySlice::p50_ms)});
    Series answers;
    for (const SteadySlice& slice : slices) answers.push_back(static_cast<double>(slice.answers));
    if (median_of(answers) >= static_cast<double>(answers_for_p95))
        all.push_back({"p95", logarithms(slices, &SteadySlice::p95_ms)});
    const double mean = mean_of(answers);
    for (double& one : answers) one /= mean;
    all.push_back({"throughput", std::move(answers)});
    for (Observed& one : all) hold(one.values);
    return all;
}

/// The stretch of at least half of the values whose mean has the least marginal standard error, cut
/// at either end.
Stretch least_error(const Series& values) {
    // A tenth of a per cent of noise on top, so that of equal stretches the longest is taken.
    constexpr double grain = 1e-6;
    const std::size_t count = values.size();
    Series sums(count + 1);
    Series squares(count + 1);
    for (std::size_t i = 0; i < count; ++i) {
        sums[i + 1] = sums[i] + values[i];
        squares[i + 1] = squares[i] + values[i] * values[i];
    }
    Stretch best{0, count};
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t first = 0; 2 * first <= count; ++first)
        for (std::size_t last = count; 2 * (last - first) >= count; --last) {
            const double n = static_cast<double>(last - first);
            const double sum = sums[last] - sums[first];
            const double scatter =
                std::max(0.0, squares[last] - squares[first] - sum * sum / n) + grain * n;
            if (scatter / (n * n) < least) {
                least = scatter / (n * n);
                best = {first, last};
            }
        }
    return best;
}

/// How far more than half of the values lie to one side of a level; 0 when they do not. A few
/// stalls among them are no other state.
double distance_of_most(Series values, double level) {
    const double side = mean_of(values) < level ? -1.0 : 1.0;
    for (double& one : values) one = side * (one - level);
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return std::max(0.0, *middle);
}

/// Whether the values from `first` to `last` are another state than those in `kept`.
bool differs(const Series& values, std::size_t first, std::size_t last, Stretch kept) {
    if (last - first < cut_slices)
        return false;
    const Series dropped = slice_of(values, {first, last});
    Series rest = slice_of(values, kept);
    const double level = mean_of(rest);
    const double difference = distance_of_most(dropped, level);
    double squares = 0.0;
    for (double& one : rest) {
        one -= level;
        squares += one * one;
    }
    const double n = static_cast<double>(rest.size());
    const double variance = squares / (n - 1.0) * correlation_widening(rest);
    const double error =
        std::sqrt(variance * (1.0 / static_cast<double>(dropped.size()) + 1.0 / n));
    return difference > steady_tolerated && difference > cut_errors * error;
}

/// The values without a beginning and an end that are another state.
Stretch settled_part(const Series& values) {
    const Stretch kept = least_error(values);
    const bool head = differs(values, 0, kept.first, kept);
    const bool tail = differs(values, kept.last, values.size(), kept);
    return {head ? kept.first : 0, tail ? kept.last : values.size()};
}

struct Line {
    double slope = 0.0;  // per slice
    bool moves = false;  // more than tolerated, and more than by chance
};

Line line_through(const Series& values, Stretch part) {
    const Series inside = slice_of(values, part);
    const double n = static_cast<double>(inside.size());
    const double centre = (n - 1.0) / 2.0;
    const double level = mean_of(inside);
    double products = 0.0;
    for (std::size_t i = 0; i < inside.size(); ++i)
        products += (static_cast<double>(i) - centre) * (inside[i] - level);
    const double spread = n * (n * n - 1.0) / 12.0;
    const double slope = products / spread;
    Series residuals;
    double squares = 0.0;
    for (std::size_t i = 0; i < inside.size(); ++i) {
        residuals.push_back(inside[i] - level - slope * (static_cast<double>(i) - centre));
        squares += residuals.back() * residuals.back();
    }
    const double widening = correlation_widening(residuals);
    const double error = std::sqrt(squares / (n - 2.0) * widening / spread);
    const double limit = trend_errors * student_t_975((n - 2.0) / widening) * error;
    return {slope, std::abs(slope) * n > steady_tolerated && std::abs(slope) > limit};
}

SteadyState unsteady(const Observed& observed) {
    SteadyState state;
    state.verdict = SteadyState::Verdict::none;
    state.moving = observed.name;
    state.growth_per_slice =
        std::expm1(line_through(observed.values, {0, observed.values.size()}).slope);
    return state;
}

}  // namespace

SteadyState find_steady_state(const std::vector<SteadySlice>& slices) {
    const auto answered =
        std::ranges::count_if(slices, [](const SteadySlice& slice) { return slice.answers > 0; });
    if (static_cast<std::size_t>(answered) < steady_slices_minimum)
        return {};
    const std::vector<Observed> all = observe(slices);
    const std::size_t needed = std::max(steady_slices_minimum, (slices.size() + 1) / 2);
    Stretch common{0, slices.size()};
    for (const Observed& one : all) {
        const Stretch part = settled_part(one.values);
        common = {std::max(common.first, part.first), std::min(common.last, part.last)};
        if (common.size() < needed)
            return unsteady(one);
    }
    for (const Observed& one : all)
        if (line_through(one.values, common).moves)
            return unsteady(one);
    SteadyState state;
    state.verdict = SteadyState::Verdict::steady;
    state.first = common.first;
    state.last = common.last;
    return state;
}

}  // namespace sark::reports
