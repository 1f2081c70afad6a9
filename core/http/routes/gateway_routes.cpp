#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/audit/event_check.hpp"
#include "core/http/answers/gateway_json.hpp"
#include "core/http/answers/json_answer.hpp"
#include "core/http/audit_trail.hpp"
#include "core/http/authority.hpp"
#include "core/http/requests/query_parameters.hpp"
#include "core/http/routes/routes.hpp"
#include "core/http/timed_query.hpp"
#include "core/http/uuid.hpp"
#include "core/policy/policy_service.hpp"
#include "core/reference_core.hpp"

namespace sark::http {

namespace {

/// Its id; empty, and the decision a denial, when the event was not acknowledged.
std::string record_decision(ReferenceCore& core, AuditEvent event, PolicyDecision& decision) {
    event.event_type = decision.allow ? "authorization_allowed" : "authorization_denied";
    event.status = decision.error ? "error" : decision.allow ? "allowed" : "denied";
    std::string id = record(core.audit(), std::move(event));
    if (id.empty())
        decision = unaudited_denial();
    return id;
}

/// No longer than the session of the second factor lasts.
std::chrono::seconds ttl_of(ReferenceCore& core, const GatewayRequest& asked,
                            std::string_view registered) {
    using std::chrono::seconds;
    const seconds ttl = gateway_ttl(asked.sensitivity_level, registered);
    if (!asked.context)
        return ttl;
    const auto left = core.policy().mfa_session_left(*asked.context);
    return left ? std::min(ttl, std::chrono::floor<seconds>(*left)) : ttl;
}

Answer authorize(ReferenceCore& core, const Request& request) {
    auto parsed = parse_gateway_request(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    auto& asked = std::get<GatewayRequest>(parsed);
    if (request.caller && asked.user_id == nil_uuid)
        asked.user_id = request.caller->user_id;
    PolicyDecision decision = core.policy().decide(asked.user_id, asked.action, asked.tool_name,
                                                   asked.context ? &*asked.context : nullptr);
    std::string registered;
    if (decision.allow && !asked.tool_name.empty()) {
        const auto facts = core.policy().tool_facts(asked.tool_name);
        // One whose level nobody can tell is not to be kept.
        registered = facts ? facts->sensitivity_level : "critical";
    }
    AuditEvent event = audit_event(request, "", asked.gateway_action);
    if (asked.user_id != nil_uuid)
        event.user_id = asked.user_id;
    event.resource_type = !asked.tool_name.empty()     ? "tool"
                          : !asked.server_name.empty() ? "server"
                                                       : "none";
    event.resource_id = !asked.tool_name.empty() ? asked.tool_name : asked.server_name;
    event.details_json = authorization_details_json(decision, asked);
    const std::string audit_id = record_decision(core, std::move(event), decision);
    // 200 even when it could not be decided, as upstream: the gateway must deny, not retry.
    return json_answer(
        authorization_json(decision, asked, ttl_of(core, asked, registered), audit_id));
}

/// No rule of the documents is about agents: the source is decided on as any principal would be,
/// and what the rules do not name is for administrators only.
Answer authorize_agent(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_agent_request(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& asked = std::get<AgentRequest>(parsed);
    const std::string action = "agent:" + asked.capability;
    PolicyDecision decision = core.policy().decide_on(
        request.caller ? request.caller->user_id : asked.source_agent, action,
        {asked.target_agent, "medium", std::nullopt, std::nullopt}, context_of(request));
    AuditEvent event = audit_event(request, "", action);
    event.resource_type = "agent";
    event.resource_id = asked.target_agent;
    GatewayRequest described;
    described.gateway_action = action;
    event.details_json = authorization_details_json(decision, described);
    const std::string audit_id = record_decision(core, std::move(event), decision);
    return json_answer(
        authorization_json(decision, described, gateway_ttl("medium", ""), audit_id));
}

/// Those of `rows` that the user may do this to; all of them when nobody says who asks. 503 at the
/// first that cannot be decided: what is left out looks forbidden, and an outage would be asked
/// about once for every row.
template <class Row>
Answer permitted(ReferenceCore& core, const Request& request, const std::string& user_id,
                 std::string_view action, std::vector<Row> rows) {
    const RequestContext context = context_of(request);
    std::optional<PolicyDecision> outage;
    if (!user_id.empty())
        std::erase_if(rows, [&](const Row& row) {
            if (outage)
                return true;
            PolicyDecision decision = core.policy().decide_on(user_id, action, row.facts, context);
            if (decision.error)
                outage = decision;
            return !decision.allow;
        });
    return outage ? refusal(503, outage->reason) : json_answer(catalog_json(rows));
}

struct CatalogQuery {
    std::string user_id;  ///< Empty: everything is shown.
    std::string server_name;
    unsigned limit = 0;
};

Validated<CatalogQuery> parse_catalog(const Request& request) {
    ValidationIssues issues;
    CatalogQuery query;
    query.user_id =
        request.caller ? request.caller->user_id : uuid_parameter(request, "user_id", issues);
    query.server_name = text_parameter(request, "server_name", issues);
    query.limit = static_cast<unsigned>(number_parameter(request, "limit", GatewayCatalog::rows_max,
                                                         GatewayCatalog::rows_max, issues));
    if (!issues.empty())
        return issues;
    return query;
}

Answer list_servers(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_catalog(request);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& query = std::get<CatalogQuery>(parsed);
    auto servers = timed_query(core, DbQuery::list_servers,
                               [&] { return core.catalog().servers(query.limit); });
    if (!servers)
        return refusal(servers.error());
    return permitted(core, request, query.user_id, "server:read", *std::move(servers));
}

Answer list_tools(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_catalog(request);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& query = std::get<CatalogQuery>(parsed);
    auto tools = timed_query(core, DbQuery::select_tool,
                             [&] { return core.catalog().tools(query.server_name, query.limit); });
    if (!tools)
        return refusal(tools.error());
    return permitted(core, request, query.user_id, "tool:invoke", *std::move(tools));
}

Answer log_event(ReferenceCore& core, const Request& request) {
    auto parsed = parse_gateway_event(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    auto& event = std::get<AuditEvent>(parsed);
    event.event_id = random_uuid();
    if (!request.remote_address.empty())
        event.ip_address = std::string(request.remote_address);
    // Before it is called logged: at level "memory" the database would refuse it unheard.
    if (const auto good = check_event(event); !good)
        return refusal(ValidationIssues{{{"body"}, good.error().message}});
    const std::string id = record(core.audit(), std::move(event));
    // Never "logged" for what nobody took.
    return id.empty() ? refusal(503, "The audit trail did not take the event")
                      : json_answer(logged_json(id), 201);
}

}  // namespace

void add_gateway_routes(Router& router, ReferenceCore& core) {
    router.post("/api/v1/gateway/authorize",
                [&core](const Request& request) { return authorize(core, request); });
    router.post("/api/v1/gateway/authorize-a2a",
                [&core](const Request& request) { return authorize_agent(core, request); });
    router.get("/api/v1/gateway/servers",
               [&core](const Request& request) { return list_servers(core, request); });
    router.get("/api/v1/gateway/tools",
               [&core](const Request& request) { return list_tools(core, request); });
    router.post("/api/v1/gateway/audit",
                [&core](const Request& request) { return log_event(core, request); });
}

}  // namespace sark::http
