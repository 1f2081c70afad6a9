#include "scenarios/environment/run_directory.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace sark::scenarios {

namespace fs = std::filesystem;

namespace {

constexpr const char* prefix = "sark-bench-";
constexpr std::size_t random_letters = 6;
constexpr const char* owner_file = "owner";
constexpr const char* draft_file = "owner.draft";
/// How an owner file begins; a process id follows.
constexpr std::string_view owner_mark = "sark-bench run of process ";
/// The longest name below a run directory that must fit into a socket address.
constexpr const char* longest_socket = "sark-bench-XXXXXX/postgres/.s.PGSQL.5432";
/// A directory without an owner file is being made, or its maker died within that instant.
constexpr std::time_t ownerless_age_s = 3'600;

Error io_error(const std::string& what, const fs::path& where) {
    return {Errc::io, what + ": " + std::strerror(errno), where.string(), ""};
}

bool may_enter(const fs::path& directory, const ServiceUser& user) {
    struct stat info {};
    if (stat(directory.c_str(), &info) != 0)
        return false;
    if (info.st_uid == user.uid)
        return (info.st_mode & S_IXUSR) != 0;
    for (const gid_t group : user.groups) {
        if (info.st_gid == group)
            return (info.st_mode & S_IXGRP) != 0;
    }
    return (info.st_mode & S_IXOTH) != 0;
}

/// Why `parent` cannot hold a run directory; empty when it can.
std::string unsuitable(const fs::path& parent, const std::optional<ServiceUser>& user) {
    std::error_code ignored;
    if (!parent.is_absolute() || !fs::is_directory(parent, ignored))
        return parent.string() + " is not a directory";
    if (const auto fault = socket_path_fault(parent, longest_socket))
        return fault->message;
    if (access(parent.c_str(), W_OK | X_OK) != 0)
        return parent.string() + " is not writable";
    if (user) {
        for (fs::path step = fs::canonical(parent, ignored);; step = step.parent_path()) {
            if (!may_enter(step, *user))
                return "user " + user->name + " may not enter " + step.string();
            if (step == step.root_path() || step.empty())
                break;
        }
    }
    return "";
}

/// Makes the owner file under another name and renames it once it is locked: no sweeper ever sees
/// it unlocked while we live.
Result<int> lock_as_owner(const fs::path& directory) {
    const fs::path draft = directory / draft_file;
    const int lock = open(draft.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (lock < 0)
        return io_error("cannot create the owner file", directory);
    const std::string text = std::string(owner_mark) + std::to_string(getpid()) + "\n";
    if (flock(lock, LOCK_EX | LOCK_NB) != 0 ||
        write(lock, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        rename(draft.c_str(), (directory / owner_file).c_str()) != 0) {
        Error error = io_error("cannot lock the run directory", directory);
        close(lock);
        return error;
    }
    return lock;
}

/// The owner file goes last: what could not be removed is still recognised by the next sweep.
bool remove_run_directory(const fs::path& directory) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error)) {
        if (entry.path().filename() == owner_file)
            continue;
        std::error_code failed;
        fs::remove_all(entry.path(), failed);
        if (failed)
            return false;
    }
    if (error)
        return false;
    fs::remove_all(directory, error);
    return !error;
}

/// The form of names that mkdtemp() makes for us. A user's own sark-bench-something is not ours.
bool is_our_name(const std::string& name) {
    const std::size_t start = std::strlen(prefix);
    return name.size() == start + random_letters && name.compare(0, start, prefix) == 0 &&
           std::all_of(name.begin() + static_cast<std::ptrdiff_t>(start), name.end(),
                       [](unsigned char letter) { return std::isalnum(letter) != 0; });
}

bool has_our_mark(int owner) {
    std::array<char, owner_mark.size()> start{};
    return pread(owner, start.data(), start.size(), 0) == static_cast<ssize_t>(start.size()) &&
           std::string_view(start.data(), start.size()) == owner_mark;
}

/// Nothing in it but what its making leaves.
bool is_bare(const fs::path& directory) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error)) {
        if (entry.path().filename() != draft_file)
            return false;
    }
    return !error;
}

bool is_stale(const fs::path& directory) {
    struct stat info {};
    if (lstat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != geteuid())
        return false;
    const int owner = open((directory / owner_file).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (owner < 0)
        return errno == ENOENT && is_bare(directory) &&
               std::time(nullptr) - info.st_mtime > ownerless_age_s;
    const bool dead = has_our_mark(owner) && flock(owner, LOCK_EX | LOCK_NB) == 0;
    close(owner);
    return dead;
}

}  // namespace

std::optional<Error> socket_path_fault(const fs::path& directory, const std::string& name) {
    constexpr std::size_t limit = sizeof(sockaddr_un::sun_path) - 1;
    const std::string path = (directory / name).string();
    if (path.size() <= limit)
        return std::nullopt;
    return Error{Errc::io,
                 "a socket path in " + directory.string() + " would have " +
                     std::to_string(path.size()) + " bytes, the limit is " + std::to_string(limit),
                 "", "set TMPDIR to a directory with a shorter name"};
}

std::vector<fs::path> RunDirectory::usual_parents() {
    std::vector<fs::path> parents;
    const char* configured = std::getenv("TMPDIR");
    if (configured != nullptr && *configured != '\0')
        parents.emplace_back(configured);
    parents.emplace_back("/tmp");
    return parents;
}

Result<RunDirectory> RunDirectory::create(const std::vector<fs::path>& parents,
                                          const std::optional<ServiceUser>& user) {
    for (const fs::path& parent : parents) sweep_stale_directories(parent);
    std::string reasons;
    for (const fs::path& parent : parents) {
        if (const std::string reason = unsuitable(parent, user); !reason.empty()) {
            reasons += (reasons.empty() ? "" : "; ") + reason;
            continue;
        }
        std::string name = (parent / (std::string(prefix) + "XXXXXX")).string();
        if (mkdtemp(name.data()) == nullptr)
            return io_error("cannot create a run directory", parent);
        // With a service user, it must pass through; what is inside stays private directories.
        if (user && chmod(name.c_str(), 0711) != 0)
            return io_error("cannot open the run directory to the services", name);
        auto lock = lock_as_owner(name);
        if (!lock) {
            std::error_code ignored;
            fs::remove_all(name, ignored);
            return lock.error();
        }
        return RunDirectory(name, *lock);
    }
    return Error{Errc::io, "no directory for the managed services: " + reasons, "",
                 "set TMPDIR to a writable directory with a short name that every user may enter"};
}

Result<fs::path> RunDirectory::make_private(const std::string& name,
                                            const std::optional<ServiceUser>& user) const {
    const fs::path made = path_ / name;
    if (mkdir(made.c_str(), 0700) != 0)
        return io_error("cannot create a directory", made);
    if (user && chown(made.c_str(), user->uid, user->gid) != 0)
        return io_error("cannot hand a directory to " + user->name, made);
    return made;
}

RunDirectory::RunDirectory(fs::path path, int lock) : path_(std::move(path)), lock_(lock) {}

RunDirectory::RunDirectory(RunDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

RunDirectory::~RunDirectory() {
    if (lock_ < 0)
        return;
    remove_run_directory(path_);
    close(lock_);
}

std::vector<fs::path> sweep_stale_directories(const fs::path& parent) {
    std::vector<fs::path> candidates;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(parent, error)) {
        if (is_our_name(entry.path().filename().string()))
            candidates.push_back(entry.path());
    }
    std::vector<fs::path> swept;
    for (const fs::path& candidate : candidates) {
        if (is_stale(candidate) && remove_run_directory(candidate))
            swept.push_back(candidate);
    }
    return swept;
}

}  // namespace sark::scenarios
