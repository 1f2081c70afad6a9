#include "core/registry/gateway_catalog.hpp"

#include <charconv>
#include <utility>

#include "core/registry/pooled_query.hpp"
#include "core/registry/server_row.hpp"

namespace sark {
namespace {

using postgres::Rows;
using postgres::Values;

// Limited before tools are counted, so that only those of the page are.
constexpr const char* catalog_servers =
    "SELECT s.id, s.name, s.sensitivity_level, s.team_id, s.owner_id, coalesce(s.endpoint, ''), "
    "s.status, (SELECT count(*) FROM sark_api.mcp_tools t WHERE t.server_id = s.id), " SARK_UTC_TEXT(
        "s.created_at") ", " SARK_UTC_TEXT("s.updated_at") " FROM (SELECT * FROM "
                        "sark_api.mcp_servers WHERE status <> 'decommissioned' "
                        "ORDER BY name, id LIMIT $1::bigint) AS s ORDER BY s.name, s.id";

constexpr const char* catalog_tools =
    "SELECT t.name, t.sensitivity_level, s.team_id, s.owner_id, s.name, "
    "coalesce(t.description, ''), t.parameters_schema FROM sark_api.mcp_tools t "
    "JOIN sark_api.mcp_servers s ON s.id = t.server_id WHERE s.status <> 'decommissioned' ";
constexpr const char* first_by_name = "ORDER BY t.name, t.id LIMIT $1::bigint";

Result<Rows> bounded(postgres::ConnectionPool& pool, const char* name, const std::string& sql,
                     unsigned limit, Values more = {}) {
    if (limit == 0 || limit > GatewayCatalog::rows_max)
        return Error{Errc::invalid_argument, "the limit is " + std::to_string(limit), "limit",
                     "it must be 1 to " + std::to_string(GatewayCatalog::rows_max)};
    more.insert(more.begin(), std::to_string(limit));
    return pooled_query(pool, name, sql, more);
}

}  // namespace

Result<std::vector<CatalogServer>> GatewayCatalog::servers(unsigned limit) {
    auto found = bounded(reads_, "catalog_servers", catalog_servers, limit);
    if (!found)
        return std::move(found).error();
    std::vector<CatalogServer> servers;
    for (Values& row : found->rows) {
        CatalogServer server;
        server.id = std::move(row[0]).value_or("");
        server.facts = {std::move(row[1]).value_or(""), std::move(row[2]).value_or(""),
                        std::move(row[3]), std::move(row[4])};
        server.endpoint = std::move(row[5]).value_or("");
        server.status = std::move(row[6]).value_or("");
        if (row[7])
            std::from_chars(row[7]->data(), row[7]->data() + row[7]->size(), server.tools);
        server.created_at = std::move(row[8]).value_or("");
        server.updated_at = std::move(row[9]).value_or("");
        servers.push_back(std::move(server));
    }
    return servers;
}

Result<std::vector<CatalogTool>> GatewayCatalog::tools(const std::string& server_name,
                                                       unsigned limit) {
    const std::string all = catalog_tools;
    auto found = server_name.empty()
                     ? bounded(reads_, "catalog_tools", all + first_by_name, limit)
                     : bounded(reads_, "catalog_tools_of", all + "AND s.name = $2 " + first_by_name,
                               limit, {server_name});
    if (!found)
        return std::move(found).error();
    std::vector<CatalogTool> tools;
    for (Values& row : found->rows) {
        CatalogTool tool;
        tool.facts = {std::move(row[0]).value_or(""), std::move(row[1]).value_or(""),
                      std::move(row[2]), std::move(row[3])};
        tool.server_name = std::move(row[4]).value_or("");
        tool.description = std::move(row[5]).value_or("");
        tool.parameters_json = std::move(row[6]).value_or("{}");
        tools.push_back(std::move(tool));
    }
    return tools;
}

}  // namespace sark
