#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace sark::audit_spool {

/// One open file or directory, closed with this object. Every failure is Errc::io with the path and
/// what the system said (disk full, file too large, permission denied). Not thread-safe.
class File {
 public:
    /// `flags` and 0600 as for open(2); O_CLOEXEC is added.
    [[nodiscard]] static Result<File> open(const std::string& path, int flags);
    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;
    ~File();

    /// All of the bytes at this offset, or an error after which any part may be there.
    [[nodiscard]] Result<void> write(std::string_view bytes, std::uint64_t offset);
    /// Up to `length` bytes from this offset; fewer only at the end of the file.
    [[nodiscard]] Result<std::string> read(std::uint64_t offset, std::size_t length) const;
    [[nodiscard]] Result<std::uint64_t> size() const;
    /// Data and what is needed to find it again are on the disk when this succeeds.
    [[nodiscard]] Result<void> sync();
    [[nodiscard]] Result<void> truncate(std::uint64_t length);
    /// Whether this process is now, until the file is closed, the only one that holds its lock.
    [[nodiscard]] bool lock();

 private:
    File(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
    [[nodiscard]] Error failure(const char* what) const;
    int fd_ = -1;
    std::string path_;
};

/// The whole of a file.
[[nodiscard]] Result<std::string> read_file(const std::string& path);

}  // namespace sark::audit_spool
