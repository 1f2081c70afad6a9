#include "core/http/authority.hpp"

#include <string>

#include "core/policy/policy_service.hpp"

namespace sark::http {

std::optional<PolicyDecision> objection(PolicyService& policy, const Request& request,
                                        std::string_view action, const ToolFacts& object) {
    if (!request.caller)
        return std::nullopt;
    PolicyDecision decision = policy.decide_on(request.caller->user_id, action, object);
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
