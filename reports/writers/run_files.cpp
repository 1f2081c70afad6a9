#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>

#include "reports/writers/atomic_file.hpp"
#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

struct RunFile {
    std::string_view format;
    std::string_view name;
    void (*write)(const Report&, std::ostream&);
};
/// What can be redone from the others comes last, so that a full disk costs the least.
constexpr std::array<RunFile, 7> run_files = {{
    {"json", "result.json", write_json},
    {"json", "latency.hlog", write_hlog},
    {"json", "timeseries.csv", write_timeseries_csv},
    {"junit", "junit.xml", write_junit},
    {"md", "summary.md", write_markdown},
    {"html", "report.html", write_html},
    {"prom", "metrics.prom", write_prometheus},
}};

}  // namespace

Result<std::vector<std::string>> write_run_files(const Report& report, const std::string& directory,
                                                 const std::vector<std::string>& formats) {
    for (const std::string& format : formats)
        if (std::ranges::find(run_files, format, &RunFile::format) == run_files.end())
            return Error{Errc::invalid_argument, "there is no file format '" + format + "'", "",
                         "formats: json, html, md, junit, prom"};
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure)
        return Error{Errc::io, "cannot make the directory: " + failure.message(), directory,
                     "choose another with --out"};
    std::vector<std::string> written;
    for (const RunFile& file : run_files) {
        if (std::ranges::find(formats, file.format) == formats.end())
            continue;
        std::ostringstream text;
        file.write(report, text);
        const std::string path = directory + "/" + std::string(file.name);
        if (auto saved = write_atomically(path, text.view()); !saved)
            return saved.error();
        written.push_back(path);
    }
    return written;
}

}  // namespace sark::reports
