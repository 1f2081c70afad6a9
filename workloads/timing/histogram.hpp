#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark::workloads {

/// Counts of durations in HdrHistogram's bucket layout: log-linear, so that every value is known to
/// `significant_digits` decimal digits. Allocated once; record() is O(1), never allocates and never
/// drops: what lies above the range is counted in the top bucket and in clamped().
/// Not thread-safe: one per thread, merged afterwards; aligned so that two threads' histograms
/// never share a cache line.
class alignas(64) Histogram {
 public:
    /// The default covers 1 ns..1 h at 3 digits (33,792 counters, 270 KB), HdrHistogram's usual.
    struct Layout {
        std::int64_t lowest_ns = 1;
        std::int64_t highest_ns = 3'600'000'000'000;
        int significant_digits = 3;
        bool operator==(const Layout&) const = default;
    };

    Histogram();  // precise layout
    /// Needs lowest_ns >= 1, highest_ns >= 2 * lowest_ns and 1 to 5 digits; aborts otherwise.
    explicit Histogram(Layout layout);

    /// A negative value counts as 0.
    void record(Nanos value) noexcept {
        const std::int64_t nanos = value.count();
        if (nanos >= quick_from_ && nanos <= known_until_) [[likely]]
            count_one(quick_index(nanos), nanos);
        else if (nanos >= min_ && nanos <= known_until_)
            count_one(index_of(nanos), nanos);
        else
            record_many(value, 1);
    }
    void record_many(Nanos value, std::uint64_t count) noexcept;
    /// Adds other's counts; both must have the same layout (aborts otherwise). Associative and
    /// commutative.
    void merge(const Histogram& other) noexcept;
    void reset() noexcept;

    /// Adds up the counters, as everything below does: for reports, not for the hot path.
    [[nodiscard]] std::uint64_t count() const noexcept;
    [[nodiscard]] bool empty() const noexcept { return max_ < 0; }
    [[nodiscard]] std::uint64_t clamped() const noexcept;
    /// The value at quantile q in [0, 1]: the highest value equivalent to the ceil(q*count)-th
    /// smallest, as HdrHistogram reports it, but never above max(). Absent when empty.
    [[nodiscard]] std::optional<Nanos> quantile(double q) const noexcept;
    /// The value of the rank-th smallest sample (1-based); absent when rank is 0 or > count().
    [[nodiscard]] std::optional<Nanos> value_at_rank(std::uint64_t rank) const noexcept;
    [[nodiscard]] std::optional<Nanos> min() const noexcept;  ///< Exact.
    [[nodiscard]] std::optional<Nanos> max() const noexcept;  ///< Exact.
    [[nodiscard]] std::optional<double> mean_ns() const noexcept;
    [[nodiscard]] std::optional<double> stddev_ns() const noexcept;
    /// How many samples are at most `limit`, counting whole buckets by their highest value.
    [[nodiscard]] std::uint64_t count_at_most(Nanos limit) const noexcept;
    /// The lowest value that is not told apart from `value`.
    [[nodiscard]] Nanos bucket_begin(Nanos value) const noexcept;
    [[nodiscard]] const Layout& layout() const noexcept;
    /// What the buckets do not know and an HdrHistogram payload does not carry.
    struct Exact {
        Nanos min{0};
        Nanos max{0};
        std::uint64_t sum_ns = 0;  ///< Saturates after 584 years.
        std::uint64_t clamped = 0;
        bool operator==(const Exact&) const = default;
    };
    [[nodiscard]] std::optional<Exact> exact() const noexcept;  ///< Absent when empty.
    /// Puts it back after decoding. Nothing happens to an empty histogram.
    void restore(const Exact& exact) noexcept;

 private:
    friend class HistogramCodec;
    __extension__ typedef unsigned __int128 Sum;  // exact, so that merging is associative

    // Three digits, whose shifts are known when compiling: the half count of the first bucket is
    // 2^10. A double's exponent and the first ten bits of its mantissa are bucket and sub-bucket of
    // HdrHistogram's layout, so converting the value finds its counter in fewer steps than counting
    // leading zeros and shifting by what is only known at run time.
    static constexpr int quick_magnitude = 10;
    static constexpr int mantissa_bits = 52;
    static constexpr std::uint64_t exponent_bias = 1023;
    [[nodiscard]] static std::size_t quick_index(std::int64_t value) noexcept {
        const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(value));
        return static_cast<std::size_t>((bits >> (mantissa_bits - quick_magnitude)) -
                                        ((exponent_bias + quick_magnitude - 1) << quick_magnitude));
    }
    void count_one(std::size_t index, std::int64_t value) noexcept {
        ++counts_[index];
        const auto addend = static_cast<std::uint64_t>(value);
        sum_low_ += addend;
        if (sum_low_ < addend) [[unlikely]]
            ++sum_high_;
    }
    [[nodiscard]] Sum sum() const noexcept {
        return (static_cast<Sum>(sum_high_) << 64U) + sum_low_;
    }
    void set_sum(Sum sum) noexcept {
        sum_low_ = static_cast<std::uint64_t>(sum);
        sum_high_ = static_cast<std::uint64_t>(sum >> 64U);
    }
    void set_extremes(std::int64_t min, std::int64_t max) noexcept;
    [[nodiscard]] static int bits_of(std::uint64_t value) noexcept {
        return 64 - std::countl_zero(value);
    }
    /// The counter of a value in 0..highest_ns.
    [[nodiscard]] std::size_t index_of(std::int64_t value) const noexcept {
        const auto bits = static_cast<std::uint64_t>(value);
        // The power of two that the value lies in, counted from the end of the first bucket.
        const int bucket = bits_of(bits | sub_bucket_mask_) - bucket_base_;
        return (static_cast<std::size_t>(bucket) << half_count_magnitude_) +
               static_cast<std::size_t>(bits >> (bucket + unit_magnitude_));
    }
    [[nodiscard]] std::int64_t lowest_equivalent(std::size_t index) const noexcept;
    [[nodiscard]] std::int64_t highest_equivalent(std::size_t index) const noexcept;
    [[nodiscard]] std::int64_t middle_of(std::size_t index) const noexcept;

    Layout layout_;
    int unit_magnitude_ = 0;        // log2 of the lowest value told apart
    int half_count_magnitude_ = 0;  // log2 of half the counters of the first bucket
    int bucket_base_ = 0;
    std::uint64_t sub_bucket_mask_ = 0;
    std::vector<std::uint64_t> counts_;
    std::uint64_t clamped_ = 0;
    std::int64_t min_ = INT64_MAX;
    std::int64_t max_ = -1;  // below 0: empty
    // From min_ to here values need nothing but their counter and the sum: they are no new extremes
    // and lie in the range.
    std::int64_t known_until_ = -1;
    // From here on quick_index() finds their counter; never for layouts that it does not serve.
    std::int64_t quick_from_ = INT64_MAX;
    std::uint64_t sum_low_ = 0;
    std::uint64_t sum_high_ = 0;
};

/// HdrHistogram's V2 compressed payload, base64 ("HISTFAAA..."): what .hlog files and result.json
/// carry and the Java, JavaScript and C tools read.
[[nodiscard]] std::string encode_v2(const Histogram& histogram);
/// Reads what encode_v2 or another HdrHistogram implementation wrote. Errc::protocol when it
/// cannot. Min, max, mean and stddev of the result are those of its buckets.
[[nodiscard]] Result<Histogram> decode_v2(std::string_view base64);

}  // namespace sark::workloads
