#pragma once

#include <string>

#include "reports/views/run_view.hpp"

namespace sark::reports {

/// What is to be seen in each chart of a run, in words: for those who do not see them, and for
/// Markdown, which has none.
struct ChartSummary {
    std::string latency;  ///< Between what bounds each load's slices lay, and when the worst was.
    std::string throughput;  ///< The same of ok answers per second, beside the offered rate.
    std::string failures;    ///< How many failed, and when the most.
    std::string outcomes;    ///< How many of all ended well.
};
[[nodiscard]] ChartSummary chart_summary_of(const ReportView& view);

}  // namespace sark::reports
