#include "core/audit/event_json.hpp"

#include <nlohmann/json.hpp>

#include "core/audit/audit_table.hpp"

namespace sark {
namespace {

using Json = nlohmann::ordered_json;

Json optional_text(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json(nullptr);
}

Json to_json(const AuditEvent& event) {
    Json json;
    json["time"] = audit_table::to_timestamptz(event.time);
    json["event_id"] = event.event_id;
    json["event_type"] = event.event_type;
    json["user_id"] = optional_text(event.user_id);
    json["resource_type"] = event.resource_type;
    json["resource_id"] = event.resource_id;
    json["action"] = event.action;
    json["status"] = event.status;
    json["ip_address"] = optional_text(event.ip_address);
    Json details = Json::parse(event.details_json, nullptr, false);
    json["details"] = details.is_discarded() ? Json(event.details_json) : std::move(details);
    return json;
}

std::string line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string event_json(const AuditEvent& event) {
    return line(to_json(event));
}

std::string refused_event_json(const AuditEvent& event, const std::string& why) {
    Json json;
    json["error"] = why;
    json["event"] = to_json(event);
    return line(json);
}

}  // namespace sark
