#include "reports/baselines/stored_run.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "reports/writers/writer.hpp"

namespace sark::reports {

namespace {

namespace fs = std::filesystem;

constexpr const char* result_name = "result.json";

/// "9" before "10", as repeats are numbered.
bool by_number(const fs::path& a, const fs::path& b) {
    const std::string one = a.filename().string();
    const std::string other = b.filename().string();
    const auto number = [](const std::string& text) {
        return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (number(one) && number(other) && one.size() != other.size())
        return one.size() < other.size();
    return one < other;
}

}  // namespace

Result<std::vector<std::string>> runs_at(const std::string& path) {
    std::error_code failure;
    if (fs::is_regular_file(path, failure) || fs::is_regular_file(fs::path(path) / result_name))
        return std::vector<std::string>{path};
    std::vector<fs::path> found;
    if (fs::is_directory(path, failure))
        for (const auto& entry : fs::directory_iterator(path, failure))
            if (fs::is_regular_file(entry.path() / result_name, failure) &&
                !entry.path().filename().string().starts_with('.'))
                found.push_back(entry.path());
    if (found.empty())
        return Error{Errc::not_found, "there is no run", path,
                     "give a run's directory, its result.json, a directory of runs, or a "
                     "baseline's name or tag (sark-bench baseline list)"};
    std::ranges::sort(found, by_number);
    std::vector<std::string> places;
    for (const fs::path& place : found) places.push_back(place.string());
    return places;
}

Result<Report> load_run(const std::string& path) {
    std::error_code failure;
    const std::string file =
        fs::is_directory(path, failure) ? (fs::path(path) / result_name).string() : path;
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return Error{Errc::not_found, "cannot read this result", file,
                     "give a run's directory or its result.json"};
    std::ostringstream text;
    text << in.rdbuf();
    auto run = read_result(text.str(), file);
    if (!run)
        return run.error();
    const std::vector<std::string> profiles = run->scenario.sla_profiles;
    return judge(*std::move(run), profiles);
}

}  // namespace sark::reports
