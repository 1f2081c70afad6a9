#include "core/http/requests/registration_request.hpp"

#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/http/requests/field_reader.hpp"

namespace sark::http {

namespace {

using nlohmann::json;

constexpr std::size_t tools_max = 1'000;

Tool read_tool(const json& document, Location location, ValidationIssues& issues) {
    FieldReader reader(document, std::move(location), issues);
    Tool tool;
    tool.name = reader.required_text("name", 255);
    tool.description = reader.text("description", 2'000).value_or("");
    tool.sensitivity_level = reader.choice("sensitivity_level", sensitivity_levels, "medium");
    tool.parameters_json = reader.object("parameters").dump();
    tool.signature = reader.text("signature", 1'000).value_or("");
    tool.requires_approval = reader.flag("requires_approval");
    return tool;
}

Server read_server(const json& document, const Location& location, ValidationIssues& issues) {
    FieldReader reader(document, location, issues);
    Server server;
    server.name = reader.required_text("name", 255);
    server.transport = reader.choice("transport", transports, "");
    server.endpoint = reader.text("endpoint", 500).value_or("");
    server.command = reader.text("command", 500).value_or("");
    server.description = reader.text("description", 1'000).value_or("");
    server.mcp_version = reader.text("version", 20).value_or("2025-06-18");
    server.sensitivity_level = reader.choice("sensitivity_level", sensitivity_levels, "medium");
    server.signature = reader.text("signature", 1'000).value_or("");
    server.capabilities_json = reader.texts("capabilities", 100, 255).dump();
    server.tags_json = reader.texts("tags", 100, 100).dump();
    server.team_id = reader.uuid("team_id");
    server.metadata_json = reader.object("metadata").dump();
    server.status = "registered";
    if (const json* const tools = reader.objects("tools", 0, tools_max))
        for (std::size_t i = 0; i < tools->size(); ++i)
            server.tools.push_back(read_tool((*tools)[i], reader.location("tools", i), issues));
    return server;
}

/// The value, unless something was wrong with it.
template <class T>
Validated<T> checked(T value, ValidationIssues issues) {
    if (!issues.empty())
        return issues;
    return value;
}

}  // namespace

Validated<Server> parse_registration(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    Server server = read_server(document, {"body"}, issues);
    return checked(std::move(server), std::move(issues));
}

Validated<BulkRegistration> parse_bulk_registration(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    FieldReader reader(document, {"body"}, issues);
    BulkRegistration bulk;
    bulk.fail_on_first_error = reader.flag("fail_on_first_error");
    if (const json* const servers = reader.objects("servers", 1, bulk_max))
        for (std::size_t i = 0; i < servers->size(); ++i)
            bulk.servers.push_back(
                read_server((*servers)[i], reader.location("servers", i), issues));
    return checked(std::move(bulk), std::move(issues));
}

Validated<BulkStatusChange> parse_bulk_status(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    FieldReader reader(document, {"body"}, issues);
    BulkStatusChange bulk;
    bulk.fail_on_first_error = reader.flag("fail_on_first_error");
    std::set<std::string> seen;
    if (const json* const updates = reader.objects("updates", 1, bulk_max))
        for (std::size_t i = 0; i < updates->size(); ++i) {
            FieldReader update((*updates)[i], reader.location("updates", i), issues);
            StatusChange change;
            if (update.find("server_id") == nullptr)
                update.refuse("server_id", "field required");
            change.server_id = update.uuid("server_id").value_or("");
            change.status = update.choice("status", server_statuses, "");
            if (!change.server_id.empty() && !seen.insert(change.server_id).second)
                update.refuse("server_id", "must not repeat another");
            bulk.changes.push_back(std::move(change));
        }
    return checked(std::move(bulk), std::move(issues));
}

Validated<std::string> parse_status(std::string_view body) {
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    std::string status =
        FieldReader(document, {"body"}, issues).choice("status", server_statuses, "");
    return issues.empty() ? Validated<std::string>(std::move(status))
                          : Validated<std::string>(std::move(issues));
}

}  // namespace sark::http
