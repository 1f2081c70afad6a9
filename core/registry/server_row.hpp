#pragma once

#include "core/postgres/session.hpp"
#include "core/registry/server.hpp"

// UTC and microseconds whatever the session's settings are: created_at is half of a cursor.
#define SARK_UTC_TEXT(COLUMN) \
    "to_char(" COLUMN " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"

/// The columns of a Server, in the order that server_from() reads.
#define SARK_SERVER_COLUMNS                                                           \
    "id, name, coalesce(description, ''), transport, coalesce(endpoint, ''), "        \
    "coalesce(command, ''), mcp_version, status, sensitivity_level, extra_metadata, " \
    "coalesce(signature, ''), capabilities, tags, " SARK_UTC_TEXT(                    \
        "created_at") ", " SARK_UTC_TEXT("updated_at") ", owner_id, team_id"

namespace sark {

/// Empties the row. Without tools.
[[nodiscard]] Server server_from(postgres::Values& row);

}  // namespace sark
