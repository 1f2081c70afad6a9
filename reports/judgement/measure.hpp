#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/judgement/selection.hpp"
#include "reports/judgement/statistic.hpp"
#include "reports/report.hpp"

namespace sark::reports {

/// The server's own time of an answer, as the answer tells it (Server-Timing).
inline constexpr std::string_view server_metric = "server";

/// What a run says about one metric and statistic of some operations.
struct Measured {
    std::optional<double> value;  ///< In the row's unit.
    bool among_failures = false;  ///< Worse than any limit.
    std::optional<Interval95> ci95;
    std::optional<double> inflation;  ///< Of its variance over that of independent samples.
    std::uint64_t samples = 0;
    std::uint64_t failed = 0;
    /// Of a server's own time: how many of the ok answers told it. When not all did, value is an
    /// upper bound.
    struct Told {
        std::uint64_t answers = 0;
        std::uint64_t ok = 0;
        [[nodiscard]] bool all() const noexcept { return answers >= ok; }
    };
    std::optional<Told> told;  ///< Absent for any other metric than server_metric.
    bool defined = true;       ///< False when the metric has no such statistic.
};

[[nodiscard]] Measured measure(std::string_view metric, const Statistic& statistic,
                               const std::vector<SelectedOperation>& selected);

/// How many per second the plan asked for, as far as it is about these operations; 0 in a closed
/// loop.
[[nodiscard]] double offered_rate(const std::vector<SelectedOperation>& selected);

}  // namespace sark::reports
