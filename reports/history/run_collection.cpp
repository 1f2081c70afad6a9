#include "reports/history/run_collection.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> results_below(const std::string& directory) {
    std::vector<std::string> paths;
    std::error_code failure;
    fs::recursive_directory_iterator at(directory, fs::directory_options::skip_permission_denied,
                                        failure);
    while (!failure && at != fs::recursive_directory_iterator()) {
        std::error_code ignored;
        if (at->path().filename() == "result.json" && at->is_regular_file(ignored))
            paths.push_back(at->path().string());
        at.increment(failure);
    }
    std::ranges::sort(paths);
    return paths;
}

Result<RecordedRun> read_run(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf()))
        return Error{Errc::io, "cannot be read", path, ""};
    auto run = read_result(text.view(), path);
    if (!run)
        return run.error();
    const std::vector<std::string> profiles = run->scenario.sla_profiles;
    const auto report = judge(*std::move(run), profiles);
    if (!report)
        return report.error();
    return record_of(*report, path);
}

/// Without what the list says already.
std::string reason_of(const Error& error, const std::string& path) {
    std::string where = error.where;
    if (where.starts_with(path))
        where = where.substr(path.size());
    if (where == "#")
        where.clear();
    return (where.empty() ? "" : where + " ") + error.message;
}

}  // namespace

Result<RunCollection> collect_runs(const std::string& directory,
                                   const std::function<bool()>& stop) {
    std::error_code failure;
    if (!fs::is_directory(directory, failure))
        return Error{Errc::not_found, "is no directory", directory,
                     "give one that holds runs, for example results"};
    RunCollection collection;
    collection.directory = directory;
    const std::vector<std::string> paths = results_below(directory);
    if (paths.empty())
        return Error{Errc::not_found, "holds no result.json", directory,
                     "sark-bench run --out DIR/… writes one for every run"};
    std::set<std::string> ids;
    for (const std::string& path : paths) {
        if (stop())
            return Error{Errc::interrupted, "stopped while reading runs", directory, ""};
        auto run = read_run(path);
        if (!run)
            collection.unreadable.push_back({path, reason_of(run.error(), path)});
        else if (!ids.insert(run->setting.id).second)
            ++collection.copies;
        else
            collection.runs.push_back(*std::move(run));
    }
    std::ranges::stable_sort(collection.runs, [](const RecordedRun& a, const RecordedRun& b) {
        return std::pair(a.setting.engine.started_at, a.setting.id) <
               std::pair(b.setting.engine.started_at, b.setting.id);
    });
    return collection;
}

}  // namespace sark::reports
