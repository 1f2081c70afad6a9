#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/postgres/pool_settings.hpp"

namespace sark::scenarios {

/// Connections that one user of a database may hold at once.
struct ConnectionDemand {
    std::string who;  ///< e.g. "API server pool"
    unsigned base = 0;
    unsigned overflow = 0;
};

/// The pools of one reference core.
struct DatabasePools {
    postgres::PoolSettings primary;
    postgres::PoolSettings audit;
    postgres::PoolSettings read;
};

/// Whether all of them together fit below what ordinary users may open (REQUIREMENTS X-05).
/// Errc::invalid_scenario with the arithmetic when they do not.
[[nodiscard]] Result<void> check_connection_budget(const std::vector<ConnectionDemand>& demands,
                                                   unsigned max_connections, unsigned reserved);

}  // namespace sark::scenarios
