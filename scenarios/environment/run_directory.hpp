#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/environment/service_user.hpp"

namespace sark::scenarios {

/// The private directory of one run: sark-bench-XXXXXX below a temporary directory. A file "owner"
/// inside holds our process id and is locked while we live, so that a later start can tell what a
/// killed run left behind from what is in use. The destructor removes all of it.
class RunDirectory {
 public:
    /// The directories to try, best first: $TMPDIR, then /tmp.
    [[nodiscard]] static std::vector<std::filesystem::path> usual_parents();

    /// Sweeps all of `parents`, then makes one below the first of them that will do: a socket path
    /// in it must fit into 107 bytes, and `user` must be able to reach it. Errc::io with the reason
    /// when none will.
    [[nodiscard]] static Result<RunDirectory> create(
        const std::vector<std::filesystem::path>& parents, const std::optional<ServiceUser>& user);
    RunDirectory(RunDirectory&& other) noexcept;
    RunDirectory& operator=(RunDirectory&&) = delete;
    ~RunDirectory();

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    /// Makes a directory in it that only `user` (absent: we) can enter.
    [[nodiscard]] Result<std::filesystem::path> make_private(
        const std::string& name, const std::optional<ServiceUser>& user) const;

 private:
    RunDirectory(std::filesystem::path path, int lock);
    std::filesystem::path path_;
    int lock_ = -1;
};

/// Removes run directories of ours below `parent` whose owner is dead, and returns them. Ours is
/// what has a name as we make them and an owner file as we write it, or is empty and old. Never one
/// whose owner lives, nor one of another user, nor anything that is not a directory.
std::vector<std::filesystem::path> sweep_stale_directories(const std::filesystem::path& parent);

/// Why no unix socket `name` can live in `directory`; absent when one can.
[[nodiscard]] std::optional<Error> socket_path_fault(const std::filesystem::path& directory,
                                                     const std::string& name);

}  // namespace sark::scenarios
