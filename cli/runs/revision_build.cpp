#include "cli/runs/revision_build.hpp"

#include <chrono>
#include <cstdlib>
#include <system_error>
#include <utility>
#include <vector>

#include "scenarios/environment/child_process.hpp"

namespace sark::cli {

namespace {

using scenarios::ChildOptions;
using scenarios::ChildProcess;

constexpr auto poll = std::chrono::milliseconds(50);
constexpr std::size_t words_shown = 15;

/// Our environment without git's: inside a hook it would point at another repository.
std::vector<std::string> environment() {
    std::vector<std::string> variables = scenarios::inherited_environment({});
    std::erase_if(variables, [](const std::string& one) { return one.starts_with("GIT_"); });
    return variables;
}

/// Runs it to its end with its output in `log`. Errc::interrupted when `stop` says so.
Result<bool> succeeds(ChildOptions options, const std::function<bool()>& stop) {
    options.environment = environment();
    options.stop_group = true;
    auto child = ChildProcess::start(options);
    if (!child)
        return child.error();
    while (true) {
        if (const auto status = child->wait(poll))
            return *status == 0;
        if (stop && stop())
            return Error{Errc::interrupted, "stopped during " + options.name, "", ""};
    }
}

ChildOptions git(const std::filesystem::path& repository, const std::filesystem::path& log,
                 std::vector<std::string> arguments) {
    ChildOptions options;
    options.name = "git " + arguments.front();
    options.command = {"/bin/sh", "-c", "exec git \"$@\"", "git", "-C", repository.string()};
    options.command.insert(options.command.end(), arguments.begin(), arguments.end());
    options.log = log;
    return options;
}

std::string shell_quoted(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

}  // namespace

RevisionBuild::RevisionBuild(std::filesystem::path repository, std::filesystem::path directory)
    : repository_(std::move(repository)), directory_(std::move(directory)) {}

RevisionBuild::RevisionBuild(RevisionBuild&& other) noexcept
    : repository_(std::move(other.repository_)),
      directory_(std::exchange(other.directory_, {})),
      commit_(std::move(other.commit_)) {}

RevisionBuild& RevisionBuild::operator=(RevisionBuild&& other) noexcept {
    if (this != &other) {
        remove();
        repository_ = std::move(other.repository_);
        directory_ = std::exchange(other.directory_, {});
        commit_ = std::move(other.commit_);
    }
    return *this;
}

RevisionBuild::~RevisionBuild() {
    remove();
}

void RevisionBuild::remove() noexcept {
    if (directory_.empty())
        return;
    // What cannot be removed is left: there is nobody to tell, and nothing depends on it.
    const auto log = directory_ / "clean.log";
    (void)succeeds(git(repository_, log, {"worktree", "remove", "--force", tree().string()}), {});
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

std::string RevisionBuild::in_tree(const std::string& command) const {
    return "cd " + shell_quoted(tree().string()) + " && " + command;
}

Result<RevisionBuild> RevisionBuild::make(const RevisionOptions& options) {
    const auto note = [&](const std::string& text) {
        if (options.note)
            options.note(text);
    };
    std::string pattern =
        (std::filesystem::temp_directory_path() / "sark-revision-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
        return Error{Errc::io, "cannot make a directory for revision " + options.revision, pattern,
                     "set TMPDIR to a directory that can be written to"};
    RevisionBuild build(options.repository, pattern);
    const auto log = build.directory_ / "git.log";
    const auto words = [](const std::filesystem::path& file) {
        return scenarios::tail_of_file(file, words_shown);
    };

    const bool plain = !options.revision.empty() && options.revision.front() != '-';
    auto found = plain ? succeeds(git(options.repository, log,
                                      {"rev-parse", "--verify", options.revision + "^{commit}"}),
                                  options.stop)
                       : Result<bool>(false);
    if (!found)
        return found.error();
    if (!*found)
        return Error{Errc::invalid_argument,
                     "there is no revision '" + options.revision + "': " + words(log),
                     options.repository.string(),
                     "name a commit, branch or tag (in CI: check out the whole history), and the "
                     "repository with --repo"};
    build.commit_ = scenarios::tail_of_file(log, 1);
    note("checking out " + options.revision + " (" + build.commit_.substr(0, 12) + ")");
    auto added =
        succeeds(git(options.repository, log,
                     {"worktree", "add", "--detach", build.tree().string(), build.commit_}),
                 options.stop);
    if (!added)
        return added.error();
    if (!*added)
        return Error{Errc::unavailable, "git cannot check it out: " + words(log), options.revision,
                     ""};
    if (options.build.empty())
        return build;
    note("building " + options.revision + ": " + options.build);
    ChildOptions make;
    make.name = "the build of " + options.revision;
    make.command = {"/bin/sh", "-c", options.build};
    make.directory = build.tree();
    make.log = build.directory_ / "build.log";
    const auto built = succeeds(make, options.stop);
    if (!built)
        return built.error();
    if (!*built)
        return Error{Errc::unavailable,
                     "the build of revision " + options.revision + " failed: " + words(make.log),
                     options.build, "it runs in a fresh checkout of that revision"};
    return build;
}

}  // namespace sark::cli
