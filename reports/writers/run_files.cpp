#include <algorithm>
#include <array>
#include <sstream>

#include <fmt/ranges.h>

#include "reports/writers/ci/ci_writer.hpp"
#include "reports/writers/ci/history_file.hpp"
#include "reports/writers/output_files.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

/// One kind of file. It is written when its format is asked for, or the one that it goes with.
struct FileRow {
    std::string_view format;
    std::string_view goes_with;
    std::string_view name;
    std::vector<OutputFile> (*files)(const Report&, std::string_view name);
};

template <void (*write)(const Report&, std::ostream&)>
std::vector<OutputFile> one_file(const Report& report, std::string_view name) {
    return {output_file(name, write, report)};
}

std::vector<OutputFile> bencher_file(const Report& report, std::string_view name) {
    std::ostringstream text;
    write_bencher(points_of(report), text);
    return {{std::string(name), std::move(text).str()}};
}

template <bool smaller_is_better>
std::vector<OutputFile> github_benchmark_file(const Report& report, std::string_view name) {
    std::ostringstream text;
    write_github_benchmark(points_of(report), smaller_is_better, "run " + report.run.id, text);
    return {{std::string(name), std::move(text).str()}};
}

/// Every file there is. What can be redone from the others comes last, so that a full disk costs
/// the least.
constexpr std::array<FileRow, 15> rows = {{
    {"json", "", "result.json", one_file<write_json>},
    {"hlog", "json", "latency.hlog", one_file<write_hlog>},
    {"csv", "json", "timeseries.csv", one_file<write_timeseries_csv>},
    {"junit", "", "junit.xml", one_file<write_junit>},
    {"md", "", "summary.md", one_file<write_markdown>},
    {"html", "", "report.html", one_file<write_html>},
    {"hgrm", "", "hgrm", percentile_files},
    {"k6", "", "k6_summary.json", one_file<write_k6_summary>},
    {"k6", "", "k6_summary_export.json", one_file<write_k6_export>},
    {"locust", "", "locust_stats.csv", one_file<write_locust_stats>},
    {"gbench", "", "google_benchmark.json", one_file<write_google_benchmark>},
    {"prom", "", "metrics.prom", one_file<write_prometheus>},
    {"bmf", "", "bencher.json", bencher_file},
    {"github-benchmark", "", "github_benchmark_smaller.json", github_benchmark_file<true>},
    {"github-benchmark", "", "github_benchmark_bigger.json", github_benchmark_file<false>},
}};
/// A history: a line for each run, beside the run's directory.
constexpr std::string_view history_format = "otava";

bool wants(const std::vector<std::string>& formats, const FileRow& row) {
    return std::ranges::find(formats, row.format) != formats.end() ||
           std::ranges::find(formats, row.goes_with) != formats.end();
}

}  // namespace

std::vector<std::string> file_formats() {
    std::vector<std::string> formats;
    for (const FileRow& row : rows)
        if (formats.empty() || formats.back() != row.format)
            formats.emplace_back(row.format);
    formats.emplace_back(history_format);
    return formats;
}

Result<std::vector<std::string>> write_run_files(const Report& report, const std::string& directory,
                                                 const std::vector<std::string>& formats) {
    const std::vector<std::string> known = file_formats();
    for (const std::string& format : formats)
        if (std::ranges::find(known, format) == known.end())
            return Error{Errc::invalid_argument, "there is no file format '" + format + "'", "",
                         fmt::format("formats: {}", fmt::join(known, ", "))};
    std::vector<std::string> written;
    // Row by row: what costs nothing to redo must not be made before the result is safe.
    for (const FileRow& row : rows) {
        if (!wants(formats, row))
            continue;
        const auto saved = write_output_files(directory, row.files(report, row.name));
        if (!saved)
            return saved.error();
        written.insert(written.end(), saved->begin(), saved->end());
    }
    if (std::ranges::find(formats, history_format) != formats.end()) {
        const std::string path = history_path(directory, report.run.scenario.name);
        if (auto saved = append_history(path, history_head(report), points_of(report)); !saved)
            return saved.error();
        written.push_back(path);
    }
    return written;
}

}  // namespace sark::reports
