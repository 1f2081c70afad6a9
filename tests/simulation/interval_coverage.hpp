#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/latency_process.hpp"

namespace sark::test {

/// How one statistic's 95 % intervals did over many runs.
struct Coverage {
    std::string statistic;    ///< p50, p95, p99, mean, errors
    unsigned given = 0;       ///< Runs with an interval, open ones included.
    unsigned absent = 0;      ///< Runs that said they have none.
    unsigned open = 0;        ///< Of those given, without an upper bound.
    unsigned held = 0;        ///< Of those given, the truth lies inside.
    unsigned naive_held = 0;  ///< Of all runs, inside the interval for independent samples.
    double width = 0.0;       ///< Sum over closed intervals, and over the naive ones beside them.
    double naive_width = 0.0;

    [[nodiscard]] std::optional<double> share() const;  ///< held / given
    [[nodiscard]] double naive_share() const;
    /// Mean width of closed intervals over that of the naive ones of the same runs.
    [[nodiscard]] std::optional<double> widening() const;
};

/// Draws `runs` runs of a process from `seed` and holds their intervals against the truth of a
/// series of `truth_runs` runs. Statistics that a run is too short for are left out.
[[nodiscard]] std::vector<Coverage> cover(const LatencyProcess& process, unsigned runs,
                                          unsigned truth_runs, std::uint64_t seed);

}  // namespace sark::test
