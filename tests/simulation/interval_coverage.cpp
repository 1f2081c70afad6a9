#include "tests/simulation/interval_coverage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "reports/statistics/latency_sample.hpp"
#include "reports/statistics/order_statistics.hpp"
#include "reports/statistics/proportion.hpp"

namespace sark::test {

namespace {

using reports::Interval95;

/// What each run is asked for; q is 0 for the mean, 1 for the error ratio.
struct Asked {
    const char* name;
    double q;
};
constexpr Asked asked[] = {
    {"p50", 0.50}, {"p95", 0.95}, {"p99", 0.99}, {"mean", 0.0}, {"errors", 1.0}};

/// The same statistics of one long series.
std::vector<double> truth_of(const LatencyProcess& process, unsigned runs, Random& random) {
    std::vector<float> all;
    double sum = 0.0;
    double failed = 0.0;
    for (unsigned run = 0; run < runs; ++run)
        for (const double one : process.draw(random)) {
            failed += one < 0.0 ? 1.0 : 0.0;
            sum += std::max(one, 0.0);
            // A failure is slower than any answer.
            all.push_back(one < 0.0 ? std::numeric_limits<float>::infinity()
                                    : static_cast<float>(one));
        }
    std::vector<double> truth;
    for (const Asked& one : asked) {
        if (one.q > 0.0 && one.q < 1.0) {
            const auto at =
                all.begin() + static_cast<std::ptrdiff_t>(one.q * static_cast<double>(all.size()));
            std::nth_element(all.begin(), at, all.end());
            truth.push_back(static_cast<double>(*at));
        } else {
            truth.push_back((one.q == 0.0 ? sum : failed) / static_cast<double>(all.size()));
        }
    }
    return truth;
}

struct Pair {
    std::optional<Interval95> ours;
    std::optional<Interval95> naive;
};

/// Takes every sample as independent: order statistics and the normal mean.
Interval95 naive_quantile(std::vector<double> series, double q) {
    const auto ranks = *reports::rank_interval_95(q, series.size());
    const auto at = [&](std::uint64_t rank) {
        const auto place = series.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
        std::nth_element(series.begin(), place, series.end());
        return *place;
    };
    const double low = at(ranks.low);
    return {low, at(ranks.high)};
}

Interval95 naive_mean(const std::vector<double>& series) {
    const double n = static_cast<double>(series.size());
    double sum = 0.0;
    double squares = 0.0;
    for (const double one : series) {
        sum += one;
        squares += one * one;
    }
    const double mean = sum / n;
    const double half = 1.96 * std::sqrt(std::max(0.0, squares / n - mean * mean) / n);
    return {mean - half, mean + half};
}

/// One run, ready to be asked.
struct Run {
    std::vector<double> series;
    reports::LatencySample sample;
    std::uint64_t failed = 0;
    std::optional<reports::Scatter> failures;
};

Run draw_run(const LatencyProcess& process, Random& random) {
    Run run;
    run.series = process.draw(random);
    const workloads::LoadTally load = record(process, run.series);
    const workloads::OperationTally& tally = load.operations.front();
    run.sample.add_response(tally, Nanos{0});
    run.failed = reports::failures_of(tally);
    reports::TimeBatches batches;
    batches.add(tally, 0.0);
    run.failures = batches.failures();
    return run;
}

Pair intervals_of(const Run& run, double q) {
    if (q == 1.0)
        return {reports::wilson_95(run.failed, run.series.size(), run.failures),
                reports::wilson_95(run.failed, run.series.size())};
    if (q == 0.0)
        return {run.sample.mean().ci95, naive_mean(run.series)};
    return {run.sample.quantile(q).ci95, naive_quantile(run.series, q)};
}

bool holds(const Interval95& interval, double truth) {
    return interval.low <= truth && truth <= interval.high;
}

void count(const Pair& pair, double truth, Coverage& coverage) {
    coverage.naive_held += pair.naive && holds(*pair.naive, truth) ? 1U : 0U;
    if (!pair.ours) {
        ++coverage.absent;
        return;
    }
    ++coverage.given;
    coverage.held += holds(*pair.ours, truth) ? 1U : 0U;
    if (std::isinf(pair.ours->high))
        ++coverage.open;
    else if (pair.naive) {
        coverage.width += pair.ours->high - pair.ours->low;
        coverage.naive_width += pair.naive->high - pair.naive->low;
    }
}

}  // namespace

std::optional<double> Coverage::share() const {
    if (given == 0)
        return std::nullopt;
    return static_cast<double>(held) / given;
}

double Coverage::naive_share() const {
    return static_cast<double>(naive_held) / (given + absent);
}

std::optional<double> Coverage::widening() const {
    if (naive_width <= 0.0)
        return std::nullopt;
    return width / naive_width;
}

std::vector<Coverage> cover(const LatencyProcess& process, unsigned runs, unsigned truth_runs,
                            std::uint64_t seed) {
    Random random(seed);
    const std::vector<double> truth = truth_of(process, truth_runs, random);
    const double failing = truth.back();
    std::vector<Coverage> all(std::size(asked));
    for (unsigned drawn = 0; drawn < runs; ++drawn) {
        const Run run = draw_run(process, random);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const double q = asked[i].q;
            const bool errors = q == 1.0;
            if (errors != (failing > 0.0) || run.series.size() < reports::samples_needed(q))
                continue;
            all[i].statistic = asked[i].name;
            count(intervals_of(run, q), truth[i], all[i]);
        }
    }
    std::erase_if(all, [](const Coverage& one) { return one.statistic.empty(); });
    return all;
}

}  // namespace sark::test
