#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace sark::cli {

/// What to build: a revision of a git repository.
struct RevisionOptions {
    std::filesystem::path repository;  ///< Anywhere in it.
    std::string revision;              ///< A commit, branch or tag.
    std::string build;                 ///< For /bin/sh, in the revision's tree; empty: nothing.
    std::function<bool()> stop;        ///< True ends the build (Errc::interrupted); may be empty.
    std::function<void(std::string_view)> note;  ///< Is told what is being done; may be empty.
};

/// A revision checked out into a git worktree of its own, in a temporary directory, and built
/// there. Whoever has this object has the tree; its destructor removes tree and directory, and the
/// repository forgets them. The repository's own working tree is not touched.
class RevisionBuild {
 public:
    /// Errc::invalid_argument when there is no such repository or revision; Errc::unavailable with
    /// the last lines of its output when the build fails.
    [[nodiscard]] static Result<RevisionBuild> make(const RevisionOptions& options);
    RevisionBuild(RevisionBuild&& other) noexcept;
    RevisionBuild& operator=(RevisionBuild&& other) noexcept;
    ~RevisionBuild();

    [[nodiscard]] std::filesystem::path tree() const { return directory_ / "tree"; }
    [[nodiscard]] const std::string& commit() const noexcept { return commit_; }
    /// The command as it must be given to /bin/sh to run in the tree.
    [[nodiscard]] std::string in_tree(const std::string& command) const;

 private:
    RevisionBuild(std::filesystem::path repository, std::filesystem::path directory);
    void remove() noexcept;

    std::filesystem::path repository_;
    std::filesystem::path directory_;  // empty: moved from
    std::string commit_;
};

}  // namespace sark::cli
