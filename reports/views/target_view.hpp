#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/report.hpp"

namespace sark::reports {

/// A line of "target against actual": what was promised, what came out (S000-SLA-11, whose
/// documented table leaves the last two columns open).
struct TargetView {
    std::string id;
    std::string name;    ///< "resource lookup by ID", or a threshold's metric.
    std::string target;  ///< "p95 < 5 ms, p99 < 10 ms"; of a threshold its expression.
    std::string actual;  ///< "3.52 ms, p99 7.1 ms"; "failed" among failures; "–": not measured.
    std::string of_target;  ///< "70 %": actual in parts of the target; empty where neither means
                            ///< anything.
    RowVerdict status = RowVerdict::no_data;
    std::string reason;
};

/// One for each profile of the run, thresholds of the scenario among them, in the order of the
/// report. Rows that were judged come first; those of operations that the scenario does not contain
/// stand behind them as no_data; what no run can judge is left out.
struct TargetTable {
    std::string profile;
    std::vector<TargetView> rows;
};
[[nodiscard]] std::vector<TargetTable> target_tables_of(const Report& report);

/// A row that keeps the run from passing.
struct MissView {
    RowVerdict verdict = RowVerdict::fail;
    std::string sentence;  ///< "S000-SLA-05 cost tracking insertion (v2.cost_insert): p99 39.6 ms
                           ///< misses the critical level < 5 ms"
};
/// Worst first; empty when every row passed.
[[nodiscard]] std::vector<MissView> misses_of(const Report& report);

}  // namespace sark::reports
