#pragma once

#include <cstdint>
#include <optional>

#include "core/audit/spool/file.hpp"
#include "core/base/result.hpp"

namespace sark::audit_spool {

/// The sequence number up to which every event of a spool is settled: committed, or refused by the
/// database and written to refused.ndjson. Kept in a file of two slots written in turn, each
///
///     slot = "SARKCPOS" version:u32 zero:u32 sequence:u64 crc:u32 (of what is before it)
///
/// 512 bytes apart, so that a write cut short harms only the older one. It may lag behind after a
/// loss of power, never run ahead: events delivered again are told by their ids. One thread.
class Position {
 public:
    /// Reads or makes the file.
    [[nodiscard]] static Result<Position> open(const std::string& path);

    [[nodiscard]] std::uint64_t sequence() const noexcept { return sequence_; }
    /// Whether there was a file but no slot of it was intact: everything is delivered again.
    [[nodiscard]] bool damaged() const noexcept { return damaged_; }
    /// Whether the file knew a position: without one, older segments may rightly be gone.
    [[nodiscard]] bool known() const noexcept { return known_; }

    /// Survives the end of the process at any instant.
    [[nodiscard]] Result<void> advance(std::uint64_t sequence);
    /// Survives the loss of power too: before segments are removed.
    [[nodiscard]] Result<void> sync() { return file_.sync(); }

 private:
    explicit Position(File file) : file_(std::move(file)) {}
    File file_;
    std::uint64_t sequence_ = 0;
    std::size_t next_slot_ = 0;
    bool damaged_ = false;
    bool known_ = false;
};

}  // namespace sark::audit_spool
