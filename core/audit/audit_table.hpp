#pragma once

#include <span>
#include <string>

#include "core/audit/audit_event.hpp"
#include "core/base/result.hpp"

namespace sark::postgres {
class Session;
}

namespace sark::audit_table {

/// The three ways into sark_audit.audit_events. Each is one transaction: all events or none.

/// COPY straight into the table, the quickest. Fails when any event is there already.
[[nodiscard]] Result<void> copy(postgres::Session& session, std::span<const AuditEvent> events);

/// COPY into a temporary table, then INSERT what the table does not have yet: right after a COMMIT
/// whose outcome is unknown.
[[nodiscard]] Result<void> copy_missing(postgres::Session& session,
                                        std::span<const AuditEvent> events);

/// INSERT unless it is there already.
[[nodiscard]] Result<void> insert_missing(postgres::Session& session, const AuditEvent& event);

/// Whether the session's last failure was the events' own fault (a value that the schema refuses),
/// so that trying again cannot help.
[[nodiscard]] bool refused_content(const postgres::Session& session, const Error& error);

/// PostgreSQL's text form in UTC with microseconds, rounded down: 2026-11-21 07:38:20.123456+00.
[[nodiscard]] std::string to_timestamptz(UtcTime time);

}  // namespace sark::audit_table
