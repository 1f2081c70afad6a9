#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/audit/audit_event.hpp"
#include "core/http/requests/request.hpp"
#include "core/policy/decision.hpp"

namespace sark {
class AuditWriter;
}

namespace sark::http {

/// An event of what this request does, now, by its caller and from its address, under a new id.
[[nodiscard]] AuditEvent audit_event(const Request& request, std::string_view type,
                                     std::string_view action);
/// As many, asking for their ids at once.
[[nodiscard]] std::vector<AuditEvent> audit_events(const Request& request, std::string_view type,
                                                   std::string_view action, std::size_t count);

/// What a decision becomes whose event was not acknowledged: nobody is let in without a trace, and
/// the reason tells an outage from a denial, as for everything else that cannot be evaluated.
[[nodiscard]] PolicyDecision unaudited_denial();

/// Its id; empty when it was not acknowledged (the writer counts why).
std::string record(AuditWriter& audit, AuditEvent event);
/// The same for each, waiting for all acknowledgements together: at the levels that write to a disk
/// they arrive in groups.
std::vector<std::string> record_all(AuditWriter& audit, std::vector<AuditEvent> events);

}  // namespace sark::http
