#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/audit/spool/directory.hpp"
#include "core/audit/spool/segment_table.hpp"
#include "core/base/result.hpp"

namespace sark::audit_spool {

/// Appends groups of records to the newest segment and begins the next one when it is full. One
/// thread.
class SegmentWriter {
 public:
    /// `last`: the greatest sequence number that was ever durable. Begins a segment of its own with
    /// the first group. `directory` and `table` are borrowed.
    SegmentWriter(Directory& directory, SegmentTable& table, std::uint64_t segment_bytes,
                  std::uint64_t last);

    /// Writes whole records, numbered `first` to `last`, with one synchronisation for all of them.
    /// Success: they are durable and in the table. Errc::io (disk full, failed write or
    /// synchronisation): none of them is, and the next group begins another segment, since nobody
    /// knows what a failed synchronisation leaves in memory.
    [[nodiscard]] Result<void> append(std::string_view records, std::uint64_t first,
                                      std::uint64_t last);
    /// Forgets the newest segment, so that it can be removed.
    void close() { file_.reset(); }

 private:
    [[nodiscard]] Result<void> begin(std::uint64_t first);
    [[nodiscard]] Result<void> write(std::string_view records);
    /// Lengthens the file beyond `end`, if there is no room behind it any more.
    void make_room(std::uint64_t end);

    Directory& directory_;
    SegmentTable& table_;
    std::uint64_t segment_bytes_;
    std::uint64_t last_;
    std::optional<File> file_;
    std::uint64_t end_ = 0;     ///< Of what is durable in it.
    std::uint64_t length_ = 0;  ///< Of the file: noughts from end_ on.
};

}  // namespace sark::audit_spool
