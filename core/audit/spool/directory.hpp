#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/audit/spool/file.hpp"
#include "core/base/result.hpp"

namespace sark::audit_spool {

/// A spool's directory: who owns it, what its files are called, and which of them are there.
///
///     LOCK                               held by the process that owns the spool; has its number
///     segment-00000000000000000001.spool events, named by the first sequence number
///     position                           up to where all is in the database (see Position)
///     refused.ndjson                     acknowledged events that the database refuses, for people
///     damaged/                           segments that are damaged, as they were found
class Directory {
 public:
    /// Makes it (only its owner can enter) where it is missing and takes the lock. Errc::conflict
    /// when another process owns it, Errc::io when it cannot be made or written.
    [[nodiscard]] static Result<Directory> open(const std::string& path);

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] std::string segment_path(std::uint64_t first) const;
    [[nodiscard]] std::string position_path() const { return path_ + "/position"; }
    [[nodiscard]] std::string refused_path() const { return path_ + "/refused.ndjson"; }
    /// First sequence numbers by the names, ascending.
    [[nodiscard]] Result<std::vector<std::uint64_t>> segments() const;

    /// New and removed names are on the disk when this succeeds.
    [[nodiscard]] Result<void> sync();
    /// Gives a damaged segment a second name below damaged/, so that it outlives its first.
    [[nodiscard]] Result<void> keep_aside(std::uint64_t first);
    [[nodiscard]] Result<void> remove_segment(std::uint64_t first);

 private:
    Directory(std::string path, File lock, File self);
    std::string path_;
    File lock_;
    File self_;
};

}  // namespace sark::audit_spool
