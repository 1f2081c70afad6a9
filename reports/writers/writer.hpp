#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "reports/report.hpp"
#include "reports/writers/output_files.hpp"

namespace sark::reports {

/// For people at a terminal: at most 80 columns, colour only when asked for.
void write_console(const Report& report, std::ostream& out, bool colour);
/// reports/result.schema.json
void write_json(const Report& report, std::ostream& out);
void write_markdown(const Report& report, std::ostream& out);
/// "Target vs Actual" filled in (S000-SLA-11), a Markdown table for each profile,
void write_target_tables(const Report& report, std::ostream& out);
/// and the same on its own, below the machine that it came from.
void write_targets(const Report& report, std::ostream& out);
void write_junit(const Report& report, std::ostream& out);
/// One self-contained page that opens from a file without a network.
void write_html(const Report& report, std::ostream& out);
/// HdrHistogram interval log: whole-window lines tagged by operation, and interval by interval
/// lines tagged by load and (untagged) of all of them.
void write_hlog(const Report& report, std::ostream& out);
/// Prometheus text format, as a node exporter's textfile collector or a Pushgateway reads it.
void write_prometheus(const Report& report, std::ostream& out);
/// One line per load and interval.
void write_timeseries_csv(const Report& report, std::ostream& out);
/// The data that k6 hands to handleSummary().
void write_k6_summary(const Report& report, std::ostream& out);
/// What k6 writes for --summary-export.
void write_k6_export(const Report& report, std::ostream& out);
/// The columns of Locust's PREFIX_stats.csv.
void write_locust_stats(const Report& report, std::ostream& out);
/// Google Benchmark's JSON: statistics of each operation as aggregates.
void write_google_benchmark(const Report& report, std::ostream& out);

/// HdrHistogram's percentile text (.hgrm), a file for each operation and clock in `directory`.
[[nodiscard]] std::vector<OutputFile> percentile_files(const Report& report,
                                                       std::string_view directory);

/// Reads a result.json that write_json wrote, so that every report can be redone from it.
[[nodiscard]] Result<scenarios::RunResult> read_result(std::string_view json,
                                                       const std::string& source_name);

/// What `formats` of write_run_files may name, in the order of writing.
[[nodiscard]] std::vector<std::string> file_formats();

/// Writes the run's files into `directory` (created), each by temporary file, fsync and rename.
/// `formats` ⊆ file_formats(); hlog and csv go with json. Errc::io names the file and why (disk
/// full); files written before stay. Returns the paths.
[[nodiscard]] Result<std::vector<std::string>> write_run_files(
    const Report& report, const std::string& directory, const std::vector<std::string>& formats);

}  // namespace sark::reports
