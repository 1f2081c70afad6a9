#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

#include <fmt/ranges.h>

#include "reports/writers/ci/ci_writer.hpp"
#include "reports/writers/ci/history_file.hpp"
#include "reports/writers/comparison/comparison_writer.hpp"
#include "reports/writers/output_files.hpp"

namespace sark::reports {

namespace {

struct ComparisonFile {
    std::string_view format;
    std::string_view name;
    void (*write)(const Comparison&, std::ostream&);
};

void write_bencher_file(const Comparison& comparison, std::ostream& out) {
    write_bencher(points_of(comparison), out);
}

template <bool smaller_is_better>
void write_github_benchmark_file(const Comparison& comparison, std::ostream& out) {
    write_github_benchmark(points_of(comparison), smaller_is_better, comparison.summary, out);
}

constexpr std::array<ComparisonFile, 7> files = {
    {{"json", "comparison.json", write_comparison_json},
     {"junit", "junit.xml", write_comparison_junit},
     {"md", "comparison.md", write_comparison_markdown},
     {"html", "comparison.html", write_comparison_html},
     {"bmf", "bencher.json", write_bencher_file},
     {"github-benchmark", "github_benchmark_smaller.json", write_github_benchmark_file<true>},
     {"github-benchmark", "github_benchmark_bigger.json", write_github_benchmark_file<false>}}};
constexpr std::string_view history_format = "otava";

}  // namespace

std::vector<std::string> comparison_formats() {
    std::vector<std::string> formats;
    for (const ComparisonFile& file : files)
        if (formats.empty() || formats.back() != file.format)
            formats.emplace_back(file.format);
    formats.emplace_back(history_format);
    return formats;
}

Result<std::vector<std::string>> write_comparison_files(const Comparison& comparison,
                                                        const std::string& directory,
                                                        const std::vector<std::string>& formats) {
    const std::vector<std::string> known = comparison_formats();
    for (const std::string& format : formats)
        if (std::ranges::find(known, format) == known.end())
            return Error{Errc::invalid_argument, "there is no file format '" + format + "'", "",
                         fmt::format("formats: {}", fmt::join(known, ", "))};
    std::vector<OutputFile> wanted;
    for (const ComparisonFile& file : files)
        if (std::ranges::find(formats, file.format) != formats.end())
            wanted.push_back(output_file(file.name, file.write, comparison));
    auto written = write_output_files(directory, wanted);
    if (!written)
        return written;
    if (std::ranges::find(formats, history_format) != formats.end() &&
        !comparison.metrics.empty()) {
        const std::string path =
            history_path(directory, comparison.setup.scenario + ".comparisons");
        if (auto saved = append_history(path, history_head(comparison), points_of(comparison));
            !saved)
            return saved.error();
        written->push_back(path);
    }
    return written;
}

}  // namespace sark::reports
