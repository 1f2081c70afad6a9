#include "core/opa/opa_document.hpp"

#include <nlohmann/json.hpp>

namespace sark {

namespace {

using nlohmann::json;

json or_null(const std::optional<std::string>& text) {
    return text ? json(*text) : json();
}

json tool_of(const ToolFacts& tool) {
    if (tool.name.empty())
        return {};
    return {{"name", tool.name},
            {"sensitivity_level", tool.sensitivity_level},
            {"team_id", or_null(tool.team_id)},
            {"owner_id", or_null(tool.owner_id)}};
}

PolicyDecision decided(bool allow, std::string reason) {
    PolicyDecision decision;
    decision.allow = allow;
    decision.policy = "opa";
    decision.reason = std::move(reason);
    if (decision.reason.empty())
        decision.reason = allow ? "Allowed by OPA" : "Denied by OPA";
    return decision;
}

}  // namespace

std::string opa_question(const PolicyRequest& request) {
    const Principal& principal = request.principal;
    const json document = {{"input",
                            {{"user",
                              {{"id", principal.id},
                               {"role", principal.role},
                               {"teams", principal.teams},
                               {"is_active", principal.is_active}}},
                             {"action", request.action},
                             {"tool", tool_of(request.resource)},
                             {"server", nullptr},
                             {"context",
                              {{"timestamp", request.time.time_since_epoch().count()},
                               {"ip_address", request.ip_address},
                               {"mfa_verified", request.mfa_verified},
                               {"audit_enabled", request.audit_enabled}}}}}};
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

PolicyDecision opa_decision(std::string_view body) {
    const json document = json::parse(body, nullptr, false);
    if (!document.is_object())
        return error_denial("OPA's answer is not understood");
    const auto result = document.find("result");
    if (result == document.end())
        return error_denial("OPA has no such decision");
    if (result->is_boolean())
        return decided(result->get<bool>(), "");
    if (!result->is_object())
        return error_denial("OPA's result is neither an object nor a boolean");
    const auto allow = result->find("allow");
    if (allow == result->end() || !allow->is_boolean())
        return error_denial("OPA's result does not say whether to allow");
    for (const char* const name : {"reason", "audit_reason"})
        if (const auto reason = result->find(name); reason != result->end() && reason->is_string())
            return decided(allow->get<bool>(), reason->get<std::string>());
    return decided(allow->get<bool>(), "");
}

}  // namespace sark
