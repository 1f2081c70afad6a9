#include "core/http/audit_trail.hpp"

#include <utility>

#include "core/audit/audit_writer.hpp"
#include "core/base/time.hpp"
#include "core/http/uuid.hpp"

namespace sark::http {

std::vector<AuditEvent> audit_events(const Request& request, std::string_view type,
                                     std::string_view action, std::size_t count) {
    AuditEvent event;
    event.time = SystemTime().utc_now();
    event.event_type = type;
    event.action = action;
    if (request.caller)
        event.user_id = request.caller->user_id;
    if (!request.remote_address.empty())
        event.ip_address = std::string(request.remote_address);
    std::vector<AuditEvent> events(count, event);
    std::vector<std::string> ids = random_uuids(count);
    for (std::size_t i = 0; i < count; ++i) events[i].event_id = std::move(ids[i]);
    return events;
}

AuditEvent audit_event(const Request& request, std::string_view type, std::string_view action) {
    return std::move(audit_events(request, type, action, 1).front());
}

PolicyDecision unaudited_denial() {
    return error_denial("the audit trail did not take the event");
}

std::string record(AuditWriter& audit, AuditEvent event) {
    std::string id = event.event_id;
    if (!audit.append(std::move(event)))
        id.clear();
    return id;
}

std::vector<std::string> record_all(AuditWriter& audit, std::vector<AuditEvent> events) {
    std::vector<std::string> ids;
    ids.reserve(events.size());
    for (const AuditEvent& event : events) ids.push_back(event.event_id);
    const auto outcomes = audit.append_all(std::move(events));
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (!outcomes[i])
            ids[i].clear();
    return ids;
}

}  // namespace sark::http
