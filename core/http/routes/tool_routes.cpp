#include <optional>
#include <string>
#include <utility>

#include "core/http/answers/json_answer.hpp"
#include "core/http/answers/tool_json.hpp"
#include "core/http/audit_trail.hpp"
#include "core/http/authority.hpp"
#include "core/http/requests/query_parameters.hpp"
#include "core/http/routes/routes.hpp"
#include "core/http/timed_query.hpp"
#include "core/http/uuid.hpp"
#include "core/policy/fact_source.hpp"
#include "core/policy/policy_service.hpp"
#include "core/reference_core.hpp"
#include "core/registry/tool_registry.hpp"

namespace sark::http {

namespace {

std::optional<Answer> bad_id(const Request& request, const char* name) {
    if (is_uuid(request.captures.at(0)))
        return std::nullopt;
    return refusal(ValidationIssues{{{"path", name}, "must be a UUID"}});
}

Answer absent_or(const Error& error, const char* what) {
    return is_absent(error) ? refusal(404, std::string(what) + " not found") : refusal(error);
}

/// A POST that only asks.
Answer changing_nothing(Answer answer) {
    answer.changed_servers.emplace();
    return answer;
}

Answer get_sensitivity(ReferenceCore& core, const Request& request) {
    if (auto refused = bad_id(request, "tool_id"))
        return *std::move(refused);
    const auto tool = timed_query(core, DbQuery::select_tool, [&] {
        return core.tools().tool(std::string(request.captures[0]));
    });
    return tool ? json_answer(tool_sensitivity_json(*tool)) : absent_or(tool.error(), "Tool");
}

/// Whoever may update a tool's server may set its level; to lower it takes an administrator.
std::optional<PolicyDecision> objection_to(ReferenceCore& core, const Request& request,
                                           const ToolRecord& tool, const std::string& level) {
    return objection(core.policy(), request, "server:update",
                     {tool.name, tool.sensitivity_level, tool.team_id, tool.owner_id}, level);
}

Answer set_sensitivity(ReferenceCore& core, const Request& request) {
    if (auto refused = bad_id(request, "tool_id"))
        return *std::move(refused);
    const auto parsed = parse_sensitivity(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& asked = std::get<SensitivityRequest>(parsed);
    const std::string id(request.captures[0]);
    const auto before =
        timed_query(core, DbQuery::select_tool, [&] { return core.tools().tool(id); });
    if (!before)
        return absent_or(before.error(), "Tool");
    if (const auto denial = objection_to(core, request, *before, asked.level))
        return forbidden("Tool sensitivity update", *denial);
    ToolRegistry::NewLevel change;
    change.level = asked.level;
    change.reason = asked.reason;
    if (request.caller)
        change.changed_by = request.caller->user_id;
    const auto tool = timed_query(core, DbQuery::update_tool,
                                  [&] { return core.tools().set_sensitivity(id, change); });
    if (!tool)
        return absent_or(tool.error(), "Tool");
    // Other processes that are not told notice when what they keep expires; it is done all the
    // same.
    (void)core.policy().invalidate_tool(tool->name);
    AuditEvent event = audit_event(request, "configuration_changed", "tool:update_sensitivity");
    event.resource_type = "tool";
    event.resource_id = tool->id;
    event.status = "success";
    event.details_json = sensitivity_details_json(*before, asked);
    record(core.audit(), std::move(event));
    Answer answer = json_answer(tool_sensitivity_json(*tool));
    answer.changed_servers = {tool->server_id};
    return answer;
}

Answer get_history(ReferenceCore& core, const Request& request) {
    if (auto refused = bad_id(request, "tool_id"))
        return *std::move(refused);
    const auto history = timed_query(core, DbQuery::select_tool, [&] {
        return core.tools().sensitivity_history(std::string(request.captures[0]));
    });
    return history ? json_answer(history_json(*history)) : absent_or(history.error(), "Tool");
}

Answer list_by_level(ReferenceCore& core, const Request& request) {
    const std::string level(request.captures.at(0));
    if (!contains(sensitivity_levels, level))
        return refusal(400, "Invalid sensitivity level: " + one_of(sensitivity_levels));
    ValidationIssues issues;
    const auto limit = static_cast<unsigned>(
        number_parameter(request, "limit", ToolRegistry::list_max, ToolRegistry::list_max, issues));
    if (!issues.empty())
        return refusal(issues);
    const auto tools = timed_query(core, DbQuery::select_tool,
                                   [&] { return core.tools().with_sensitivity(level, limit); });
    return tools ? json_answer(tools_json(*tools)) : refusal(tools.error());
}

Answer count_levels(ReferenceCore& core) {
    const auto counts =
        timed_query(core, DbQuery::select_tool, [&] { return core.tools().sensitivity_counts(); });
    return counts ? json_answer(sensitivity_counts_json(*counts)) : refusal(counts.error());
}

Answer detect(const Request& request) {
    const auto parsed = parse_detection(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& asked = std::get<DetectionRequest>(parsed);
    return changing_nothing(json_answer(
        detection_json(detect_sensitivity(asked.name, asked.description, asked.parameter_names))));
}

Answer detect_all(ReferenceCore& core, const Request& request) {
    if (auto refused = bad_id(request, "server_id"))
        return *std::move(refused);
    const std::string server_id = lower_uuid(request.captures[0]);
    const auto tools =
        timed_query(core, DbQuery::select_tool, [&] { return core.tools().of_server(server_id); });
    return tools ? changing_nothing(json_answer(detections_json(server_id, *tools)))
                 : absent_or(tools.error(), "Server");
}

}  // namespace

void add_tool_routes(Router& router, ReferenceCore& core) {
    router.get("/api/v1/tools/statistics/sensitivity",
               [&core](const Request&) { return count_levels(core); });
    router.get("/api/v1/tools/sensitivity/{level}",
               [&core](const Request& request) { return list_by_level(core, request); });
    router.get("/api/v1/tools/{id}/sensitivity",
               [&core](const Request& request) { return get_sensitivity(core, request); });
    router.post("/api/v1/tools/{id}/sensitivity",
                [&core](const Request& request) { return set_sensitivity(core, request); });
    router.get("/api/v1/tools/{id}/sensitivity/history",
               [&core](const Request& request) { return get_history(core, request); });
    router.post("/api/v1/tools/detect-sensitivity",
                [](const Request& request) { return detect(request); });
    router.post("/api/v1/tools/servers/{id}/tools/detect-all",
                [&core](const Request& request) { return detect_all(core, request); });
}

}  // namespace sark::http
