#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/http/request_json.hpp"
#include "core/policy/decision.hpp"
#include "core/registry/server_registry.hpp"

namespace sark::http {

/// {"detail": text}
[[nodiscard]] std::string detail_json(std::string_view text);
/// {"detail": [{"loc": […], "msg": …}, …]}
[[nodiscard]] std::string issues_json(const ValidationIssues& issues);
[[nodiscard]] std::string registered_json(const std::string& server_id);
[[nodiscard]] std::string server_json(const Server& server);
[[nodiscard]] std::string page_json(const ServerPage& page);
/// `audit_id` empty: the event was refused by a full queue, and there is none to refer to.
[[nodiscard]] std::string decision_response_json(const PolicyDecision& decision,
                                                 const EvaluateRequest& request,
                                                 const std::string& audit_id);
/// What decision_response_json() says of each, as one list in their order. All three have the same
/// length.
[[nodiscard]] std::string decisions_response_json(std::span<const PolicyDecision> decisions,
                                                  std::span<const EvaluateRequest> requests,
                                                  std::span<const std::string> audit_ids);
[[nodiscard]] std::string invalidated_json();
[[nodiscard]] std::string health_json(std::string_view status);
/// `opa` absent: there is none to be ready.
[[nodiscard]] std::string readiness_json(bool database, bool redis, std::optional<bool> opa);

/// The `details` of the audit events that the routes write.
[[nodiscard]] std::string registration_details_json(const Server& server);
[[nodiscard]] std::string decision_details_json(const PolicyDecision& decision,
                                                const EvaluateRequest& request);

}  // namespace sark::http
