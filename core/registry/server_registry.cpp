#include "core/registry/server_registry.hpp"

#include <utility>

#include "core/postgres/connection_pool.hpp"
#include "core/registry/array_literal.hpp"
#include "core/registry/pooled_query.hpp"
#include "core/registry/server_row.hpp"
#include "core/registry/tool_rows.hpp"

namespace sark {
namespace {

using postgres::Rows;
using postgres::Value;
using postgres::Values;

constexpr const char* insert_server =
    "INSERT INTO sark_api.mcp_servers (id, name, description, transport, endpoint, command, "
    "mcp_version, status, sensitivity_level, extra_metadata, owner_id, team_id, signature, "
    "capabilities, tags, created_at, updated_at) VALUES (coalesce($1::uuid, gen_random_uuid()), "
    "$2, $3, $4, $5, $6, coalesce($7, '2025-06-18'), coalesce($8, 'registered'), "
    "coalesce($9, 'medium'), $10::jsonb, $11::uuid, $12::uuid, $13, $14::jsonb, $15::jsonb, "
    "now(), now()) RETURNING id";

constexpr const char* select_server =
    "SELECT " SARK_SERVER_COLUMNS " FROM sark_api.mcp_servers WHERE id = $1::uuid";

constexpr const char* select_tools =
    "SELECT id, name, coalesce(description, ''), sensitivity_level, parameters_schema, "
    "coalesce(signature, ''), requires_approval FROM sark_api.mcp_tools WHERE server_id = $1::uuid "
    "ORDER BY name, id";

constexpr const char* select_principal =
    "SELECT u.id, CASE WHEN u.is_admin THEN 'admin' ELSE u.role END, u.is_active, t.team_id, "
    "t.is_manager "
    "FROM sark_api.users u LEFT JOIN sark_api.user_teams t ON t.user_id = u.id "
    "WHERE u.id = $1::uuid ORDER BY t.team_id";

// Two servers may offer a tool of one name: policy then sees the most sensitive one.
constexpr const char* select_tool_by_name =
    "SELECT t.name, t.sensitivity_level, s.team_id, s.owner_id FROM sark_api.mcp_tools t "
    "JOIN sark_api.mcp_servers s ON s.id = t.server_id WHERE t.name = $1 "
    "ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], t.sensitivity_level), "
    "t.id LIMIT 1";

constexpr const char* select_principals =
    "SELECT u.id, CASE WHEN u.is_admin THEN 'admin' ELSE u.role END, u.is_active, t.team_id, "
    "t.is_manager "
    "FROM sark_api.users u LEFT JOIN sark_api.user_teams t ON t.user_id = u.id "
    "WHERE u.id = ANY($1::uuid[]) ORDER BY u.id, t.team_id";

constexpr const char* select_tools_by_name =
    "SELECT DISTINCT ON (t.name) t.name, t.sensitivity_level, s.team_id, s.owner_id "
    "FROM sark_api.mcp_tools t JOIN sark_api.mcp_servers s ON s.id = t.server_id "
    "WHERE t.name = ANY($1::text[]) ORDER BY t.name, "
    "array_position(ARRAY['critical', 'high', 'medium', 'low'], t.sensitivity_level), t.id";

constexpr const char* update_sensitivity =
    "UPDATE sark_api.mcp_tools SET sensitivity_level = $2, updated_at = now() WHERE name = $1";

/// Empty means the column's default or NULL.
Value or_null(const std::string& text) {
    return text.empty() ? Value() : Value(text);
}

/// Rows of one user stand together: one for each team.
std::vector<Principal> principals_from(const Rows& found) {
    std::vector<Principal> principals;
    for (const Values& row : found.rows) {
        if (principals.empty() || principals.back().id != row[0])
            principals.push_back({row[0].value_or(""), row[1].value_or(""), {}, row[2] == "t"});
        if (!row[3])
            continue;  // of no team
        principals.back().teams.push_back(*row[3]);
        if (row[4] == "t")
            principals.back().managed_teams.push_back(*row[3]);
    }
    return principals;
}

ToolFacts tool_from(const Values& row) {
    return {row[0].value_or(""), row[1].value_or(""), row[2], row[3]};
}

}  // namespace

Result<std::string> ServerRegistry::register_server(const Server& server) {
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    postgres::Session& session = **lease;
    std::string id;
    auto done = session.transaction([&]() -> Result<void> {
        auto added = session.execute_prepared(
            "insert_server", insert_server,
            {or_null(server.id), server.name, or_null(server.description), server.transport,
             or_null(server.endpoint), or_null(server.command), or_null(server.mcp_version),
             or_null(server.status), or_null(server.sensitivity_level), server.metadata_json,
             server.owner_id, server.team_id, or_null(server.signature), server.capabilities_json,
             server.tags_json});
        if (!added)
            return std::move(added).error();
        id = added->rows.front().front().value_or("");
        ToolRows tools;
        tools.add(id, server.tools);
        return tools.insert(session);
    });
    if (!done)
        return std::move(done).error();
    return id;
}

Result<Server> ServerRegistry::server_by_id(const std::string& id) {
    auto lease = reads_.acquire();
    if (!lease)
        return std::move(lease).error();
    postgres::Session& session = **lease;
    auto found = session.execute_prepared("select_server", select_server, {id});
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return no_such("server", id);
    auto tools = session.execute_prepared("select_tools", select_tools, {id});
    if (!tools)
        return std::move(tools).error();
    Server server = server_from(found->rows.front());
    for (Values& row : tools->rows)
        server.tools.push_back({row[0].value_or(""), row[1].value_or(""), row[2].value_or(""),
                                row[3].value_or(""), row[4].value_or("{}"), row[5].value_or(""),
                                row[6] == "t"});
    return server;
}

Result<Principal> ServerRegistry::principal(const std::string& user_id) {
    auto found = pooled_query(reads_, "select_principal", select_principal, {user_id});
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return no_such("user", user_id);
    return principals_from(*found).front();
}

Result<std::vector<Principal>> ServerRegistry::principals(const std::vector<std::string>& ids) {
    auto found = pooled_query(pool_, "select_principals", select_principals, {array_literal(ids)});
    if (!found)
        return std::move(found).error();
    return principals_from(*found);
}

Result<ToolFacts> ServerRegistry::tool_by_name(const std::string& name) {
    auto found = pooled_query(reads_, "select_tool_by_name", select_tool_by_name, {name});
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return no_such("tool", name);
    return tool_from(found->rows.front());
}

Result<std::vector<ToolFacts>> ServerRegistry::tools_by_name(
    const std::vector<std::string>& names) {
    auto found =
        pooled_query(pool_, "select_tools_by_name", select_tools_by_name, {array_literal(names)});
    if (!found)
        return std::move(found).error();
    std::vector<ToolFacts> tools;
    for (const Values& row : found->rows) tools.push_back(tool_from(row));
    return tools;
}

Result<void> ServerRegistry::set_sensitivity(const std::string& tool_name,
                                             const std::string& level) {
    auto updated =
        pooled_query(pool_, "update_sensitivity", update_sensitivity, {tool_name, level});
    if (!updated)
        return std::move(updated).error();
    if (updated->affected == 0)
        return no_such("tool", tool_name);
    return {};
}

}  // namespace sark
