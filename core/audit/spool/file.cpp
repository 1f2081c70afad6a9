#include "core/audit/spool/file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sark::audit_spool {

Result<File> File::open(const std::string& path, int flags) {
    constexpr mode_t owner_only = 0600;
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, owner_only);
    File file(fd, path);
    if (fd < 0)
        return file.failure("cannot be opened");
    return file;
}

File::File(File&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(path_, other.path_);
    return *this;
}

File::~File() {
    if (fd_ >= 0)
        ::close(fd_);
}

Error File::failure(const char* what) const {
    const int reason = errno;
    Error error{Errc::io, std::string(what) + ": " + std::strerror(reason), path_, ""};
    if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG)
        error.hint = "make room on the disk, or give the spool another directory";
    return error;
}

Result<void> File::write(std::string_view bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        const ssize_t written =
            ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return failure("cannot be written");
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return {};
}

Result<std::string> File::read(std::uint64_t offset, std::size_t length) const {
    std::string bytes(length, '\0');
    std::size_t filled = 0;
    while (filled < length) {
        const ssize_t got = ::pread(fd_, bytes.data() + filled, length - filled,
                                    static_cast<off_t>(offset + filled));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure("cannot be read");
        if (got == 0)
            break;
        filled += static_cast<std::size_t>(got);
    }
    bytes.resize(filled);
    return bytes;
}

Result<std::uint64_t> File::size() const {
    struct stat status {};
    if (::fstat(fd_, &status) != 0)
        return failure("cannot be examined");
    return static_cast<std::uint64_t>(status.st_size);
}

Result<void> File::sync() {
    if (::fdatasync(fd_) != 0)
        return failure("cannot be synchronised");
    return {};
}

Result<void> File::truncate(std::uint64_t length) {
    if (::ftruncate(fd_, static_cast<off_t>(length)) != 0)
        return failure("cannot be truncated");
    return {};
}

bool File::lock() {
    return ::flock(fd_, LOCK_EX | LOCK_NB) == 0;
}

Result<std::string> read_file(const std::string& path) {
    const auto file = File::open(path, O_RDONLY);
    if (!file)
        return file.error();
    const auto size = file->size();
    if (!size)
        return size.error();
    return file->read(0, static_cast<std::size_t>(*size));
}

}  // namespace sark::audit_spool
