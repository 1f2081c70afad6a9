#include "reports/statistics/time_batches.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "reports/statistics/autocorrelation.hpp"
#include "reports/statistics/order_statistics.hpp"
#include "reports/statistics/student_t.hpp"

namespace sark::reports {

namespace {

using Series = std::vector<double>;

constexpr double batches_minimum = 8.0;
constexpr double degrees_minimum = 4.0;

double sum_of(const Series& series) {
    return std::accumulate(series.begin(), series.end(), 0.0);
}

/// Of the mean of `sizes` many samples in batches with totals `hits`, each of variance `variance`.
std::optional<Scatter> scatter_of(const Series& hits, const Series& sizes, double variance) {
    const double n = sum_of(sizes);
    const auto filled =
        static_cast<double>(std::ranges::count_if(sizes, [](double size) { return size > 0.0; }));
    if (filled < batches_minimum)
        return std::nullopt;
    if (variance <= 0.0)
        return Scatter{1.0, filled - 1.0};
    const double mean = sum_of(hits) / n;
    Series residuals(hits.size());
    double squares = 0.0;
    for (std::size_t i = 0; i < hits.size(); ++i) {
        residuals[i] = hits[i] - mean * sizes[i];
        squares += residuals[i] * residuals[i];
    }
    const double widening = correlation_widening(residuals);
    const double seen = squares * filled / (filled - 1.0) / n / variance * widening;
    // Never below 1, it would be above 1 on average by chance alone: one standard error is taken
    // off there, and ever less of it the further from 1.
    const double inflation = seen - std::sqrt(2.0 / (filled - 1.0)) / seen;
    if (inflation <= 1.0)
        return Scatter{1.0, filled - 1.0};
    const double degrees = (filled - 1.0) / widening;
    if (degrees < degrees_minimum)
        return std::nullopt;
    return Scatter{inflation, std::min(degrees, variance_degrees(residuals))};
}

/// The coarse bucket that holds the quantile, and how much of it lies beyond.
struct Edge {
    Nanos below{0};  ///< The highest value before the bucket.
    Nanos upto{0};   ///< The highest value in it.
    double beyond = 0.0;
};

Edge edge_of(const workloads::Histogram& answers, std::uint64_t rank) {
    Edge edge;
    edge.upto = *answers.value_at_rank(rank);
    edge.below = answers.bucket_begin(edge.upto) - Nanos{1};
    const std::uint64_t until = answers.count_at_most(edge.upto);
    const std::uint64_t before = edge.below < Nanos{0} ? 0 : answers.count_at_most(edge.below);
    if (until > before)
        edge.beyond = static_cast<double>(until - std::min(rank, until)) /
                      static_cast<double>(until - before);
    return edge;
}

}  // namespace

double Scatter::reach() const noexcept {
    return inflation > 1.0 ? student_t_975(degrees) * std::sqrt(inflation) : normal_975;
}

double Scatter::effective(double n) const noexcept {
    const double widening = reach() / normal_975;
    return n / (widening * widening);
}

void TimeBatches::add(const workloads::OperationTally& tally, double charge_ms) {
    if (first_)
        length_ = tally.batch;
    comparable_ = comparable_ && length_ == tally.batch && !tally.batches.empty();
    first_ = false;
    if (parts_.size() < tally.batches.size()) {
        parts_.resize(tally.batches.size());
        sums_ms_.resize(tally.batches.size());
    }
    for (std::size_t i = 0; i < tally.batches.size(); ++i) {
        const workloads::BatchTally& part = tally.batches[i];
        parts_[i].merge(part);
        answers_.merge(part.response);
        failed_ += part.failed;
        sums_ms_[i] += part.response.mean_ns().value_or(0.0) / 1e6 *
                           static_cast<double>(part.response.count()) +
                       charge_ms * static_cast<double>(part.failed);
        square_sum_ += charge_ms * charge_ms * static_cast<double>(part.failed);
    }
    const double mean = tally.response_ok.mean_ns().value_or(0.0) / 1e6;
    const double deviation = tally.response_ok.stddev_ns().value_or(0.0) / 1e6;
    square_sum_ +=
        (mean * mean + deviation * deviation) * static_cast<double>(tally.response_ok.count());
}

std::vector<double> TimeBatches::sizes() const {
    Series sizes(parts_.size());
    for (std::size_t i = 0; i < parts_.size(); ++i)
        sizes[i] = static_cast<double>(parts_[i].response.count() + parts_[i].failed);
    return sizes;
}

std::optional<Scatter> TimeBatches::beyond(double q) const {
    const std::uint64_t total = answers_.count() + failed_;
    const std::uint64_t rank = rank_of(q, total);
    if (!comparable_ || rank == 0)
        return std::nullopt;
    if (rank > answers_.count())
        return failures();
    // Inside the bucket of the quantile nobody knows who is beyond; there each sample counts as the
    // part of the bucket that is.
    const Edge edge = edge_of(answers_, rank);
    Series hits(parts_.size());
    double squares = 0.0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        const workloads::Histogram& response = parts_[i].response;
        const std::uint64_t until = response.count_at_most(edge.upto);
        const std::uint64_t before = edge.below < Nanos{0} ? 0 : response.count_at_most(edge.below);
        const auto above = static_cast<double>(response.count() - until + parts_[i].failed);
        const auto inside = static_cast<double>(until - before);
        hits[i] = above + edge.beyond * inside;
        squares += above + edge.beyond * edge.beyond * inside;
    }
    const double n = static_cast<double>(total);
    const double share = sum_of(hits) / n;
    const double variance = squares / n - share * share;
    const auto scatter = scatter_of(hits, sizes(), variance);
    // A bucket that holds most samples hides how they move; the mean sees it.
    if (variance >= 0.5 * share * (1.0 - share) || !scatter)
        return scatter;
    const auto of_mean = mean();
    return of_mean && of_mean->inflation < scatter->inflation ? scatter : of_mean;
}

std::optional<Scatter> TimeBatches::failures() const {
    if (!comparable_)
        return std::nullopt;
    Series hits(parts_.size());
    for (std::size_t i = 0; i < parts_.size(); ++i) hits[i] = static_cast<double>(parts_[i].failed);
    const double share = static_cast<double>(failed_) / static_cast<double>(std::max<std::uint64_t>(
                                                            answers_.count() + failed_, 1));
    return scatter_of(hits, sizes(), share * (1.0 - share));
}

std::optional<Scatter> TimeBatches::mean() const {
    const double n = static_cast<double>(answers_.count() + failed_);
    if (!comparable_ || n == 0.0)
        return std::nullopt;
    const double mean = sum_of(sums_ms_) / n;
    return scatter_of(sums_ms_, sizes(), square_sum_ / n - mean * mean);
}

}  // namespace sark::reports
