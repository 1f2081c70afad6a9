#include "core/registry/bulk_servers.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include "core/postgres/connection_pool.hpp"
#include "core/registry/array_literal.hpp"
#include "core/registry/pooled_query.hpp"
#include "core/registry/tool_rows.hpp"

namespace sark {
namespace {

constexpr const char* insert_servers =
    "INSERT INTO sark_api.mcp_servers (id, name, description, transport, endpoint, command, "
    "mcp_version, status, sensitivity_level, extra_metadata, owner_id, team_id, signature, "
    "capabilities, tags, created_at, updated_at) "
    "SELECT s.id::uuid, s.name, nullif(s.description, ''), s.transport, nullif(s.endpoint, ''), "
    "nullif(s.command, ''), coalesce(nullif(s.version, ''), '2025-06-18'), "
    "coalesce(nullif(s.status, ''), 'registered'), coalesce(nullif(s.level, ''), 'medium'), "
    "s.metadata::jsonb, nullif(s.owner, '')::uuid, nullif(s.team, '')::uuid, "
    "nullif(s.signature, ''), s.capabilities::jsonb, s.tags::jsonb, now(), now() "
    "FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], "
    "$7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], "
    "$14::text[], $15::text[]) AS s(id, name, description, transport, endpoint, command, version, "
    "status, level, metadata, owner, team, signature, capabilities, tags)";

constexpr const char* update_statuses =
    "UPDATE sark_api.mcp_servers s SET status = c.status, updated_at = now() "
    "FROM unnest($1::uuid[], $2::text[]) AS c(id, status) WHERE s.id = c.id "
    "RETURNING s.id, s.name, s.status";

constexpr const char* select_server_facts =
    "SELECT id, name, sensitivity_level, team_id, owner_id FROM sark_api.mcp_servers "
    "WHERE id = ANY($1::uuid[])";

/// One array for each parameter of insert_servers.
postgres::Values columns_of(std::span<const Server> servers) {
    std::array<std::vector<std::string>, 15> columns;
    for (const Server& server : servers) {
        std::size_t column = 0;
        for (const std::string* value :
             {&server.id, &server.name, &server.description, &server.transport, &server.endpoint,
              &server.command, &server.mcp_version, &server.status, &server.sensitivity_level,
              &server.metadata_json})
            columns[column++].push_back(*value);
        columns[column++].push_back(server.owner_id.value_or(""));
        columns[column++].push_back(server.team_id.value_or(""));
        for (const std::string* value :
             {&server.signature, &server.capabilities_json, &server.tags_json})
            columns[column++].push_back(*value);
    }
    postgres::Values values;
    for (const auto& column : columns) values.emplace_back(array_literal(column));
    return values;
}

/// Ends a transaction whose rows nobody is to see.
Error rolled_back() {
    return {Errc::interrupted, "rolled back on purpose", "", ""};
}

Result<void> insert(postgres::Session& session, std::span<const Server> servers) {
    auto added = session.execute_prepared("insert_servers", insert_servers, columns_of(servers));
    if (!added)
        return std::move(added).error();
    ToolRows tools;
    for (const Server& server : servers) tools.add(server.id, server.tools);
    return tools.insert(session);
}

}  // namespace

Result<void> BulkServers::register_all(std::span<const Server> servers) {
    for (const Server& server : servers)
        if (server.id.empty())
            return Error{Errc::invalid_argument, "a server has no id", "id", ""};
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    postgres::Session& session = **lease;
    return session.transaction([&] { return insert(session, servers); });
}

std::optional<std::size_t> BulkServers::first_refused(std::span<const Server> servers) {
    auto lease = pool_.acquire();
    if (!lease)
        return std::nullopt;
    postgres::Session& session = **lease;
    for (std::size_t i = 0; i < servers.size(); ++i) {
        bool refused = false;
        const auto tried = session.transaction([&]() -> Result<void> {
            const auto added = insert(session, servers.subspan(i, 1));
            refused = !added;
            return rolled_back();
        });
        if (refused && session.alive())
            return i;
        if (tried.error().code != Errc::interrupted)
            return std::nullopt;
    }
    return std::nullopt;
}

Result<std::map<std::string, ToolFacts>> BulkServers::facts(std::span<const std::string> ids) {
    auto found = pooled_query(pool_, "select_server_facts", select_server_facts,
                              {array_literal({ids.begin(), ids.end()})});
    if (!found)
        return std::move(found).error();
    std::map<std::string, ToolFacts> facts;
    for (postgres::Values& row : found->rows)
        facts[row[0].value_or("")] = {std::move(row[1]).value_or(""),
                                      std::move(row[2]).value_or(""), std::move(row[3]),
                                      std::move(row[4])};
    return facts;
}

Result<BulkServers::StatusChanges> BulkServers::set_statuses(std::span<const StatusChange> changes,
                                                             Missing missing) {
    std::vector<std::string> ids;
    std::vector<std::string> statuses;
    for (const StatusChange& change : changes) {
        ids.push_back(change.server_id);
        statuses.push_back(change.status);
    }
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    postgres::Session& session = **lease;
    StatusChanges made;
    auto done = session.transaction([&]() -> Result<void> {
        auto updated = session.execute_prepared("update_statuses", update_statuses,
                                                {array_literal(ids), array_literal(statuses)});
        if (!updated)
            return std::move(updated).error();
        for (postgres::Values& row : updated->rows)
            made.found.push_back({std::move(row[0]).value_or(""), std::move(row[1]).value_or(""),
                                  std::move(row[2]).value_or("")});
        made.changed = missing == Missing::skipped || made.found.size() == changes.size();
        return made.changed ? Result<void>() : rolled_back();
    });
    if (!done && made.changed)
        return std::move(done).error();
    return made;
}

}  // namespace sark
