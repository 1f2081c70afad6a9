#include "workloads/timing/histogram.hpp"

#include <cmath>
#include <cstdlib>

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

void Histogram::merge(const Histogram& other) noexcept {
    if (!(layout_ == other.layout_))
        std::abort();
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    total_ += other.total_;
    clamped_ += other.clamped_;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
    sum_ += other.sum_;
}

void Histogram::reset() noexcept {
    std::fill(counts_.begin(), counts_.end(), 0);
    total_ = 0;
    clamped_ = 0;
    min_ = INT64_MAX;
    max_ = 0;
    sum_ = 0;
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
    return total_;
}
std::uint64_t Histogram::clamped() const noexcept {
    return clamped_;
}
const Histogram::Layout& Histogram::layout() const noexcept {
    return layout_;
}

std::optional<Nanos> Histogram::quantile(double q) const noexcept {
    if (total_ == 0 || std::isnan(q))
        return std::nullopt;
    // 0.07 * 100 is a little more than 7 in binary; the next smaller q keeps the rank at 7.
    const double below = std::nextafter(std::clamp(q, 0.0, 1.0), 0.0);
    const double rank = std::ceil(below * static_cast<double>(total_));
    return value_at_rank(std::clamp<std::uint64_t>(static_cast<std::uint64_t>(rank), 1, total_));
}

std::optional<Nanos> Histogram::value_at_rank(std::uint64_t rank) const noexcept {
    if (rank == 0 || rank > total_)
        return std::nullopt;
    // Beyond the range only the maximum is known: too high rather than too low.
    if (rank > total_ - clamped_)
        return Nanos{max_};
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        seen += counts_[i];
        if (seen >= rank)
            return Nanos{std::min(highest_equivalent(i), max_)};
    }
    return Nanos{max_};
}

std::optional<Nanos> Histogram::min() const noexcept {
    return total_ == 0 ? std::nullopt : std::optional(Nanos{min_});
}

std::optional<Nanos> Histogram::max() const noexcept {
    return total_ == 0 ? std::nullopt : std::optional(Nanos{max_});
}

std::optional<double> Histogram::mean_ns() const noexcept {
    if (total_ == 0)
        return std::nullopt;
    return static_cast<double>(sum_) / static_cast<double>(total_);
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
    return std::sqrt(squares / static_cast<double>(total_));
}

std::uint64_t Histogram::count_at_most(Nanos limit) const noexcept {
    if (limit.count() >= max_)
        return total_;
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < counts_.size() && highest_equivalent(i) <= limit.count(); ++i)
        below += counts_[i];
    return std::min(below, total_ - clamped_);
}

Nanos Histogram::bucket_begin(Nanos value) const noexcept {
    return Nanos{lowest_equivalent(
        index_of(std::clamp<std::int64_t>(value.count(), 0, layout_.highest_ns)))};
}

void Histogram::set_exact(Nanos min, Nanos max, double mean_ns) noexcept {
    if (total_ == 0)
        return;
    min_ = min.count();
    max_ = max.count();
    sum_ = static_cast<Sum>(std::llround(mean_ns * static_cast<double>(total_)));
}

}  // namespace sark::workloads
