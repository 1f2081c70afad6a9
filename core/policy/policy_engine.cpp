#include "core/policy/policy_engine.hpp"

#include <algorithm>
#include <array>

#include "core/policy/rules/rules.hpp"

namespace sark {

namespace {

struct Family {
    std::string_view policy;
    std::string_view spoken;  // as it reads in "Access denied by …"
    std::string_view (*rule)(const rules::RuleInput&);
};

constexpr std::array<Family, 6> families{{
    {"rbac", "RBAC", rules::rbac},
    {"team_access", "team access", rules::team_access},
    {"sensitivity", "sensitivity enforcement", rules::sensitivity},
    {"time_based", "time restrictions", rules::time_based},
    {"ip_filtering", "IP filtering", rules::ip_filtering},
    {"mfa", "MFA requirements", rules::mfa},
}};

}  // namespace

PolicyDecision denied_by(std::string_view policy, std::string_view reason) {
    const auto family = std::find_if(families.begin(), families.end(),
                                     [&](const Family& each) { return each.policy == policy; });
    const std::string_view spoken = family == families.end() ? policy : family->spoken;
    constexpr std::string_view opening = "Access denied by ";
    PolicyDecision decision;
    decision.policy = policy;
    decision.reason.reserve(opening.size() + spoken.size() + 2 + reason.size());
    decision.reason.append(opening).append(spoken).append(": ").append(reason);
    return decision;
}

PolicyDecision evaluate_policy(const PolicyRequest& request, RuleOrder order,
                               const PolicyConfig& config) {
    const rules::RuleInput input = rules::classify(request, config);
    for (std::size_t i = 0; i < families.size(); ++i) {
        const Family& family =
            families[order == RuleOrder::cheap_first ? i : families.size() - 1 - i];
        const std::string_view reason = family.rule(input);
        if (!reason.empty())
            return denied_by(family.policy, reason);
    }
    PolicyDecision decision;
    decision.allow = true;
    decision.policy = "all";
    constexpr std::string_view granted = "Access granted by all policies";
    const std::string_view advice = rules::time_advice(input);
    decision.reason.reserve(granted.size() + (advice.empty() ? 0 : 2 + advice.size()));
    decision.reason = granted;
    if (!advice.empty())
        decision.reason.append("; ").append(advice);
    return decision;
}

}  // namespace sark
