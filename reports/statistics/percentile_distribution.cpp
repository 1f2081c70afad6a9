#include "reports/statistics/percentile_distribution.hpp"

#include <algorithm>
#include <cmath>

namespace sark::reports {

namespace {

/// The next level in percent, in the arithmetic of HdrHistogram's PercentileIterator: the steps
/// halve whenever half of the distance to 100 % is gone.
double level_after(double level) {
    const double halvings = std::floor(std::log(100.0 / (100.0 - level)) / std::log(2.0)) + 1.0;
    return level +
           100.0 / (PercentileDistribution::ticks_per_half_distance * std::pow(2.0, halvings));
}

/// The smallest rank whose share of the total reaches a level.
std::uint64_t rank_at(double level, std::uint64_t total) {
    const auto reaches = [&](std::uint64_t rank) {
        return 100.0 * static_cast<double>(rank) / static_cast<double>(total) >= level;
    };
    auto rank = static_cast<std::uint64_t>(level / 100.0 * static_cast<double>(total));
    rank = std::clamp<std::uint64_t>(rank, 1, total);
    while (rank > 1 && reaches(rank - 1)) --rank;
    while (rank < total && !reaches(rank)) ++rank;
    return rank;
}

/// HdrHistogram's bucket and sub-bucket counts of a layout.
void describe_layout(const workloads::Histogram::Layout& layout, PercentileDistribution& table) {
    double single_unit_until = 2.0;
    for (int digit = 0; digit < layout.significant_digits; ++digit) single_unit_until *= 10.0;
    table.sub_buckets = 1U << static_cast<unsigned>(std::ceil(std::log2(single_unit_until)));
    const double unit = std::exp2(std::floor(std::log2(static_cast<double>(layout.lowest_ns))));
    const double highest = static_cast<double>(layout.highest_ns);
    table.buckets = 1;
    for (double reach = table.sub_buckets * unit; reach <= highest; reach *= 2.0) ++table.buckets;
}

std::optional<double> in_ms(std::optional<double> ns) {
    return ns ? std::optional(*ns / 1e6) : std::nullopt;
}

}  // namespace

PercentileDistribution percentile_distribution(const workloads::Histogram& answers,
                                               std::uint64_t failed) {
    PercentileDistribution table;
    table.total = answers.count() + failed;
    table.failed = failed;
    table.mean_ms = in_ms(answers.mean_ns());
    table.stddev_ms = in_ms(answers.stddev_ns());
    if (const auto max = answers.max())
        table.max_ms = to_ms(*max);
    describe_layout(answers.layout(), table);
    if (answers.count() == 0)
        return table;
    for (double level = 0.0;; level = level_after(level)) {
        const std::uint64_t rank = rank_at(level, table.total);
        const auto value = answers.value_at_rank(rank);
        if (!value)
            return table;  // among the failures
        const std::uint64_t count = answers.count_at_most(*value);
        table.lines.push_back({to_ms(*value), level / 100.0, count});
        if (count == table.total) {
            table.lines.push_back({to_ms(*value), 1.0, count});
            return table;
        }
    }
}

}  // namespace sark::reports
