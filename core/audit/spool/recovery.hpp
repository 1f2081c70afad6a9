#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/audit/spool/directory.hpp"
#include "core/audit/spool/position.hpp"
#include "core/audit/spool/segment_table.hpp"
#include "core/base/result.hpp"

namespace sark::audit_spool {

/// What was found in a spool when it was opened.
struct RecoveryReport {
    std::uint64_t events = 0;      ///< Still to be delivered.
    std::uint64_t torn_bytes = 0;  ///< Cut from the end of the last segment: never acknowledged.
    std::uint64_t damaged_segments = 0;
    /// One sentence per damage: what, where, and where the original is kept. Empty: none.
    std::vector<std::string> damage;
};

struct Recovered {
    RecoveryReport report;
    std::vector<Segment> segments;
    std::uint64_t last = 0;  ///< The greatest sequence number that was ever durable.
};

/// Reads every segment. Cuts what is behind the last intact record of the last segment (a write
/// that the end of the process cut short); damage anywhere else is reported and the segment kept
/// aside, and the intact records behind it are delivered. Removes segments that are settled.
/// Errc::io when something cannot be read or cut; then nothing was lost.
[[nodiscard]] Result<Recovered> recover(Directory& directory, const Position& position);

}  // namespace sark::audit_spool
