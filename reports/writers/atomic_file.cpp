#include "reports/writers/atomic_file.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace sark::reports {

namespace {

Error io_error(const std::string& path, int reason) {
    const bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
    return Error{Errc::io, "cannot write: " + std::generic_category().message(reason), path,
                 full ? "free some space or choose another directory with --out" : ""};
}

/// Owns a descriptor; closing it by hand tells whether the close failed.
class Descriptor {
 public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0)
            ::close(fd_);
    }
    [[nodiscard]] int get() const noexcept { return fd_; }
    [[nodiscard]] bool close() noexcept {
        const int fd = fd_;
        fd_ = -1;
        return ::close(fd) == 0;
    }

 private:
    int fd_;
};

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// 0 when all of it is on disk under `temporary`; else errno.
int fill(const std::string& temporary, std::string_view text) {
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (file.get() < 0)
        return errno;
    if (!write_all(file.get(), text) || ::fsync(file.get()) != 0)
        return errno;
    return file.close() ? 0 : errno;
}

/// Best effort: some file systems refuse to sync a directory, and the file's own bytes are safe.
void sync_directory(const std::string& path) {
    const std::string parent = std::filesystem::path(path).parent_path().string();
    const Descriptor directory(
        ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() >= 0)
        ::fsync(directory.get());
}

}  // namespace

Result<void> write_atomically(const std::string& path, std::string_view text) {
    const std::string temporary = path + ".tmp-" + std::to_string(::getpid());
    int reason = fill(temporary, text);
    if (reason == 0 && std::rename(temporary.c_str(), path.c_str()) != 0)
        reason = errno;
    if (reason != 0) {
        ::unlink(temporary.c_str());
        return io_error(path, reason);
    }
    sync_directory(path);
    return {};
}

}  // namespace sark::reports
