#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/comparison/comparison.hpp"
#include "reports/report.hpp"

namespace sark::reports {

/// One figure as benchmark trackers know them: of a named benchmark, with bounds where there are
/// some.
struct BenchmarkPoint {
    std::string benchmark;  ///< "SCENARIO", or "SCENARIO/OPERATION".
    std::string measure;    ///< "p95"; "p95-change" of a comparison.
    std::string unit;       ///< "ms", "1/s", "ratio"
    double value = 0.0;
    std::optional<double> low;  ///< Of the 95 % interval.
    std::optional<double> high;
    bool smaller_is_better = true;
};

/// All operations of the run together, then each one when there are several: p50, p95, p99,
/// throughput and errors, where they were measured.
[[nodiscard]] std::vector<BenchmarkPoint> points_of(const Report& report);
/// B's figures, and as `…-change` what B / A (for errors B - A) came to with its 95 % interval.
[[nodiscard]] std::vector<BenchmarkPoint> points_of(const Comparison& comparison);

/// What identifies the line of a run or comparison in a history.
struct HistoryHead {
    std::string time;      ///< ISO 8601.
    std::string run;       ///< The run's id, or "ID-A..ID-B" of what was compared.
    std::string revision;  ///< Of sark-bench.
    std::string outcome;
};
[[nodiscard]] HistoryHead history_head(const Report& report);
[[nodiscard]] HistoryHead history_head(const Comparison& comparison);

}  // namespace sark::reports
