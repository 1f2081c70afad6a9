#include "core/http/authority.hpp"

#include <string>

#include "core/policy/policy_service.hpp"

namespace sark::http {

RequestContext context_of(const Request& request) {
    RequestContext context;
    context.client_ip = request.remote_address;
    return context;
}

std::optional<PolicyDecision> objection(PolicyService& policy, const Request& request,
                                        std::string_view action, const ToolFacts& object,
                                        std::string_view new_level) {
    if (!request.caller)
        return std::nullopt;
    RequestContext context = context_of(request);
    context.new_sensitivity_level = new_level;
    PolicyDecision decision = policy.decide_on(request.caller->user_id, action, object, context);
    if (decision.allow)
        return std::nullopt;
    return decision;
}

Answer forbidden(std::string_view what, const PolicyDecision& denial) {
    if (denial.error)
        return refusal(503, denial.reason);
    return refusal(403, std::string(what) + " denied by policy: " + denial.reason);
}

}  // namespace sark::http
