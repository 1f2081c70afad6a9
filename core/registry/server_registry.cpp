#include "core/registry/server_registry.hpp"

#include <utility>

#include "core/postgres/connection_pool.hpp"
#include "core/registry/array_literal.hpp"
#include "core/registry/server_cursor.hpp"

namespace sark {
namespace {

using postgres::Rows;
using postgres::Value;
using postgres::Values;

constexpr unsigned limit_max = 1'000;

// The columns of a Server in the order of server_from(). UTC and microseconds whatever the
// session's settings are: created_at is half of the cursor.
#define SARK_SERVER_COLUMNS                                                                   \
    "id, name, coalesce(description, ''), transport, coalesce(endpoint, ''), "                \
    "coalesce(command, ''), mcp_version, status, sensitivity_level, extra_metadata, "         \
    "to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), owner_id, " \
    "team_id"

constexpr const char* insert_server =
    "INSERT INTO sark_api.mcp_servers (id, name, description, transport, endpoint, command, "
    "mcp_version, status, sensitivity_level, extra_metadata, owner_id, team_id, created_at, "
    "updated_at) VALUES (coalesce($1::uuid, gen_random_uuid()), $2, $3, $4, $5, $6, "
    "coalesce($7, '2025-06-18'), coalesce($8, 'registered'), coalesce($9, 'medium'), $10::jsonb, "
    "$11::uuid, $12::uuid, now(), now()) RETURNING id";

constexpr const char* insert_tools =
    "INSERT INTO sark_api.mcp_tools (id, server_id, name, description, sensitivity_level, "
    "parameters_schema, created_at, updated_at) "
    "SELECT coalesce(nullif(t.id, '')::uuid, gen_random_uuid()), $1::uuid, t.name, "
    "nullif(t.description, ''), coalesce(nullif(t.sensitivity_level, ''), 'medium'), "
    "t.parameters::jsonb, now(), now() "
    "FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) "
    "AS t(id, name, description, sensitivity_level, parameters)";

constexpr const char* select_server =
    "SELECT " SARK_SERVER_COLUMNS " FROM sark_api.mcp_servers WHERE id = $1::uuid";

constexpr const char* select_tools =
    "SELECT id, name, coalesce(description, ''), sensitivity_level, parameters_schema "
    "FROM sark_api.mcp_tools WHERE server_id = $1::uuid ORDER BY name, id";

/// One statement per shape of the list, so that each gets a plan without OR.
struct ListStatement {
    const char* name;
    const char* sql;
};
#define SARK_LIST(CONDITION)                                              \
    "SELECT " SARK_SERVER_COLUMNS " FROM sark_api.mcp_servers " CONDITION \
    "ORDER BY created_at DESC, id DESC LIMIT $1::bigint"
constexpr ListStatement list_all{"list_servers", SARK_LIST("")};
constexpr ListStatement list_status{"list_servers_status", SARK_LIST("WHERE status = $2 ")};
constexpr ListStatement list_after{
    "list_servers_after", SARK_LIST("WHERE (created_at, id) < ($2::timestamptz, $3::uuid) ")};
constexpr ListStatement list_after_status{
    "list_servers_after_status",
    SARK_LIST("WHERE (created_at, id) < ($2::timestamptz, $3::uuid) AND status = $4 ")};
#undef SARK_LIST
#undef SARK_SERVER_COLUMNS

constexpr const char* select_principal =
    "SELECT u.id, CASE WHEN u.is_admin THEN 'admin' ELSE u.role END, u.is_active, t.team_id "
    "FROM sark_api.users u LEFT JOIN sark_api.user_teams t ON t.user_id = u.id "
    "WHERE u.id = $1::uuid ORDER BY t.team_id";

// Two servers may offer a tool of one name: policy then sees the most sensitive one.
constexpr const char* select_tool_by_name =
    "SELECT t.name, t.sensitivity_level, s.team_id, s.owner_id FROM sark_api.mcp_tools t "
    "JOIN sark_api.mcp_servers s ON s.id = t.server_id WHERE t.name = $1 "
    "ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], t.sensitivity_level), "
    "t.id LIMIT 1";

constexpr const char* select_principals =
    "SELECT u.id, CASE WHEN u.is_admin THEN 'admin' ELSE u.role END, u.is_active, t.team_id "
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

Server server_from(Values& row) {
    Server server;
    std::size_t column = 0;
    for (std::string* member :
         {&server.id, &server.name, &server.description, &server.transport, &server.endpoint,
          &server.command, &server.mcp_version, &server.status, &server.sensitivity_level,
          &server.metadata_json, &server.created_at})
        *member = std::move(row[column++]).value_or("");
    server.owner_id = std::move(row[column++]);
    server.team_id = std::move(row[column++]);
    return server;
}

/// Rows of one user stand together: one for each team.
std::vector<Principal> principals_from(const Rows& found) {
    std::vector<Principal> principals;
    for (const Values& row : found.rows) {
        if (principals.empty() || principals.back().id != row[0])
            principals.push_back({row[0].value_or(""), row[1].value_or(""), {}, row[2] == "t"});
        if (row[3])
            principals.back().teams.push_back(*row[3]);
    }
    return principals;
}

ToolFacts tool_from(const Values& row) {
    return {row[0].value_or(""), row[1].value_or(""), row[2], row[3]};
}

Error none(const char* what, const std::string& key) {
    return {Errc::not_found, std::string("there is no ") + what + " " + key, "", ""};
}

Result<Rows> query(postgres::ConnectionPool& pool, const char* name, const char* sql,
                   const Values& parameters) {
    auto session = pool.acquire();
    if (!session)
        return std::move(session).error();
    return (*session)->execute_prepared(name, sql, parameters);
}

/// The second of the two statements: all tools in one.
Result<void> add_tools(postgres::Session& session, const std::string& server_id,
                       const std::vector<Tool>& tools) {
    std::vector<std::string> ids, names, descriptions, levels, parameters;
    for (const Tool& tool : tools) {
        ids.push_back(tool.id);
        names.push_back(tool.name);
        descriptions.push_back(tool.description);
        levels.push_back(tool.sensitivity_level);
        parameters.push_back(tool.parameters_json);
    }
    auto added = session.execute_prepared(
        "insert_tools", insert_tools,
        {server_id, array_literal(ids), array_literal(names), array_literal(descriptions),
         array_literal(levels), array_literal(parameters)});
    if (!added)
        return std::move(added).error();
    return {};
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
             server.owner_id, server.team_id});
        if (!added)
            return std::move(added).error();
        id = added->rows.front().front().value_or("");
        return server.tools.empty() ? Result<void>() : add_tools(session, id, server.tools);
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
        return none("server", id);
    auto tools = session.execute_prepared("select_tools", select_tools, {id});
    if (!tools)
        return std::move(tools).error();
    Server server = server_from(found->rows.front());
    for (Values& row : tools->rows)
        server.tools.push_back({row[0].value_or(""), row[1].value_or(""), row[2].value_or(""),
                                row[3].value_or(""), row[4].value_or("{}")});
    return server;
}

Result<ServerPage> ServerRegistry::list(unsigned limit, const std::string& cursor,
                                        const std::string& status_filter) {
    if (limit == 0 || limit > limit_max)
        return Error{Errc::invalid_argument, "the limit is " + std::to_string(limit), "limit",
                     "it must be 1 to " + std::to_string(limit_max)};
    Values parameters{std::to_string(limit + 1)};  // one more tells whether there is another page
    if (!cursor.empty()) {
        auto after = ServerCursor::decode(cursor);
        if (!after)
            return std::move(after).error();
        parameters.emplace_back(std::move(after->created_at));
        parameters.emplace_back(std::move(after->id));
    }
    if (!status_filter.empty())
        parameters.emplace_back(status_filter);
    const ListStatement& statement = cursor.empty()
                                         ? (status_filter.empty() ? list_all : list_status)
                                         : (status_filter.empty() ? list_after : list_after_status);
    auto found = query(reads_, statement.name, statement.sql, parameters);
    if (!found)
        return std::move(found).error();
    ServerPage page;
    page.has_more = found->size() > limit;
    if (page.has_more)
        found->rows.pop_back();
    for (Values& row : found->rows) page.servers.push_back(server_from(row));
    if (page.has_more)
        page.next_cursor =
            ServerCursor{page.servers.back().created_at, page.servers.back().id}.encode();
    return page;
}

Result<Principal> ServerRegistry::principal(const std::string& user_id) {
    auto found = query(reads_, "select_principal", select_principal, {user_id});
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return none("user", user_id);
    return principals_from(*found).front();
}

Result<std::vector<Principal>> ServerRegistry::principals(const std::vector<std::string>& ids) {
    auto found = query(pool_, "select_principals", select_principals, {array_literal(ids)});
    if (!found)
        return std::move(found).error();
    return principals_from(*found);
}

Result<ToolFacts> ServerRegistry::tool_by_name(const std::string& name) {
    auto found = query(reads_, "select_tool_by_name", select_tool_by_name, {name});
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return none("tool", name);
    return tool_from(found->rows.front());
}

Result<std::vector<ToolFacts>> ServerRegistry::tools_by_name(
    const std::vector<std::string>& names) {
    auto found = query(pool_, "select_tools_by_name", select_tools_by_name, {array_literal(names)});
    if (!found)
        return std::move(found).error();
    std::vector<ToolFacts> tools;
    for (const Values& row : found->rows) tools.push_back(tool_from(row));
    return tools;
}

Result<void> ServerRegistry::set_sensitivity(const std::string& tool_name,
                                             const std::string& level) {
    auto updated = query(pool_, "update_sensitivity", update_sensitivity, {tool_name, level});
    if (!updated)
        return std::move(updated).error();
    if (updated->affected == 0)
        return none("tool", tool_name);
    return {};
}

}  // namespace sark
