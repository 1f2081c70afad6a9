#include "core/registry/server_row.hpp"

#include <cstddef>
#include <utility>

namespace sark {

Server server_from(postgres::Values& row) {
    Server server;
    std::size_t column = 0;
    for (std::string* member :
         {&server.id, &server.name, &server.description, &server.transport, &server.endpoint,
          &server.command, &server.mcp_version, &server.status, &server.sensitivity_level,
          &server.metadata_json, &server.signature, &server.capabilities_json, &server.tags_json,
          &server.created_at, &server.updated_at})
        *member = std::move(row[column++]).value_or("");
    server.owner_id = std::move(row[column++]);
    server.team_id = std::move(row[column++]);
    return server;
}

}  // namespace sark
