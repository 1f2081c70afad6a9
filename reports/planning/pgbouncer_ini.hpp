#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/planning/connection_budget.hpp"

namespace sark::reports::planning {

/// A database behind PgBouncer. Names and hosts are words without spaces or quotes.
struct PooledDatabase {
    std::string name;
    std::string host;
    std::uint32_t port = 5432;
};

/// The documented PgBouncer (S001-POOL-05), widened where a plan needs more.
struct BouncerSettings {
    std::vector<PooledDatabase> databases = {{"sark", "postgres", 5432},
                                             {"sark_audit", "timescaledb", 5432}};
    std::string listen_host = "0.0.0.0";
    std::uint32_t listen_port = 6432;
    std::string auth_file = "/etc/pgbouncer/userlist.txt";
    PoolSize app_pool{5, 2};  ///< Of every pod behind it.
    std::uint64_t max_client_conn = 1000;
    std::uint64_t default_pool_size = 25;
    std::uint64_t reserve_pool_size = 5;
    std::uint64_t max_db_connections = 100;
};

/// Fits the documented settings to `budget`: as many clients as all pods may open, and no more
/// server connections than are free beside the reserved ones. `busy` is the number of server
/// connections that the load keeps busy; 0 when it is not known.
[[nodiscard]] BouncerSettings bouncer_settings(const ConnectionBudget& budget, double busy);

/// Whether the names, hosts and the file name can stand in an ini file; otherwise what cannot.
[[nodiscard]] std::string bouncer_fault(const BouncerSettings& settings);

/// pgbouncer.ini that PgBouncer 1.18 and later start with: comments on lines of their own (E-09),
/// `options` ignored at start-up and the 30 s statement timeout set by connect_query instead
/// (E-08).
[[nodiscard]] std::string pgbouncer_ini(const BouncerSettings& settings);

}  // namespace sark::reports::planning
