#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/audit/audit_event.hpp"
#include "core/audit/spool/directory.hpp"
#include "core/audit/spool/segment_table.hpp"
#include "core/base/result.hpp"

namespace sark::audit_spool {

/// Reads the durable records of a spool in order, from the files. One thread.
class SpoolReader {
 public:
    /// Begins behind the sequence number `settled`. `directory` and `table` are borrowed.
    SpoolReader(Directory& directory, const SegmentTable& table, std::uint64_t settled);

    /// The next events, at most `limit`; fewer when there are no more yet. Damage that came after
    /// recovery is kept aside and counted, and reading goes on behind it. Errc::io when a segment
    /// cannot be read: nothing was skipped, try again.
    [[nodiscard]] Result<std::vector<AuditEvent>> read(std::size_t limit);

    /// The sequence number of the last record that read() has passed.
    [[nodiscard]] std::uint64_t last() const noexcept { return last_; }
    /// Places where bytes of a segment could not be understood.
    [[nodiscard]] std::uint64_t damage() const noexcept { return damage_; }

 private:
    /// Opens the next segment; false when there is none yet.
    [[nodiscard]] Result<bool> next_segment();
    /// Holds `wanted` bytes from the offset on, or all there are before `end`.
    [[nodiscard]] Result<void> fill(std::size_t wanted, std::uint64_t end);
    /// Appends the record at the offset to `events`, or passes the damage there.
    [[nodiscard]] Result<void> step(std::uint64_t end, std::vector<AuditEvent>& events);
    [[nodiscard]] Result<void> pass_damage(std::uint64_t end);

    Directory& directory_;
    const SegmentTable& table_;
    std::uint64_t last_;
    std::uint64_t segment_ = 0;  ///< First sequence number of the one that is open.
    std::optional<File> file_;
    std::uint64_t offset_ = 0;
    std::string buffer_;
    std::uint64_t buffer_at_ = 0;  ///< Offset of the buffer in the segment.
    std::uint64_t damage_ = 0;
};

}  // namespace sark::audit_spool
