#include "core/audit/spool/directory.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sark::audit_spool {
namespace {

constexpr std::string_view segment_prefix = "segment-";
constexpr std::string_view segment_suffix = ".spool";

std::string segment_name(std::uint64_t first) {
    std::array<char, 64> name{};
    std::snprintf(name.data(), name.size(), "segment-%020" PRIu64 ".spool", first);
    return name.data();
}

std::optional<std::uint64_t> first_of(const std::string& name) {
    if (!name.starts_with(segment_prefix) || !name.ends_with(segment_suffix))
        return std::nullopt;
    std::uint64_t first = 0;
    const char* begin = name.data() + segment_prefix.size();
    const char* end = name.data() + name.size() - segment_suffix.size();
    const auto parsed = std::from_chars(begin, end, first);
    if (parsed.ec != std::errc() || parsed.ptr != end || name != segment_name(first))
        return std::nullopt;
    return first;
}

Error system_failure(const std::string& what, const std::string& where) {
    return {Errc::io, what + ": " + std::strerror(errno), where, ""};
}

Result<void> make_directory(const std::string& path) {
    constexpr mode_t owner_only = 0700;
    if (::mkdir(path.c_str(), owner_only) == 0 || errno == EEXIST)
        return {};
    return system_failure("cannot be made", path);
}

}  // namespace

Directory::Directory(std::string path, File lock, File self)
    : path_(std::move(path)), lock_(std::move(lock)), self_(std::move(self)) {}

Result<Directory> Directory::open(const std::string& path) {
    std::error_code failed;
    const std::filesystem::path parent = std::filesystem::path(path).parent_path();
    if (!parent.empty())
        std::filesystem::create_directories(parent, failed);  // mkdir says what went wrong
    if (auto made = make_directory(path); !made)
        return std::move(made).error();
    auto lock = File::open(path + "/LOCK", O_RDWR | O_CREAT);
    if (!lock)
        return std::move(lock).error();
    if (!lock->lock()) {
        const auto owner = lock->read(0, 32);
        return Error{Errc::conflict,
                     "the audit spool belongs to another process" +
                         (owner && !owner->empty() ? " (" + *owner + ")" : std::string()),
                     path, "stop it, or give each process a directory of its own"};
    }
    const std::string owner = std::to_string(::getpid());
    if (auto named = lock->truncate(0); !named)
        return std::move(named).error();
    // Only a note for people: a disk without room for it must not keep the spool from delivering.
    static_cast<void>(lock->write(owner, 0));
    auto self = File::open(path, O_RDONLY | O_DIRECTORY);
    if (!self)
        return std::move(self).error();
    return Directory(path, *std::move(lock), *std::move(self));
}

std::string Directory::segment_path(std::uint64_t first) const {
    return path_ + "/" + segment_name(first);
}

Result<std::vector<std::uint64_t>> Directory::segments() const {
    std::vector<std::uint64_t> found;
    std::error_code failed;
    std::filesystem::directory_iterator entry(path_, failed);
    for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed))
        if (const auto first = first_of(entry->path().filename().string()))
            found.push_back(*first);
    if (failed)
        return Error{Errc::io, "cannot be listed: " + failed.message(), path_, ""};
    std::sort(found.begin(), found.end());
    return found;
}

Result<void> Directory::sync() {
    return self_.sync();
}

Result<void> Directory::keep_aside(std::uint64_t first) {
    const std::string place = path_ + "/damaged";
    if (auto made = make_directory(place); !made)
        return made;
    const std::string copy = place + "/" + segment_name(first);
    if (::link(segment_path(first).c_str(), copy.c_str()) != 0 && errno != EEXIST)
        return system_failure("cannot be kept aside", segment_path(first));
    return sync();
}

Result<void> Directory::remove_segment(std::uint64_t first) {
    if (::unlink(segment_path(first).c_str()) != 0 && errno != ENOENT)
        return system_failure("cannot be removed", segment_path(first));
    return {};
}

}  // namespace sark::audit_spool
