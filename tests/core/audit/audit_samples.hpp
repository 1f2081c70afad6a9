#pragma once

#include <string>

#include "core/audit/audit_event.hpp"

namespace sark::test {

/// The event number n: valid, with an id of its own.
inline AuditEvent sample_event(unsigned number) {
    const std::string digits = std::to_string(number);
    AuditEvent event;
    event.event_id = "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
    event.time = UtcTime(std::chrono::seconds(1'790'000'000) + std::chrono::microseconds(number));
    event.event_type = "authorization_allowed";
    event.resource_type = "tool";
    event.resource_id = "tool-" + digits;
    event.action = "tool:invoke";
    event.status = "success";
    event.details_json = R"({"n": )" + digits + "}";
    return event;
}

}  // namespace sark::test
