#pragma once

#include <string>
#include <string_view>

#include "core/policy/decision.hpp"

namespace sark {

/// What SARK asks an OPA: {"input": {user {id, role, teams, team_manager_of, is_active, and what
/// the context says of the second factor: mfa_verified, mfa_timestamp, mfa_methods}, action, tool
/// {name, sensitivity_level, team_id, owner_id} or null, server null or what the sensitivity is to
/// become, context {timestamp (ns; 0: always) and all members of RequestContext}}} (SARK-UPSTREAM
/// section 3). Times are nanoseconds. What was not told is left out, but for mfa_verified and the
/// other flags, which are false then, and audit_enabled.
[[nodiscard]] std::string opa_question(const PolicyRequest& request);

/// The answer of OPA's Data API: {"result": true} or {"result": {"allow": true, "reason" or
/// "audit_reason": "…"}}. Everything else is an error denial: no result (the document is
/// undefined), an object without a boolean `allow`, what is no JSON. `policy` is "opa".
[[nodiscard]] PolicyDecision opa_decision(std::string_view body);

}  // namespace sark
