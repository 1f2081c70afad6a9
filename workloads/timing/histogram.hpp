#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark::workloads {

/// Counts of durations in HdrHistogram's bucket layout: log-linear, so that every value is known to
/// `significant_digits` decimal digits. Allocated once; record() is O(1), never allocates and never
/// drops: what lies above the range is counted in the top bucket and in clamped().
/// Not thread-safe: one per thread, merged afterwards.
class Histogram {
 public:
    /// The default covers 1 ns..1 h at 3 digits (33,792 counters, 270 KB), HdrHistogram's usual.
    struct Layout {
        std::int64_t lowest_ns = 1;
        std::int64_t highest_ns = 3'600'000'000'000;
        int significant_digits = 3;
        bool operator==(const Layout&) const = default;
    };

    Histogram();  // precise layout
    explicit Histogram(Layout layout);

    void record(Nanos value) noexcept { record_many(value, 1); }
    void record_many(Nanos value, std::uint64_t count) noexcept;
    /// Adds other's counts; both must have the same layout. Associative and commutative.
    void merge(const Histogram& other) noexcept;
    void reset() noexcept;

    [[nodiscard]] std::uint64_t count() const noexcept;
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
    [[nodiscard]] const Layout& layout() const noexcept;

 private:
    friend class HistogramCodec;
    Layout layout_;
    // Implementation: see histogram.cpp.
    std::vector<std::uint64_t> counts_;
    std::uint64_t total_ = 0;
    std::uint64_t clamped_ = 0;
    std::int64_t min_ = INT64_MAX;
    std::int64_t max_ = 0;
    double sum_ = 0.0;
    int unit_magnitude_ = 0;
    int sub_bucket_half_count_magnitude_ = 0;
};

/// HdrHistogram's V2 compressed payload, base64 ("HISTFAAA..."): what .hlog files and result.json
/// carry and the Java, JavaScript and C tools read.
[[nodiscard]] std::string encode_v2(const Histogram& histogram);
/// Reads what encode_v2 or another HdrHistogram implementation wrote. Errc::protocol when it
/// cannot. Min, max, mean and stddev of the result are those of its buckets.
[[nodiscard]] Result<Histogram> decode_v2(std::string_view base64);

}  // namespace sark::workloads
