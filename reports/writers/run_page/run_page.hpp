#pragma once

#include <ostream>
#include <vector>

#include "reports/report.hpp"
#include "reports/views/chart_summary.hpp"
#include "reports/views/heatmap_view.hpp"
#include "reports/views/run_view.hpp"

namespace sark::reports {

/// What the sections of a run's page print, worked out once.
struct RunPage {
    explicit RunPage(const Report& judged);
    const Report& report;
    ReportView view;
    std::vector<HeatmapView> heatmaps;
    ChartSummary charts;
};

/// What stands under the heading of each section, one file each.
void write_verdict(const RunPage& page, std::ostream& out);
void write_targets(const RunPage& page, std::ostream& out);
void write_waiting(const RunPage& page, std::ostream& out);
void write_time(const RunPage& page, std::ostream& out);
void write_operations(const RunPage& page, std::ostream& out);
void write_evidence(const RunPage& page, std::ostream& out);
void write_generator(const RunPage& page, std::ostream& out);
void write_judged_rows(const RunPage& page, std::ostream& out);
void write_environment(const RunPage& page, std::ostream& out);

}  // namespace sark::reports
