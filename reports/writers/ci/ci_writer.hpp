#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "reports/comparison/comparison.hpp"
#include "reports/writers/ci/benchmark_point.hpp"

namespace sark::reports {

/// Bencher Metric Format: benchmark -> measure -> value, lower_value, upper_value.
void write_bencher(const std::vector<BenchmarkPoint>& points, std::ostream& out);

/// The entries that github-action-benchmark reads as customSmallerIsBetter, or those it reads as
/// customBiggerIsBetter. `extra` is what its tooltips show.
void write_github_benchmark(const std::vector<BenchmarkPoint>& points, bool smaller_is_better,
                            std::string_view extra, std::ostream& out);

/// A history in CSV as Apache Otava reads it: time, run, revision, outcome, then a column for each
/// figure, "SCENARIO.p95" or "SCENARIO/OPERATION.p95". `before` is what the file holds so far
/// (nothing: it gets its first line). Returns the whole file with a line for this run added, or as
/// it was when the run is in it. A figure that was not measured is nan. Errc::conflict when the
/// file's columns are not those of the figures that must be in it.
[[nodiscard]] Result<std::string> with_history_line(const std::string& before,
                                                    const HistoryHead& head,
                                                    const std::vector<BenchmarkPoint>& points);

/// Workflow commands that make GitHub annotate a run: an error for each regressed metric and for a
/// verdict that fails the gate, a warning for one that decides nothing, else a notice.
void write_github_annotations(const Comparison& comparison, std::ostream& out);

}  // namespace sark::reports
