#pragma once

#include <optional>
#include <string>

#include "core/base/time.hpp"

namespace sark {

/// One row of the audit trail (sark_audit.audit_events).
struct AuditEvent {
    std::string event_id;  ///< UUID; the key under which the event lands exactly once.
    UtcTime time;
    std::string event_type;  ///< One of SARK-UPSTREAM's 13, e.g. "authorization_allowed".
    std::optional<std::string> user_id;  ///< UUID
    std::string resource_type;
    std::string resource_id;
    std::string action;
    std::string status;
    std::optional<std::string> ip_address;
    std::string details_json = "{}";
};

}  // namespace sark
