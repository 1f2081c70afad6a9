#pragma once

#include <string>

#include "core/audit/audit_event.hpp"

namespace sark {

/// The event as one line of JSON with the table's column names; "time" as in PostgreSQL, in UTC.
/// Values that are not valid UTF-8 are shown with replacement characters; details that are not JSON
/// become a string.
[[nodiscard]] std::string event_json(const AuditEvent& event);

/// The same beside why the database refuses it: {"error": ..., "event": {...}}.
[[nodiscard]] std::string refused_event_json(const AuditEvent& event, const std::string& why);

}  // namespace sark
