#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/writers/ci/benchmark_point.hpp"

namespace sark::reports {

/// Where the history of runs in directories like this one is: beside it, so that every run adds to
/// the same one: "otava.NAME.csv".
[[nodiscard]] std::string history_path(const std::string& directory, const std::string& name);

/// Adds a line to the history at `path` (see with_history_line), which is made when there is none
/// and is whole or as before at any time.
[[nodiscard]] Result<void> append_history(const std::string& path, const HistoryHead& head,
                                          const std::vector<BenchmarkPoint>& points);

}  // namespace sark::reports
