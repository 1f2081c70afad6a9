#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/audit/spool/record.hpp"

namespace sark::audit_spool {

/// What the bytes of one segment hold.
struct SegmentScan {
    struct Gap {
        std::uint64_t offset = 0;
        std::uint64_t length = 0;
    };
    std::optional<SegmentHeader> header;   ///< Absent: damaged, or not wholly written.
    std::vector<std::uint64_t> sequences;  ///< Of the intact records.
    std::vector<Gap> gaps;                 ///< Damage with intact records behind it.
    std::uint64_t intact_end = 0;          ///< Behind the last intact record (or the header, or 0).
    std::uint64_t trailing = 0;  ///< Bytes behind that: torn, or damage to the last records.

    [[nodiscard]] std::uint64_t last() const { return sequences.empty() ? 0 : sequences.back(); }
};

/// Finds every intact record, also those behind damage. `after`: the last sequence number of the
/// segments before.
[[nodiscard]] SegmentScan scan_segment(std::string_view bytes, std::uint64_t after);

}  // namespace sark::audit_spool
