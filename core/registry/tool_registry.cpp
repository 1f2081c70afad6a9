#include "core/registry/tool_registry.hpp"

#include <charconv>
#include <cstddef>
#include <utility>

#include "core/registry/pooled_query.hpp"
#include "core/registry/server_row.hpp"

namespace sark {
namespace {

using postgres::Rows;
using postgres::Values;

// Of a tool t and its server s, in the order of tool_from().
#define SARK_TOOL_COLUMNS                                                            \
    "t.id, t.server_id, t.name, coalesce(t.description, ''), t.sensitivity_level, "  \
    "t.parameters_schema, t.extra_metadata ? 'sensitivity_history', " SARK_UTC_TEXT( \
        "t.created_at") ", " SARK_UTC_TEXT("t.updated_at") ", s.team_id, s.owner_id"
#define SARK_TOOLS_OF_SERVERS \
    " FROM sark_api.mcp_tools t JOIN sark_api.mcp_servers s ON s.id = t.server_id "

constexpr const char* select_tool =
    "SELECT " SARK_TOOL_COLUMNS SARK_TOOLS_OF_SERVERS "WHERE t.id = $1::uuid";

constexpr const char* select_by_level =
    "SELECT " SARK_TOOL_COLUMNS SARK_TOOLS_OF_SERVERS
    "WHERE t.sensitivity_level = $1 ORDER BY t.name, t.id LIMIT $2::bigint";

// A server without tools is one row of NULLs; no row at all means no server.
constexpr const char* select_of_server =
    "SELECT " SARK_TOOL_COLUMNS
    " FROM sark_api.mcp_servers s LEFT JOIN sark_api.mcp_tools t ON t.server_id = s.id "
    "WHERE s.id = $1::uuid ORDER BY t.name, t.id";

// The row is locked before its old level is read, so that changes at once are each in the history.
// 98: history_max entries with the new one, the newest first.
constexpr const char* update_level =
    "WITH old AS (SELECT id, sensitivity_level FROM sark_api.mcp_tools WHERE id = $1::uuid "
    "FOR UPDATE) "
    "UPDATE sark_api.mcp_tools t SET sensitivity_level = $2, updated_at = now(), "
    "extra_metadata = t.extra_metadata || jsonb_build_object('sensitivity_history', "
    "jsonb_build_array(jsonb_build_object('changed_at', " SARK_UTC_TEXT(
        "now()") ", 'previous_level', old.sensitivity_level, 'new_level', $2::text, "
                 "'changed_by', $3::text, 'reason', $4::text)) || "
                 "jsonb_path_query_array(coalesce(t.extra_metadata->'sensitivity_history', '[]'), "
                 "'$[0 to 98]')) "
                 "FROM old, sark_api.mcp_servers s WHERE t.id = old.id AND s.id = t.server_id "
                 "RETURNING " SARK_TOOL_COLUMNS;

// A tool that was never changed is one row whose entry is NULL.
constexpr const char* select_history =
    "SELECT t.sensitivity_level, " SARK_UTC_TEXT(
        "t.updated_at") ", e.entry->>'changed_at', e.entry->>'previous_level', "
                        "e.entry->>'new_level', e.entry->>'changed_by', e.entry->>'reason' "
                        "FROM sark_api.mcp_tools t LEFT JOIN LATERAL jsonb_array_elements("
                        "t.extra_metadata->'sensitivity_history') WITH ORDINALITY AS e(entry, n) "
                        "ON true WHERE t.id = $1::uuid ORDER BY e.n";

constexpr const char* count_levels =
    "SELECT sensitivity_level, count(*), "
    "count(*) FILTER (WHERE extra_metadata ? 'sensitivity_history') "
    "FROM sark_api.mcp_tools GROUP BY sensitivity_level";

ToolRecord tool_from(Values& row) {
    ToolRecord tool;
    std::size_t column = 0;
    for (std::string* member : {&tool.id, &tool.server_id, &tool.name, &tool.description,
                                &tool.sensitivity_level, &tool.parameters_json})
        *member = std::move(row[column++]).value_or("");
    tool.is_overridden = row[column++] == "t";
    tool.created_at = std::move(row[column++]).value_or("");
    tool.updated_at = std::move(row[column++]).value_or("");
    tool.team_id = std::move(row[column++]);
    tool.owner_id = std::move(row[column++]);
    return tool;
}

std::vector<ToolRecord> tools_from(Rows& found) {
    std::vector<ToolRecord> tools;
    tools.reserve(found.size());
    for (Values& row : found.rows) tools.push_back(tool_from(row));
    return tools;
}

/// The only row of a query by key.
Result<ToolRecord> only_tool(Result<Rows> found, const std::string& id) {
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return no_such("tool", id);
    return tool_from(found->rows.front());
}

std::uint64_t number(const postgres::Value& text) {
    std::uint64_t value = 0;
    if (text)
        std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

}  // namespace

Result<ToolRecord> ToolRegistry::tool(const std::string& id) {
    return only_tool(pooled_query(reads_, "select_tool", select_tool, {id}), id);
}

Result<ToolRecord> ToolRegistry::set_sensitivity(const std::string& id, const NewLevel& change) {
    return only_tool(pooled_query(pool_, "update_level", update_level,
                                  {id, change.level, change.changed_by, change.reason}),
                     id);
}

Result<SensitivityHistory> ToolRegistry::sensitivity_history(const std::string& id) {
    auto found = pooled_query(reads_, "select_history", select_history, {id});
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return no_such("tool", id);
    SensitivityHistory history;
    history.current_level = found->rows.front()[0].value_or("");
    history.updated_at = found->rows.front()[1].value_or("");
    for (Values& row : found->rows)
        if (row[2])
            history.changes.push_back({*std::move(row[2]), std::move(row[3]).value_or(""),
                                       std::move(row[4]).value_or(""), std::move(row[5]),
                                       std::move(row[6])});
    return history;
}

Result<SensitivityCounts> ToolRegistry::sensitivity_counts() {
    auto found = pooled_query(reads_, "count_levels", count_levels, {});
    if (!found)
        return std::move(found).error();
    SensitivityCounts counts;
    for (const Values& row : found->rows) {
        for (std::size_t i = 0; i < counts.by_level.size(); ++i)
            if (row[0] == SensitivityCounts::levels[i])
                counts.by_level[i] = number(row[1]);
        counts.total += number(row[1]);
        counts.overridden += number(row[2]);
    }
    return counts;
}

Result<std::vector<ToolRecord>> ToolRegistry::with_sensitivity(const std::string& level,
                                                               unsigned limit) {
    if (limit == 0 || limit > list_max)
        return Error{Errc::invalid_argument, "the limit is " + std::to_string(limit), "limit",
                     "it must be 1 to " + std::to_string(list_max)};
    auto found =
        pooled_query(reads_, "select_by_level", select_by_level, {level, std::to_string(limit)});
    if (!found)
        return std::move(found).error();
    return tools_from(*found);
}

Result<std::vector<ToolRecord>> ToolRegistry::of_server(const std::string& server_id) {
    auto found = pooled_query(reads_, "select_of_server", select_of_server, {server_id});
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return no_such("server", server_id);
    if (!found->rows.front()[0])
        return std::vector<ToolRecord>();
    return tools_from(*found);
}

}  // namespace sark
