#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/audit/audit_event.hpp"
#include "core/http/requests/validation.hpp"
#include "core/policy/decision.hpp"
#include "core/policy/request_context.hpp"
#include "core/registry/gateway_catalog.hpp"

namespace sark::http {

/// POST /api/v1/gateway/authorize
struct GatewayRequest {
    std::string user_id;  ///< Lower case; the nil UUID when none was given.
    std::string action;   ///< As policy knows it: gateway:tool:invoke is tool:invoke, the three
                          ///< that only look are server:read.
    std::string gateway_action;
    std::string server_name;
    std::string tool_name;                 ///< Empty: none.
    std::string sensitivity_level;         ///< As the gateway knows it; empty: it does not say.
    std::string filtered_parameters_json;  ///< See EvaluateRequest.
    std::optional<RequestContext> context{};
};
[[nodiscard]] Validated<GatewayRequest> parse_gateway_request(std::string_view body);

/// How long a gateway may keep an allow, by the stricter of two levels (either may be empty):
/// low 1800 s, medium and none 300 s, high 60 s, critical not at all. Upstream goes by what the
/// gateway says alone.
[[nodiscard]] std::chrono::seconds gateway_ttl(std::string_view stated,
                                               std::string_view registered);

/// A denial is never kept: ttl 0. `audit_id` empty: null.
[[nodiscard]] std::string authorization_json(const PolicyDecision& decision,
                                             const GatewayRequest& request,
                                             std::chrono::seconds ttl, const std::string& audit_id);

/// POST /api/v1/gateway/authorize-a2a
struct AgentRequest {
    std::string source_agent;
    std::string target_agent;
    std::string capability;  ///< execute | query | delegate
};
[[nodiscard]] Validated<AgentRequest> parse_agent_request(std::string_view body);

/// GET /api/v1/gateway/servers and /tools
[[nodiscard]] std::string catalog_json(const std::vector<CatalogServer>& servers);
[[nodiscard]] std::string catalog_json(const std::vector<CatalogTool>& tools);

/// POST /api/v1/gateway/audit: an event of the gateway, ready for the audit trail but for its id.
[[nodiscard]] Validated<AuditEvent> parse_gateway_event(std::string_view body);
[[nodiscard]] std::string logged_json(const std::string& audit_id);

/// The `details` of the audit event of an authorization.
[[nodiscard]] std::string authorization_details_json(const PolicyDecision& decision,
                                                     const GatewayRequest& request);

}  // namespace sark::http
