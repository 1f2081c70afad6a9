#include <chrono>
#include <utility>

#include <httplib.h>

#include "core/base/time.hpp"
#include "core/http/response_json.hpp"
#include "core/http/routes.hpp"
#include "core/http/uuid.hpp"
#include "core/policy/policy_service.hpp"
#include "core/reference_core.hpp"

namespace sark::http {

namespace {

std::string_view audit_status(const PolicyDecision& decision) {
    if (decision.error)
        return "error";
    return decision.allow ? "allowed" : "denied";
}

/// The id of the event, or empty when it was not acknowledged (the writer counts why).
std::string audit_decision(ReferenceCore& core, const PolicyDecision& decision,
                           const EvaluateRequest& request, const std::string& client) {
    std::string id = random_uuid();
    AuditEvent event;
    event.event_id = id;
    event.time = SystemTime().utc_now();
    event.event_type = decision.allow ? "authorization_allowed" : "authorization_denied";
    if (request.user_id != nil_uuid)
        event.user_id = request.user_id;
    event.resource_type = request.tool.empty() ? "none" : "tool";
    event.resource_id = request.tool;
    event.action = request.action;
    event.status = audit_status(decision);
    if (!client.empty())
        event.ip_address = client;
    event.details_json = decision_details_json(decision, request);
    if (!core.audit().append(std::move(event)))
        id.clear();
    return id;
}

Answer evaluate(ReferenceCore& core, const httplib::Request& request) {
    const auto parsed = parse_evaluation(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const EvaluateRequest& asked = std::get<EvaluateRequest>(parsed);
    const PolicyDecision decision = core.policy().decide(asked.user_id, asked.action, asked.tool);
    const std::string audit_id = audit_decision(core, decision, asked, request.remote_addr);
    Answer answer;
    // 200 even when it could not be evaluated, as upstream: the client must deny, not retry.
    answer.body = decision_response_json(decision, asked, audit_id);
    const bool is_hit =
        decision.cache == CacheStatus::l1_hit || decision.cache == CacheStatus::l2_hit;
    answer.headers.emplace_back("X-Cache", is_hit ? "HIT" : "MISS");
    return answer;
}

}  // namespace

void add_policy_routes(Router& router, ReferenceCore& core) {
    router.post("/api/v1/policy/evaluate/?", "/api/v1/policy/evaluate",
                [&core](const httplib::Request& request) { return evaluate(core, request); });
}

}  // namespace sark::http
