#include "core/policy/decision_json.hpp"

#include <nlohmann/json.hpp>

namespace sark {

std::string decision_to_json(const PolicyDecision& decision) {
    const nlohmann::ordered_json document = {
        {"allow", decision.allow}, {"reason", decision.reason}, {"policy", decision.policy}};
    return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<PolicyDecision> decision_from_json(std::string_view text) {
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object())
        return std::nullopt;
    const auto allow = document.find("allow");
    const auto reason = document.find("reason");
    const auto policy = document.find("policy");
    if (allow == document.end() || !allow->is_boolean() || reason == document.end() ||
        !reason->is_string() || policy == document.end() || !policy->is_string())
        return std::nullopt;
    PolicyDecision decision;
    decision.allow = allow->get<bool>();
    decision.reason = reason->get<std::string>();
    decision.policy = policy->get<std::string>();
    return decision;
}

}  // namespace sark
