#include <chrono>
#include <utility>

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

bool is_hit(const PolicyDecision& decision) {
    return decision.cache == CacheStatus::l1_hit || decision.cache == CacheStatus::l2_hit;
}

/// `id`, or empty when it was not acknowledged (the writer counts why).
std::string audit_decision(ReferenceCore& core, const PolicyDecision& decision,
                           const EvaluateRequest& request, std::string_view client,
                           std::string id) {
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
        event.ip_address = std::string(client);
    event.details_json = decision_details_json(decision, request);
    if (!core.audit().append(std::move(event)))
        id.clear();
    return id;
}

Answer evaluate(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_evaluation(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const EvaluateRequest& asked = std::get<EvaluateRequest>(parsed);
    const PolicyDecision decision = core.policy().decide(asked.user_id, asked.action, asked.tool);
    const std::string audit_id =
        audit_decision(core, decision, asked, request.remote_address, random_uuid());
    Answer answer;
    // 200 even when it could not be evaluated, as upstream: the client must deny, not retry.
    answer.body = decision_response_json(decision, asked, audit_id);
    answer.headers.emplace_back("X-Cache", is_hit(decision) ? "HIT" : "MISS");
    return answer;
}

Answer evaluate_batch(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_evaluations(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& asked = std::get<std::vector<EvaluateRequest>>(parsed);
    std::vector<PolicyQuestion> questions;
    questions.reserve(asked.size());
    for (const EvaluateRequest& each : asked)
        questions.push_back({each.user_id, each.action, each.tool});
    const std::vector<PolicyDecision> decisions = core.policy().decide_batch(questions);
    std::vector<std::string> audit_ids = random_uuids(asked.size());
    std::size_t hits = 0;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        hits += is_hit(decisions[i]) ? 1U : 0U;
        audit_ids[i] = audit_decision(core, decisions[i], asked[i], request.remote_address,
                                      std::move(audit_ids[i]));
    }
    Answer answer;
    answer.body = decisions_response_json(decisions, asked, audit_ids);
    answer.headers.emplace_back("X-Cache", hits == asked.size() ? "HIT" : "MISS");
    answer.headers.emplace_back("X-Cache-Hits", std::to_string(hits));
    return answer;
}

Answer invalidate(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_invalidation(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const InvalidateRequest& asked = std::get<InvalidateRequest>(parsed);
    Result<void> done;
    if (!asked.user_id.empty())
        done = core.policy().invalidate_user(asked.user_id);
    else if (!asked.tool.empty())
        done = core.policy().invalidate_tool(asked.tool);
    else
        done = core.policy().invalidate_policies();
    if (!done)
        return refusal(503, done.error().message);
    Answer answer;
    answer.body = invalidated_json();
    return answer;
}

}  // namespace

void add_policy_routes(Router& router, ReferenceCore& core) {
    router.post("/api/v1/policy/evaluate",
                [&core](const Request& request) { return evaluate(core, request); });
    router.post("/api/v1/policy/batch-evaluate",
                [&core](const Request& request) { return evaluate_batch(core, request); });
    router.post("/api/v1/policy/invalidate",
                [&core](const Request& request) { return invalidate(core, request); });
}

}  // namespace sark::http
