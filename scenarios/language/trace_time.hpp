#pragma once

#include <optional>
#include <string_view>

#include "core/base/time.hpp"

namespace sark::scenarios::language {

/// A point on a trace's time axis.
struct TraceTime {
    Nanos time{0};
    bool absolute = false;  ///< Since the Unix epoch; else since the start of the trace.
};

/// Decimal seconds ("12.5"; from 1e9 on they are of the Unix epoch), or an ISO 8601 instant
/// ("2026-01-31T12:00:00.5Z", "2026-01-31 12:00:00+02:00"; without a zone UTC). Absent when it is
/// neither, or later than the year 2200.
[[nodiscard]] std::optional<TraceTime> parse_trace_time(std::string_view text);

}  // namespace sark::scenarios::language
