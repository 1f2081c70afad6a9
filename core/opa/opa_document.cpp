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

/// Where the rules of SARK look for a change of the sensitivity.
json server_of(const PolicyRequest& request) {
    if (request.context.new_sensitivity_level.empty())
        return {};
    return {{"sensitivity_level_change", true},
            {"current_sensitivity_level", request.resource.sensitivity_level},
            {"new_sensitivity_level", request.context.new_sensitivity_level},
            {"owner", or_null(request.resource.owner_id)}};
}

/// What `context` says of the second factor; SARK's rules look for it at the user.
void add_mfa(json& object, const RequestContext& context) {
    object["mfa_verified"] = context.mfa_verified;
    if (context.mfa_timestamp)
        object["mfa_timestamp"] = context.mfa_timestamp->time_since_epoch().count();
    if (context.mfa_methods)
        object["mfa_methods"] = *context.mfa_methods;
}

json user_of(const PolicyRequest& request) {
    const Principal& principal = request.principal;
    json user = {{"id", principal.id},
                 {"role", principal.role},
                 {"teams", principal.teams},
                 {"team_manager_of", principal.managed_teams},
                 {"is_active", principal.is_active}};
    add_mfa(user, request.context);
    return user;
}

json context_of(const PolicyRequest& request) {
    const RequestContext& context = request.context;
    json document = {{"timestamp", request.time.time_since_epoch().count()},
                     {"step_up_verified", context.step_up_verified},
                     {"audit_enabled", context.audit_enabled},
                     {"time_override", context.time_override},
                     {"emergency_override", context.emergency_override},
                     {"has_api_key", context.has_api_key}};
    add_mfa(document, context);
    const auto add = [&](const char* name, const std::string& text) {
        if (!text.empty())
            document[name] = text;
    };
    add("client_ip", context.client_ip);
    add("geo_country", context.geo_country);
    add("time_override_reason", context.time_override_reason);
    add("emergency_reason", context.emergency_reason);
    add("emergency_approver", context.emergency_approver);
    add("new_sensitivity_level", context.new_sensitivity_level);
    return document;
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
    const json document = {{"input",
                            {{"user", user_of(request)},
                             {"action", request.action},
                             {"tool", tool_of(request.resource)},
                             {"server", server_of(request)},
                             {"context", context_of(request)}}}};
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
