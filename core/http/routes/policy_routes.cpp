#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/http/answers/decision_answer.hpp"
#include "core/http/answers/json_answer.hpp"
#include "core/http/answers/policy_document.hpp"
#include "core/http/audit_trail.hpp"
#include "core/http/routes/routes.hpp"
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

/// The event of a decision, but for its id, time and origin.
void describe(AuditEvent& event, const PolicyDecision& decision, const EvaluateRequest& request) {
    event.event_type = decision.allow ? "authorization_allowed" : "authorization_denied";
    if (request.user_id != nil_uuid)
        event.user_id = request.user_id;
    event.resource_type = request.tool.empty() ? "none" : "tool";
    event.resource_id = request.tool;
    event.action = request.action;
    event.status = audit_status(decision);
    event.details_json = decision_details_json(decision, request);
}

/// Who does not say for whom asks for itself; a service that does so by its API key has shown it.
void ask_for_caller(const Request& request, EvaluateRequest& asked) {
    if (request.caller && asked.user_id == nil_uuid)
        asked.user_id = request.caller->user_id;
    if (request.caller && request.caller->role == "service" && !request.caller->api_key.empty() &&
        asked.user_id == request.caller->user_id)
        (asked.context ? *asked.context : asked.context.emplace()).has_api_key = true;
}

const RequestContext* context_of(const EvaluateRequest& asked) {
    return asked.context ? &*asked.context : nullptr;
}

Answer evaluate(ReferenceCore& core, const Request& request) {
    auto parsed = parse_evaluation(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    EvaluateRequest& asked = std::get<EvaluateRequest>(parsed);
    ask_for_caller(request, asked);
    PolicyDecision decision =
        core.policy().decide(asked.user_id, asked.action, asked.tool, context_of(asked));
    AuditEvent event = audit_event(request, "", "");
    describe(event, decision, asked);
    const std::string audit_id = record(core.audit(), std::move(event));
    if (audit_id.empty())
        decision = unaudited_denial();
    // 200 even when it could not be evaluated, as upstream: the client must deny, not retry.
    Answer answer = json_answer(decision_response_json(decision, asked, audit_id));
    answer.headers.emplace_back("X-Cache", is_hit(decision) ? "HIT" : "MISS");
    return answer;
}

Answer evaluate_batch(ReferenceCore& core, const Request& request) {
    auto parsed = parse_evaluations(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    auto& asked = std::get<std::vector<EvaluateRequest>>(parsed);
    std::vector<PolicyQuestion> questions;
    questions.reserve(asked.size());
    for (EvaluateRequest& each : asked) {
        ask_for_caller(request, each);
        questions.push_back({each.user_id, each.action, each.tool, context_of(each)});
    }
    std::vector<PolicyDecision> decisions = core.policy().decide_batch(questions);
    std::vector<AuditEvent> events = audit_events(request, "", "", asked.size());
    std::size_t hits = 0;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        hits += is_hit(decisions[i]) ? 1U : 0U;
        describe(events[i], decisions[i], asked[i]);
    }
    const std::vector<std::string> audit_ids = record_all(core.audit(), std::move(events));
    for (std::size_t i = 0; i < asked.size(); ++i)
        if (audit_ids[i].empty())
            decisions[i] = unaudited_denial();
    Answer answer = json_answer(decisions_response_json(decisions, asked, audit_ids));
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
    return json_answer(invalidated_json());
}

Answer validate(const Request& request) {
    const auto parsed = parse_policy_document(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& policy = std::get<PolicyDocument>(parsed);
    return json_answer(findings_json(check_policy(policy.content), policy.test_cases));
}

}  // namespace

void add_policy_routes(Router& router, ReferenceCore& core) {
    router.post("/api/v1/policy/evaluate",
                [&core](const Request& request) { return evaluate(core, request); });
    router.post("/api/v1/policy/batch-evaluate",
                [&core](const Request& request) { return evaluate_batch(core, request); });
    router.post("/api/v1/policy/invalidate",
                [&core](const Request& request) { return invalidate(core, request); });
    router.get("/api/v1/policy/list",
               [&core](const Request&) { return json_answer(policies_json(core.opa_path())); });
    router.post("/api/v1/policy/validate",
                [](const Request& request) { return validate(request); });
}

}  // namespace sark::http
