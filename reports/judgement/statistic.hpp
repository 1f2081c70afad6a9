#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sark::reports {

/// What a row takes of its sample.
struct Statistic {
    enum class Kind : std::uint8_t { quantile, mean, min, max, rate, count };
    Kind kind = Kind::quantile;
    double q = 0.0;  ///< For quantile: 0..1.
};

/// "p95", "p99.9", "p50", "mean", "min", "max", "rate", "count"; absent for any other word.
[[nodiscard]] std::optional<Statistic> parse_statistic(std::string_view word);

/// How many samples it needs before it may be judged.
[[nodiscard]] std::uint64_t samples_needed(const Statistic& statistic) noexcept;

/// Whether `value comparison limit` holds, comparison being one of <, <=, >, >=.
[[nodiscard]] bool holds(double value, std::string_view comparison, double limit) noexcept;

}  // namespace sark::reports
