#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "reports/report.hpp"

namespace sark::reports {

/// For people at a terminal: at most 80 columns, colour only when asked for.
void write_console(const Report& report, std::ostream& out, bool colour);
/// reports/result.schema.json
void write_json(const Report& report, std::ostream& out);
void write_markdown(const Report& report, std::ostream& out);
void write_junit(const Report& report, std::ostream& out);
/// One self-contained page that opens from a file without a network.
void write_html(const Report& report, std::ostream& out);
/// HdrHistogram interval log, one tagged line per operation and clock.
void write_hlog(const Report& report, std::ostream& out);
/// Prometheus text format, as a node exporter's textfile collector or a Pushgateway reads it.
void write_prometheus(const Report& report, std::ostream& out);
/// One line per load and interval.
void write_timeseries_csv(const Report& report, std::ostream& out);

/// Reads a result.json that write_json wrote, so that every report can be redone from it.
[[nodiscard]] Result<scenarios::RunResult> read_result(std::string_view json,
                                                       const std::string& source_name);

/// Writes the run's files (DESIGN section 8) into `directory` (created), each by temporary file,
/// fsync and rename. `formats` ⊆ {json, html, md, junit, prom}; hlog and csv go with json. Errc::io
/// names the file and why (disk full); files written before stay. Returns the paths.
[[nodiscard]] Result<std::vector<std::string>> write_run_files(
    const Report& report, const std::string& directory, const std::vector<std::string>& formats);

}  // namespace sark::reports
