#include "core/registry/api_key_registry.hpp"

#include <utility>

#include "core/postgres/connection_pool.hpp"

namespace sark {
namespace {

constexpr const char* select_api_key =
    "SELECT k.key_hash, u.id, CASE WHEN u.is_admin THEN 'admin' ELSE u.role END, t.team_id "
    "FROM sark_api.api_keys k JOIN sark_api.users u ON u.id = k.user_id "
    "LEFT JOIN sark_api.user_teams t ON t.user_id = u.id "
    "WHERE k.key_prefix = $1 AND k.is_active AND u.is_active AND k.revoked_at IS NULL "
    "AND (k.expires_at IS NULL OR k.expires_at > now()) ORDER BY t.team_id";

}  // namespace

Result<std::optional<ApiKeyRecord>> ApiKeyRegistry::by_prefix(const std::string& prefix) {
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    const auto found = (*lease)->execute_prepared("select_api_key", select_api_key, {prefix});
    if (!found)
        return found.error();
    if (found->empty())
        return std::optional<ApiKeyRecord>();
    ApiKeyRecord record;
    const postgres::Values& first = found->rows.front();
    record.hash = first[0].value_or("");
    record.owner.id = first[1].value_or("");
    record.owner.role = first[2].value_or("");
    for (const postgres::Values& row : found->rows)
        if (row[3])
            record.owner.teams.push_back(*row[3]);
    return std::optional<ApiKeyRecord>(std::move(record));
}

}  // namespace sark
