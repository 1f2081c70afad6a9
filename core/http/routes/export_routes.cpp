#include <string>
#include <string_view>
#include <utility>

#include "core/base/time.hpp"
#include "core/http/answers/export_text.hpp"
#include "core/http/answers/json_answer.hpp"
#include "core/http/routes/routes.hpp"
#include "core/http/timed_query.hpp"
#include "core/reference_core.hpp"

namespace sark::http {

namespace {

enum class Format : bool { csv, json };

std::string now() {
    return to_iso8601(SystemTime().utc_now());
}

/// The file, and where its next part begins.
template <class Row>
Answer file(std::string_view name, Format format, const ExportQuery& query,
            const Result<ExportPart<Row>>& part) {
    if (!part) {
        // The limit was checked when it was parsed: what is left to refuse is the cursor.
        if (part.error().code == Errc::invalid_argument && !query.cursor.empty())
            return refusal(400, "Invalid cursor");
        return refusal(part.error());
    }
    const bool is_csv = format == Format::csv;
    Answer answer =
        json_answer(is_csv ? export_csv(*part) : export_json(*part, now(), query.pretty));
    if (is_csv)
        answer.content_type = "text/csv; charset=utf-8";
    answer.headers.emplace_back(
        "Content-Disposition",
        "attachment; filename=\"" + std::string(name) + (is_csv ? ".csv\"" : ".json\""));
    if (part->next_cursor)
        answer.headers.emplace_back("X-Next-Cursor", *part->next_cursor);
    return answer;
}

Answer export_servers(ReferenceCore& core, const Request& request, Format format) {
    const auto parsed = parse_export(request);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& query = std::get<ExportQuery>(parsed);
    const auto part = timed_query(core, DbQuery::list_servers, [&] {
        return core.exports().servers(query.status, query.cursor, query.limit);
    });
    return file("servers", format, query, part);
}

Answer export_tools(ReferenceCore& core, const Request& request, Format format) {
    const auto parsed = parse_export(request);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& query = std::get<ExportQuery>(parsed);
    const auto part = timed_query(core, DbQuery::select_tool,
                                  [&] { return core.exports().tools(query.cursor, query.limit); });
    return file("tools", format, query, part);
}

Answer describe_export(ReferenceCore& core, const Request& request) {
    const auto parsed = parse_export_request(request.body);
    if (const auto* issues = std::get_if<ValidationIssues>(&parsed))
        return refusal(*issues);
    const auto& asked = std::get<ExportRequest>(parsed);
    const auto records = timed_query(core, DbQuery::count_servers, [&] {
        return asked.resource == "servers" ? core.exports().count_servers(asked.status)
                                           : core.exports().count_tools();
    });
    if (!records)
        return refusal(records.error());
    Answer answer = json_answer(export_made_json(asked, *records, now()));
    answer.changed_servers.emplace();  // a POST that only asks
    return answer;
}

}  // namespace

void add_export_routes(Router& router, ReferenceCore& core) {
    const auto serve = [&](const char* path, auto handler, Format format) {
        router.get(path, [&core, handler, format](const Request& request) {
            return handler(core, request, format);
        });
    };
    serve("/api/v1/export/servers.csv", export_servers, Format::csv);
    serve("/api/v1/export/servers.json", export_servers, Format::json);
    serve("/api/v1/export/tools.csv", export_tools, Format::csv);
    serve("/api/v1/export/tools.json", export_tools, Format::json);
    router.post("/api/v1/export/",
                [&core](const Request& request) { return describe_export(core, request); });
}

}  // namespace sark::http
