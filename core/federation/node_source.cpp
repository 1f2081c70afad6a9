#include "core/federation/node_source.hpp"

#include <charconv>
#include <utility>

#include "core/postgres/connection_pool.hpp"

namespace sark {
namespace {

using postgres::Values;

#define SARK_NODE_COLUMNS "node_id, name, endpoint, rate_limit_per_hour"

constexpr const char* select_nodes =
    "SELECT " SARK_NODE_COLUMNS " FROM sark_v2.federation_nodes WHERE enabled ORDER BY node_id";
constexpr const char* select_node =
    "SELECT " SARK_NODE_COLUMNS " FROM sark_v2.federation_nodes WHERE node_id = $1 AND enabled";

FederationNode node_of(const Values& row) {
    FederationNode node{row[0].value_or(""), row[1].value_or(""), row[2].value_or(""), 0};
    const std::string limit = row[3].value_or("");
    // A negative limit, which the column allows, stays at nothing.
    std::from_chars(limit.data(), limit.data() + limit.size(), node.rate_limit_per_hour);
    return node;
}

Result<postgres::Rows> select(postgres::ConnectionPool& pool, const char* name, const char* sql,
                              const Values& parameters) {
    auto lease = pool.acquire();
    if (!lease)
        return std::move(lease).error();
    return (*lease)->execute_prepared(name, sql, parameters);
}

}  // namespace

NodeSource nodes_of(postgres::ConnectionPool& pool) {
    NodeSource source;
    source.all = [&pool]() -> Result<std::vector<FederationNode>> {
        auto found = select(pool, "select_nodes", select_nodes, {});
        if (!found)
            return std::move(found).error();
        std::vector<FederationNode> nodes;
        for (const Values& row : found->rows) nodes.push_back(node_of(row));
        return nodes;
    };
    source.by_id = [&pool](const std::string& node_id) -> Result<FederationNode> {
        auto found = select(pool, "select_node", select_node, {node_id});
        if (!found)
            return std::move(found).error();
        if (found->empty())
            return Error{Errc::not_found, "there is no enabled federation node " + node_id, "", ""};
        return node_of(found->rows.front());
    };
    return source;
}

}  // namespace sark
