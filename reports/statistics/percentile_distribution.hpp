#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "workloads/timing/histogram.hpp"

namespace sark::reports {

/// The table that HdrHistogram's outputPercentileDistribution prints: quantiles that come closer
/// together towards 1, `ticks_per_half_distance` of them in each half of what is left.
struct PercentileDistribution {
    static constexpr unsigned ticks_per_half_distance = 5;
    struct Line {
        double ms = 0.0;
        double quantile = 0.0;
        std::uint64_t count = 0;  ///< Samples at most that slow.
    };
    std::vector<Line> lines;
    std::uint64_t total = 0;  ///< Answers and failures.
    std::uint64_t failed = 0;
    std::optional<double> mean_ms;    ///< Of the answers, as is the deviation and the maximum.
    std::optional<double> stddev_ms;  ///< Of their buckets.
    std::optional<double> max_ms;
    unsigned buckets = 0;
    unsigned sub_buckets = 0;
};

/// Failures rank behind every answer, so the lines end where the failures begin. None when nothing
/// was answered.
[[nodiscard]] PercentileDistribution percentile_distribution(const workloads::Histogram& answers,
                                                             std::uint64_t failed);

}  // namespace sark::reports
