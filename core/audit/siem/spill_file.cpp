#include "core/audit/siem/spill_file.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>

#include "core/audit/spool/file.hpp"

namespace sark {
namespace {

std::string name_of(UtcTime now) {
    std::string day = to_iso8601(now).substr(0, 10);
    std::erase(day, '-');
    return "siem_fallback_" + day + ".log";
}

}  // namespace

SpillFile::SpillFile(std::string directory, std::uint64_t rotate_bytes)
    : directory_(std::move(directory)), rotate_bytes_(rotate_bytes) {}

Result<void> SpillFile::append(std::string_view lines, UtcTime now) {
    std::error_code failed;
    std::filesystem::create_directories(directory_, failed);  // open says what went wrong
    const std::string path = directory_ + "/" + name_of(now);
    auto file = audit_spool::File::open(path, O_RDWR | O_CREAT);
    if (!file)
        return std::move(file).error();
    auto size = file->size();
    if (!size)
        return std::move(size).error();
    if (*size != 0 && *size + lines.size() > rotate_bytes_) {
        unsigned number = 1;
        while (std::filesystem::exists(path + "." + std::to_string(number), failed)) ++number;
        std::filesystem::rename(path, path + "." + std::to_string(number), failed);
        if (failed)
            return Error{Errc::io, "cannot be renamed: " + failed.message(), path, ""};
        file = audit_spool::File::open(path, O_RDWR | O_CREAT);
        if (!file)
            return std::move(file).error();
        *size = 0;
    }
    auto done = file->write(lines, *size);
    if (!done)
        static_cast<void>(file->truncate(*size));  // no torn line for whoever reads it
    return done;
}

}  // namespace sark
