#include "core/http/answers/gateway_json.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/http/answers/decision_answer.hpp"
#include "core/http/answers/json_text.hpp"
#include "core/http/answers/tool_json.hpp"
#include "core/http/requests/context_json.hpp"
#include "core/http/requests/evaluation_request.hpp"
#include "core/http/requests/field_reader.hpp"
#include "core/http/uuid.hpp"
#include "core/policy/ttl_table.hpp"

namespace sark::http {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> gateway_actions = {
    "gateway:tool:invoke", "gateway:server:list", "gateway:tool:discover", "gateway:server:info"};
constexpr std::array<std::string_view, 3> agent_capabilities = {"execute", "query", "delegate"};
constexpr std::array<std::string_view, 2> decisions = {"allow", "deny"};
// What a timestamptz holds and what is after it was stamped: 2000 to 2100.
constexpr std::int64_t earliest = 946'684'800;
constexpr std::int64_t latest = 4'102'444'800;

std::int64_t required_time(FieldReader& reader, const std::string& key) {
    const json* const member = reader.find(key);
    if (member == nullptr) {
        reader.refuse(key, "field required");
        return 0;
    }
    // is_number_unsigned too: what does not fit an int64 is out of range all the same.
    if (!member->is_number_integer() || member->get<std::int64_t>() < earliest ||
        member->get<std::int64_t>() > latest) {
        reader.refuse(key, "must be a Unix timestamp in seconds");
        return 0;
    }
    return member->get<std::int64_t>();
}

}  // namespace

Validated<GatewayRequest> parse_gateway_request(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    FieldReader reader(document, {"body"}, issues);
    GatewayRequest request;
    request.user_id = reader.uuid("user_id").value_or(std::string(nil_uuid));
    request.gateway_action = reader.choice("action", gateway_actions, "");
    request.action =
        request.gateway_action == "gateway:tool:invoke" ? "tool:invoke" : "server:read";
    request.server_name = reader.text("server_name", 255).value_or("");
    request.tool_name = reader.text("tool_name", 255).value_or("");
    if (request.gateway_action == "gateway:tool:invoke" && request.tool_name.empty() &&
        issues.empty())
        reader.refuse("tool_name", "must be given to invoke a tool");
    if (reader.find("sensitivity_level") != nullptr)
        request.sensitivity_level = reader.choice("sensitivity_level", sensitivity_levels, "");
    json parameters = reader.object("parameters");
    static_cast<void>(reader.object("gateway_metadata"));  // notes when it is none
    request.context = read_context(document, {"body"}, issues);
    if (!issues.empty())
        return issues;
    remove_secrets(parameters);
    request.filtered_parameters_json = parameters.dump();
    return request;
}

std::chrono::seconds gateway_ttl(std::string_view stated, std::string_view registered) {
    const TtlTable& table = *find_ttl_table("gateway");
    Nanos ttl = table.of(registered);
    if (!stated.empty())
        ttl = registered.empty() ? table.of(stated) : std::min(ttl, table.of(stated));
    return std::chrono::duration_cast<std::chrono::seconds>(ttl);
}

std::string authorization_json(const PolicyDecision& decision, const GatewayRequest& request,
                               std::chrono::seconds ttl, const std::string& audit_id) {
    std::string out =
        decision.allow ? "{\"allow\":true,\"reason\":" : "{\"allow\":false,\"reason\":";
    append_outcome(out, decision, request.filtered_parameters_json, audit_id);
    out += ",\"cache_ttl\":" + std::to_string(decision.allow ? ttl.count() : 0);
    return out += '}';
}

Validated<AgentRequest> parse_agent_request(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    FieldReader reader(document, {"body"}, issues);
    AgentRequest request;
    request.source_agent = reader.required_text("source_agent_id", 255);
    request.target_agent = reader.required_text("target_agent_id", 255);
    request.capability = reader.choice("capability", agent_capabilities, "");
    static_cast<void>(reader.required_text("message_type", 100));
    static_cast<void>(reader.object("payload_metadata"));
    if (!issues.empty())
        return issues;
    return request;
}

std::string catalog_json(const std::vector<CatalogServer>& servers) {
    ordered_json list = ordered_json::array();
    for (const CatalogServer& server : servers) {
        ordered_json teams = ordered_json::array();
        if (server.facts.team_id)
            teams.push_back(*server.facts.team_id);
        list.push_back({{"server_id", server.id},
                        {"server_name", server.facts.name},
                        {"server_url", text_or_null(server.endpoint)},
                        {"sensitivity_level", server.facts.sensitivity_level},
                        {"authorized_teams", std::move(teams)},
                        {"access_restrictions", nullptr},
                        {"health_status", server.status},
                        {"tools_count", server.tools},
                        {"created_at", server.created_at},
                        {"updated_at", server.updated_at}});
    }
    return to_text(list);
}

std::string catalog_json(const std::vector<CatalogTool>& tools) {
    ordered_json list = ordered_json::array();
    for (const CatalogTool& tool : tools) {
        ordered_json parameters = ordered_json::array();
        ordered_json sensitive = ordered_json::array();
        for (const std::string& name : parameter_names(tool.parameters_json)) {
            parameters.push_back({{"name", name}});
            if (is_secret_key(name))
                sensitive.push_back(name);
        }
        list.push_back({{"tool_name", tool.facts.name},
                        {"server_name", tool.server_name},
                        {"description", tool.description},
                        {"sensitivity_level", tool.facts.sensitivity_level},
                        {"parameters", std::move(parameters)},
                        {"sensitive_params", std::move(sensitive)},
                        {"required_capabilities", ordered_json::array()}});
    }
    return to_text(list);
}

Validated<AuditEvent> parse_gateway_event(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    FieldReader reader(document, {"body"}, issues);
    AuditEvent event;
    const std::string type = reader.required_text("event_type", 90);
    event.event_type = "gateway_" + type;
    event.action = type;
    event.user_id = reader.uuid("user_id");
    const std::string tool = reader.text("tool_name", 255).value_or("");
    const std::string server = reader.text("server_name", 255).value_or("");
    event.resource_type = !tool.empty() ? "tool" : !server.empty() ? "server" : "none";
    event.resource_id = !tool.empty() ? tool : server;
    event.status = reader.choice("decision", decisions, "") == "allow" ? "allowed" : "denied";
    event.time = UtcTime(std::chrono::seconds(required_time(reader, "timestamp")));
    const ordered_json details = {
        {"reason", reader.required_text("reason", 2'000)},
        {"gateway_request_id", reader.required_text("gateway_request_id", 255)},
        {"agent_id", reader.text("agent_id", 255).value_or("")},
        {"server_name", server},
        {"tool_name", tool},
        {"metadata", ordered_json(reader.object("metadata"))}};
    if (!issues.empty())
        return issues;
    event.details_json = to_text(details);
    return event;
}

std::string logged_json(const std::string& audit_id) {
    return to_text({{"audit_id", audit_id}, {"status", "logged"}});
}

std::string authorization_details_json(const PolicyDecision& decision,
                                       const GatewayRequest& request) {
    std::string out = to_text({{"reason", decision.reason},
                               {"policy", decision.policy},
                               {"cache", std::string(to_string(decision.cache))},
                               {"gateway_action", request.gateway_action},
                               {"server_name", request.server_name}});
    out.pop_back();
    append_overrides(out, request.context);
    return out += '}';
}

}  // namespace sark::http
