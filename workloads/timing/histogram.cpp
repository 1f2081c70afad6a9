#include "workloads/timing/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace sark::workloads {

// The layout is HdrHistogram's: bucket 0 holds `sub_bucket_count` counters of one unit each; every
// further bucket spans twice as much and adds half as many counters, because the lower half of its
// values belongs to the buckets before it. Index of a value in bucket b at sub-bucket s:
// (b << half_count_magnitude) + s, which is HdrHistogram's ((b + 1) << m) + s - (1 << m).

Histogram::Histogram() : Histogram(Layout{}) {}

Histogram::Histogram(Layout layout) : layout_(layout) {
    if (layout.lowest_ns < 1 || layout.lowest_ns > INT64_MAX / 2 ||
        layout.highest_ns < 2 * layout.lowest_ns || layout.significant_digits < 1 ||
        layout.significant_digits > 5)
        std::abort();
    std::uint64_t single_unit_until = 2;
    for (int digit = 0; digit < layout.significant_digits; ++digit) single_unit_until *= 10;
    const int sub_bucket_magnitude = bits_of(single_unit_until - 1);
    unit_magnitude_ = bits_of(static_cast<std::uint64_t>(layout.lowest_ns)) - 1;
    half_count_magnitude_ = sub_bucket_magnitude - 1;
    bucket_base_ = unit_magnitude_ + sub_bucket_magnitude;
    // A layout whose first bucket does not fit 63 bits has no use and would shift out of range.
    if (bucket_base_ > 62)
        std::abort();
    sub_bucket_mask_ = ((std::uint64_t{1} << sub_bucket_magnitude) - 1) << unit_magnitude_;
    const int highest_bits = bits_of(static_cast<std::uint64_t>(layout.highest_ns));
    const auto buckets = static_cast<std::size_t>(1 + std::max(0, highest_bits - bucket_base_));
    counts_.assign((buckets + 1) << half_count_magnitude_, 0);
}

void Histogram::record_many(Nanos value, std::uint64_t count) noexcept {
    if (count == 0)
        return;
    const std::int64_t nanos = std::max<std::int64_t>(value.count(), 0);
    const std::int64_t kept = std::min(nanos, layout_.highest_ns);
    counts_[index_of(kept)] += count;
    if (kept != nanos) [[unlikely]]
        clamped_ += count;
    set_sum(sum() + static_cast<Sum>(nanos) * count);
    if (nanos < min_ || nanos > max_)
        set_extremes(std::min(min_, nanos), std::max(max_, nanos));
}

void Histogram::set_extremes(std::int64_t min, std::int64_t max) noexcept {
    min_ = min;
    max_ = max;
    known_until_ = std::min(max, layout_.highest_ns);
    // Below 1,024 the counters are linear; other layouts have other shifts.
    if (half_count_magnitude_ == quick_magnitude && unit_magnitude_ == 0)
        quick_from_ = std::max(min, std::int64_t{1} << quick_magnitude);
}

void Histogram::merge(const Histogram& other) noexcept {
    if (!(layout_ == other.layout_))
        std::abort();
    if (other.empty())
        return;
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    clamped_ += other.clamped_;
    set_sum(sum() + other.sum());
    set_extremes(std::min(min_, other.min_), std::max(max_, other.max_));
}

void Histogram::reset() noexcept {
    std::fill(counts_.begin(), counts_.end(), 0);
    clamped_ = 0;
    set_sum(0);
    min_ = quick_from_ = INT64_MAX;
    max_ = known_until_ = -1;
}

std::int64_t Histogram::lowest_equivalent(std::size_t index) const noexcept {
    const std::size_t half = std::size_t{1} << half_count_magnitude_;
    std::size_t bucket = index >> half_count_magnitude_;
    std::size_t sub_bucket = index;
    if (bucket <= 1) {
        bucket = 0;
    } else {
        --bucket;
        sub_bucket = (index & (half - 1)) + half;
    }
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(sub_bucket)
                                     << (bucket + static_cast<std::size_t>(unit_magnitude_)));
}

std::int64_t Histogram::highest_equivalent(std::size_t index) const noexcept {
    const std::size_t bucket = index >> half_count_magnitude_;
    const std::size_t shift = (bucket <= 1 ? 0 : bucket - 1);
    const std::uint64_t width = std::uint64_t{1}
                                << (shift + static_cast<std::size_t>(unit_magnitude_));
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(lowest_equivalent(index)) + width -
                                     1);
}

std::int64_t Histogram::middle_of(std::size_t index) const noexcept {
    const std::int64_t low = lowest_equivalent(index);
    return low + (highest_equivalent(index) - low + 1) / 2;
}

std::uint64_t Histogram::count() const noexcept {
    return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}
std::uint64_t Histogram::clamped() const noexcept {
    return clamped_;
}
const Histogram::Layout& Histogram::layout() const noexcept {
    return layout_;
}

std::optional<Nanos> Histogram::quantile(double q) const noexcept {
    if (empty() || std::isnan(q))
        return std::nullopt;
    const std::uint64_t total = count();
    // 0.07 * 100 is a little more than 7 in binary; the next smaller q keeps the rank at 7.
    const double below = std::nextafter(std::clamp(q, 0.0, 1.0), 0.0);
    const double rank = std::ceil(below * static_cast<double>(total));
    return value_at_rank(std::clamp<std::uint64_t>(static_cast<std::uint64_t>(rank), 1, total));
}

std::optional<Nanos> Histogram::value_at_rank(std::uint64_t rank) const noexcept {
    if (rank == 0)
        return std::nullopt;
    // What lies beyond the range is in the top counter, and only the maximum is known of it: too
    // high rather than too low.
    const std::size_t top = index_of(layout_.highest_ns);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i <= top; ++i) {
        seen += counts_[i] - (i == top ? clamped_ : 0);
        if (seen >= rank)
            return Nanos{std::min(highest_equivalent(i), max_)};
    }
    return rank <= seen + clamped_ ? std::optional(Nanos{max_}) : std::nullopt;
}

std::optional<Nanos> Histogram::min() const noexcept {
    return empty() ? std::nullopt : std::optional(Nanos{min_});
}

std::optional<Nanos> Histogram::max() const noexcept {
    return empty() ? std::nullopt : std::optional(Nanos{max_});
}

std::optional<double> Histogram::mean_ns() const noexcept {
    if (empty())
        return std::nullopt;
    return static_cast<double>(sum()) / static_cast<double>(count());
}

std::optional<double> Histogram::stddev_ns() const noexcept {
    const auto mean = mean_ns();
    if (!mean)
        return std::nullopt;
    double squares = 0.0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] == 0)
            continue;
        const double distance = static_cast<double>(middle_of(i)) - *mean;
        squares += distance * distance * static_cast<double>(counts_[i]);
    }
    return std::sqrt(squares / static_cast<double>(count()));
}

std::uint64_t Histogram::count_at_most(Nanos limit) const noexcept {
    if (limit.count() >= max_)
        return count();
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < counts_.size() && highest_equivalent(i) <= limit.count(); ++i)
        below += counts_[i];
    return std::min(below, count() - clamped_);
}

Nanos Histogram::bucket_begin(Nanos value) const noexcept {
    return Nanos{lowest_equivalent(
        index_of(std::clamp<std::int64_t>(value.count(), 0, layout_.highest_ns)))};
}

std::optional<Histogram::Exact> Histogram::exact() const noexcept {
    if (empty())
        return std::nullopt;
    return Exact{Nanos{min_}, Nanos{max_},
                 static_cast<std::uint64_t>(std::min(sum(), static_cast<Sum>(UINT64_MAX))),
                 clamped_};
}

void Histogram::restore(const Exact& exact) noexcept {
    if (empty())
        return;
    set_extremes(exact.min.count(), exact.max.count());
    set_sum(exact.sum_ns);
    clamped_ = std::min(exact.clamped, count());
}

}  // namespace sark::workloads
