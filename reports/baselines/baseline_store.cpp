#include "reports/baselines/baseline_store.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include "core/base/suggestion.hpp"
#include "reports/baselines/stored_run.hpp"
#include "reports/comparison/runs_comparison.hpp"
#include "reports/writers/atomic_file.hpp"

namespace sark::reports {

namespace {

namespace fs = std::filesystem;

constexpr const char* result_name = "result.json";
constexpr const char* tags_name = "tags";

Result<void> check_word(const std::string& word, const char* what) {
    const bool plain = !word.empty() && word.size() <= 64 && word.front() != '.' &&
                       word.front() != '-' && std::ranges::all_of(word, [](char c) {
                           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                  (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
                       });
    if (plain)
        return {};
    return Error{Errc::invalid_argument, "'" + word + "' cannot be a " + what, "",
                 "letters, digits, '.', '_' and '-', at most 64, a letter or digit first"};
}

std::vector<std::string> read_tags(const fs::path& directory) {
    std::vector<std::string> tags;
    std::ifstream file(directory / tags_name);
    for (std::string tag; std::getline(file, tag);)
        if (!tag.empty())
            tags.push_back(tag);
    return tags;
}

Error io_error(const std::string& what, const fs::path& path, const std::error_code& failure) {
    return Error{Errc::io, what + ": " + failure.message(), path.string(), ""};
}

std::vector<fs::path> directories_in(const fs::path& directory) {
    std::vector<fs::path> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(directory, ignored))
        if (entry.is_directory(ignored) && !entry.is_symlink(ignored) &&
            !entry.path().filename().string().starts_with('.'))
            found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

/// Whole or not at all: into a hidden directory first.
Result<void> copy_run(const std::string& place, const fs::path& target) {
    std::error_code failure;
    const fs::path partial = target.parent_path() / ("." + target.filename().string() + ".partial");
    fs::remove_all(partial, failure);
    fs::create_directories(partial, failure);
    if (failure)
        return io_error("cannot make the directory", partial, failure);
    if (fs::is_directory(place, failure))
        fs::copy(place, partial, fs::copy_options::recursive | fs::copy_options::skip_symlinks,
                 failure);
    else
        fs::copy_file(place, partial / result_name, failure);
    if (!failure)
        fs::rename(partial, target, failure);
    if (!failure)
        return {};
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    return io_error("cannot copy the run", target, failure);
}

}  // namespace

Result<std::vector<BaselineRun>> BaselineStore::list() const {
    std::vector<BaselineRun> runs;
    std::error_code failure;
    for (const fs::path& name : directories_in(directory_))
        for (const fs::path& directory : directories_in(name)) {
            if (!fs::is_regular_file(directory / result_name, failure))
                continue;
            const auto report = load_run(directory.string());
            if (!report)
                return report.error();
            if (report->run.id != directory.filename().string())
                continue;
            runs.push_back({name.filename().string(), report->run.id, directory.string(),
                            report->run.scenario.name, to_iso8601(report->run.engine.started_at),
                            read_tags(directory)});
        }
    return runs;
}

Result<std::vector<std::string>> BaselineStore::find(const std::string& word) const {
    std::vector<std::string> by_name;
    std::vector<std::string> by_tag;
    std::set<std::string> words;
    for (const fs::path& name : directories_in(directory_))
        for (const fs::path& directory : directories_in(name)) {
            words.insert(name.filename().string());
            if (name.filename() == word)
                by_name.push_back(directory.string());
            for (const std::string& tag : read_tags(directory)) {
                words.insert(tag);
                if (tag == word)
                    by_tag.push_back(directory.string());
            }
        }
    if (!by_name.empty())
        return by_name;
    if (!by_tag.empty())
        return by_tag;
    const std::vector<std::string> known(words.begin(), words.end());
    return Error{Errc::not_found, "there is no run, and no baseline or tag in " + directory_, word,
                 known.empty() ? "make one: sark-bench baseline set RUN --name NAME"
                               : suggestion(word, known)};
}

Result<std::vector<RunDifference>> BaselineStore::differences(const Report& report,
                                                              const std::string& name) const {
    if (auto fit = check_word(name, "baseline's name"); !fit)
        return fit.error();
    const auto present = directories_in(fs::path(directory_) / name);
    if (present.empty())
        return std::vector<RunDifference>{};
    const auto first = load_run(present.front().string());
    if (!first)
        return first.error();
    return differences_between(first->run, report.run);
}

Result<BaselineRun> BaselineStore::set(const Report& report, const std::string& place,
                                       const std::string& name,
                                       const std::vector<std::string>& tags) const {
    if (auto fit = check_word(name, "baseline's name"); !fit)
        return fit.error();
    if (auto fit = check_word(report.run.id, "run's id"); !fit)
        return fit.error();
    for (const std::string& tag : tags)
        if (auto fit = check_word(tag, "tag"); !fit)
            return fit.error();
    if (const std::string why = unusable_because(report); !why.empty())
        return Error{Errc::conflict, why + ": it cannot be a baseline", place, "measure again"};
    const fs::path target = fs::path(directory_) / name / report.run.id;
    std::error_code failure;
    if (!fs::exists(target / result_name, failure))
        if (auto copied = copy_run(place, target); !copied)
            return copied.error();
    BaselineRun run{name,
                    report.run.id,
                    target.string(),
                    report.run.scenario.name,
                    to_iso8601(report.run.engine.started_at),
                    read_tags(target)};
    for (const std::string& tag : tags)
        if (std::ranges::find(run.tags, tag) == run.tags.end())
            run.tags.push_back(tag);
    if (!run.tags.empty()) {
        std::string text;
        for (const std::string& tag : run.tags) text += tag + "\n";
        if (auto saved = write_atomically((target / tags_name).string(), text); !saved)
            return saved.error();
    }
    return run;
}

Result<std::vector<BaselineRun>> BaselineStore::prune(std::size_t keep, const std::string& name,
                                                      bool dry_run) const {
    auto runs = list();
    if (!runs)
        return runs.error();
    if (!name.empty() && std::ranges::find(*runs, name, &BaselineRun::name) == runs->end())
        return Error{Errc::invalid_argument, "there is no baseline '" + name + "'", directory_,
                     "sark-bench baseline list shows what there is"};
    std::vector<BaselineRun> removed;
    std::string of;
    std::size_t kept = 0;
    // From the newest on, name by name.
    for (auto run = runs->rbegin(); run != runs->rend(); ++run) {
        if (run->name != of) {
            of = run->name;
            kept = 0;
        }
        const bool about = name.empty() || run->name == name;
        if (!about || !run->tags.empty() || kept++ < keep)
            continue;
        std::error_code failure;
        if (!dry_run)
            fs::remove_all(run->directory, failure);
        if (failure)
            return io_error("cannot remove it", run->directory, failure);
        removed.push_back(*run);
    }
    std::ranges::reverse(removed);
    return removed;
}

}  // namespace sark::reports
