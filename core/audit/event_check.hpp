#pragma once

#include "core/audit/audit_event.hpp"
#include "core/base/result.hpp"

namespace sark {

/// Whether sark_audit.audit_events would take the event: ids are UUIDs, the address is one, details
/// are JSON that jsonb can hold, texts are UTF-8 without NUL and no longer than their columns.
/// Errc::invalid_argument names the first field that is not. Asked before an acknowledgement that
/// the event will land.
[[nodiscard]] Result<void> check_event(const AuditEvent& event);

}  // namespace sark
