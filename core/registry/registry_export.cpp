#include "core/registry/registry_export.hpp"

#include <charconv>
#include <cstddef>
#include <utility>

#include "core/registry/page_cursor.hpp"
#include "core/registry/pooled_query.hpp"
#include "core/registry/server_row.hpp"

namespace sark {
namespace {

using postgres::Rows;
using postgres::Values;

// Before everything, so that the first part is a part like any other.
const PageCursor beginning{"0001-01-01T00:00:00.000000Z", "00000000-0000-0000-0000-000000000000"};

constexpr const char* export_servers =
    "SELECT " SARK_SERVER_COLUMNS
    " FROM sark_api.mcp_servers WHERE (created_at, id) > ($1::timestamptz, $2::uuid) "
    "AND ($4 = '' OR status = $4) ORDER BY created_at, id LIMIT $3::bigint";

constexpr const char* export_tools =
    "SELECT t.id, t.name, coalesce(t.description, ''), t.server_id, s.name, t.sensitivity_level, "
    "t.parameters_schema, t.requires_approval, " SARK_UTC_TEXT(
        "t.created_at") ", " SARK_UTC_TEXT("t.updated_at") " FROM sark_api.mcp_tools t JOIN "
                        "sark_api.mcp_servers s ON s.id = t.server_id "
                        "WHERE (t.created_at, t.id) > ($1::timestamptz, $2::uuid) "
                        "ORDER BY t.created_at, t.id LIMIT $3::bigint";

constexpr const char* count_all_servers =
    "SELECT count(*) FROM sark_api.mcp_servers WHERE $1 = '' OR status = $1";
constexpr const char* count_all_tools = "SELECT count(*) FROM sark_api.mcp_tools";

/// The parameters of a part: where it starts, and one row more than it shows.
Result<Values> part_after(const std::string& cursor, unsigned limit) {
    if (limit == 0 || limit > RegistryExport::rows_max)
        return Error{Errc::invalid_argument, "the limit is " + std::to_string(limit), "limit",
                     "it must be 1 to " + std::to_string(RegistryExport::rows_max)};
    auto last = cursor.empty() ? Result<PageCursor>(beginning) : PageCursor::decode(cursor);
    if (!last)
        return std::move(last).error();
    return Values{last->created_at, last->id, std::to_string(limit + 1)};
}

template <class Row, class Read>
ExportPart<Row> part_from(Rows& found, unsigned limit, const Read& read) {
    ExportPart<Row> part;
    const bool more = found.size() > limit;
    if (more)
        found.rows.pop_back();
    part.rows.reserve(found.size());
    for (Values& row : found.rows) part.rows.push_back(read(row));
    if (more)
        part.next_cursor = PageCursor{part.rows.back().created_at, part.rows.back().id}.encode();
    return part;
}

ExportedTool tool_from(Values& row) {
    ExportedTool tool;
    std::size_t column = 0;
    for (std::string* member : {&tool.id, &tool.name, &tool.description, &tool.server_id,
                                &tool.server_name, &tool.sensitivity_level, &tool.parameters_json})
        *member = std::move(row[column++]).value_or("");
    tool.requires_approval = row[column++] == "t";
    tool.created_at = std::move(row[column++]).value_or("");
    tool.updated_at = std::move(row[column++]).value_or("");
    return tool;
}

Result<std::uint64_t> only_number(Result<Rows> found) {
    if (!found)
        return std::move(found).error();
    const std::string text = found->rows.front().front().value_or("0");
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

Result<ExportPart<Server>> RegistryExport::servers(const std::string& status,
                                                   const std::string& cursor, unsigned limit) {
    auto parameters = part_after(cursor, limit);
    if (!parameters)
        return std::move(parameters).error();
    parameters->emplace_back(status);
    auto found = pooled_query(reads_, "export_servers", export_servers, *parameters);
    if (!found)
        return std::move(found).error();
    return part_from<Server>(*found, limit, server_from);
}

Result<ExportPart<ExportedTool>> RegistryExport::tools(const std::string& cursor, unsigned limit) {
    const auto parameters = part_after(cursor, limit);
    if (!parameters)
        return parameters.error();
    auto found = pooled_query(reads_, "export_tools", export_tools, *parameters);
    if (!found)
        return std::move(found).error();
    return part_from<ExportedTool>(*found, limit, tool_from);
}

Result<std::uint64_t> RegistryExport::count_servers(const std::string& status) {
    return only_number(pooled_query(reads_, "count_all_servers", count_all_servers, {status}));
}

Result<std::uint64_t> RegistryExport::count_tools() {
    return only_number(pooled_query(reads_, "count_all_tools", count_all_tools, {}));
}

}  // namespace sark
