#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/http/requests/validation.hpp"
#include "core/policy/request_context.hpp"

namespace sark::http {

/// What a request says of its circumstances in its member `context`, by the names of SARK:
/// client_ip, geo_country, mfa_verified, mfa_timestamp (nanoseconds), mfa_methods,
/// step_up_verified, audit_enabled, time_override(_reason), emergency_override, emergency_reason,
/// emergency_approver, new_sensitivity_level. Others are not read: `timestamp` neither, because the
/// clock is this machine's, nor `api_key`, because that is for whoever authenticates. Absent when
/// there is none or it is empty. `location` is that of `document`.
[[nodiscard]] std::optional<RequestContext> read_context(const nlohmann::json& document,
                                                         Location location,
                                                         ValidationIssues& issues);

/// Adds `,"emergency_override":{…}` and `,"time_override":"…"` to the members of an audit event's
/// details: an override that nobody can find afterwards is a hole. Nothing without one.
void append_overrides(std::string& out, const std::optional<RequestContext>& context);

}  // namespace sark::http
