#include "core/http/answers/export_text.hpp"

#include <array>
#include <initializer_list>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/http/answers/json_text.hpp"
#include "core/http/requests/field_reader.hpp"
#include "core/http/requests/query_parameters.hpp"

namespace sark::http {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

void append_line(std::string& out, std::initializer_list<std::string_view> fields) {
    bool first = true;
    for (const std::string_view field : fields) {
        if (!std::exchange(first, false))
            out += ',';
        if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
            out += field;
            continue;
        }
        out += '"';
        for (const char c : field) out.append(c == '"' ? 2 : 1, c);
        out += '"';
    }
    out += "\r\n";
}

template <class Row, class Write>
std::string document_of(std::string_view type, const ExportPart<Row>& part,
                        const std::string& exported_at, bool pretty, const Write& write_row) {
    ordered_json rows = ordered_json::array();
    for (const Row& row : part.rows) rows.push_back(write_row(row));
    ordered_json document = {{"export_type", std::string(type)},
                             {"exported_at", exported_at},
                             {"total_records", part.rows.size()}};
    document[std::string(type)] = std::move(rows);
    return pretty ? to_indented_text(document) : to_text(document);
}

}  // namespace

Validated<ExportQuery> parse_export(const Request& request) {
    ValidationIssues issues;
    ExportQuery query;
    query.limit = static_cast<unsigned>(number_parameter(request, "limit", RegistryExport::rows_max,
                                                         RegistryExport::rows_max, issues));
    query.cursor = request.parameter("cursor").value_or("");
    query.pretty = flag_parameter(request, "pretty", issues);
    query.status = request.parameter("status_filter").value_or("");
    if (!query.status.empty() && !contains(server_statuses, query.status))
        issues.push_back({{"query", "status_filter"}, one_of(server_statuses)});
    if (!issues.empty())
        return issues;
    return query;
}

std::string export_csv(const ExportPart<Server>& part) {
    std::string out;
    append_line(out, {"id", "name", "description", "transport", "endpoint", "status",
                      "sensitivity_level", "created_at"});
    for (const Server& server : part.rows)
        append_line(out,
                    {server.id, server.name, server.description, server.transport, server.endpoint,
                     server.status, server.sensitivity_level, server.created_at});
    return out;
}

std::string export_csv(const ExportPart<ExportedTool>& part) {
    std::string out;
    append_line(out, {"id", "name", "description", "server_id", "server_name", "sensitivity_level",
                      "requires_approval", "created_at"});
    for (const ExportedTool& tool : part.rows)
        append_line(out, {tool.id, tool.name, tool.description, tool.server_id, tool.server_name,
                          tool.sensitivity_level, tool.requires_approval ? "true" : "false",
                          tool.created_at});
    return out;
}

std::string export_json(const ExportPart<Server>& part, const std::string& exported_at,
                        bool pretty) {
    return document_of("servers", part, exported_at, pretty, [](const Server& server) {
        return ordered_json{{"id", server.id},
                            {"name", server.name},
                            {"description", text_or_null(server.description)},
                            {"transport", server.transport},
                            {"endpoint", text_or_null(server.endpoint)},
                            {"status", server.status},
                            {"sensitivity_level", server.sensitivity_level},
                            {"created_at", server.created_at},
                            {"updated_at", server.updated_at},
                            {"metadata", stored_json(server.metadata_json)}};
    });
}

std::string export_json(const ExportPart<ExportedTool>& part, const std::string& exported_at,
                        bool pretty) {
    return document_of("tools", part, exported_at, pretty, [](const ExportedTool& tool) {
        return ordered_json{{"id", tool.id},
                            {"name", tool.name},
                            {"description", text_or_null(tool.description)},
                            {"server_id", tool.server_id},
                            {"server_name", tool.server_name},
                            {"sensitivity_level", tool.sensitivity_level},
                            {"requires_approval", tool.requires_approval},
                            {"parameters", stored_json(tool.parameters_json)},
                            {"created_at", tool.created_at},
                            {"updated_at", tool.updated_at}};
    });
}

Validated<ExportRequest> parse_export_request(std::string_view body) {
    constexpr std::array<std::string_view, 2> formats = {"json", "csv"};
    constexpr std::array<std::string_view, 2> resources = {"servers", "tools"};
    ValidationIssues issues;
    const json document = parse_object(body, issues);
    if (!issues.empty())
        return issues;
    FieldReader reader(document, {"body"}, issues);
    ExportRequest request;
    request.format = reader.choice("format", formats, "");
    request.resource = reader.choice("resource_type", resources, "");
    const json filters = reader.object("filters");
    FieldReader filter(filters, {"body", "filters"}, issues);
    if (filter.find("status") != nullptr)
        request.status = filter.choice("status", server_statuses, "");
    if (!request.status.empty() && request.resource != "servers")
        filter.refuse("status", "is a filter of servers only");
    if (!issues.empty())
        return issues;
    return request;
}

std::string export_made_json(const ExportRequest& request, std::uint64_t records,
                             const std::string& exported_at) {
    std::string url = "/api/v1/export/" + request.resource + "." + request.format;
    if (!request.status.empty())
        url += "?status_filter=" + request.status;
    return to_text({{"format", request.format},
                    {"resource_type", request.resource},
                    {"record_count", records},
                    {"exported_at", exported_at},
                    {"download_url", url}});
}

}  // namespace sark::http
