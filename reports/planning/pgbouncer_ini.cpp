#include "reports/planning/pgbouncer_ini.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace sark::reports::planning {

namespace {

/// Nothing that could end a word of the ini, and nothing that could begin a comment.
bool is_word(const std::string& text) {
    return !text.empty() && text.find_first_of(" \t\r\n'\";#%=") == std::string::npos;
}

}  // namespace

BouncerSettings bouncer_settings(const ConnectionBudget& budget, double busy) {
    BouncerSettings settings;
    const PoolRequest& request = budget.request;
    settings.max_client_conn =
        std::max(settings.max_client_conn, request.pods * settings.app_pool.most());
    const std::uint64_t free =
        request.max_connections > request.reserved ? request.max_connections - request.reserved : 1;
    const auto needed = static_cast<std::uint64_t>(std::ceil(std::clamp(busy, 0.0, 1e6)));
    settings.default_pool_size = std::max(settings.default_pool_size, needed);
    settings.max_db_connections = std::max(settings.max_db_connections,
                                           settings.default_pool_size + settings.reserve_pool_size);
    settings.max_db_connections = std::min(settings.max_db_connections, free);
    settings.default_pool_size = std::min(settings.default_pool_size, settings.max_db_connections);
    settings.reserve_pool_size = std::min(settings.reserve_pool_size,
                                          settings.max_db_connections - settings.default_pool_size);
    return settings;
}

std::string bouncer_fault(const BouncerSettings& settings) {
    if (!is_word(settings.listen_host))
        return settings.listen_host;
    if (!is_word(settings.auth_file))
        return settings.auth_file;
    for (const PooledDatabase& database : settings.databases) {
        if (!is_word(database.name))
            return database.name;
        if (!is_word(database.host))
            return database.host;
    }
    return {};
}

std::string pgbouncer_ini(const BouncerSettings& settings) {
    std::string text =
        "; Written by sark-bench plan from S001-POOL-05.\n"
        "; Comments stand on lines of their own: PgBouncer takes the rest of a line for the "
        "value.\n"
        "; The applications connect to this port with a pool of " +
        fmt::format("{} + {} each,\n", settings.app_pool.base, settings.app_pool.overflow) +
        "; and without named prepared statements (transaction mode, PgBouncer before 1.21).\n"
        "\n[databases]\n"
        "; PgBouncer drops the application's -c statement_timeout, so each server connection sets "
        "it.\n";
    for (const PooledDatabase& database : settings.databases)
        text += fmt::format(
            "{0} = host={1} port={2} dbname={0} connect_query='SET statement_timeout = "
            "''30s'''\n",
            database.name, database.host, database.port);
    text += fmt::format(
        "\n[pgbouncer]\n"
        "listen_addr = {}\n"
        "listen_port = {}\n"
        "auth_type = md5\n"
        "auth_file = {}\n"
        "ignore_startup_parameters = extra_float_digits, options\n"
        "\n; Pools\n"
        "pool_mode = transaction\n"
        "max_client_conn = {}\n"
        "default_pool_size = {}\n"
        "reserve_pool_size = {}\n"
        "reserve_pool_timeout = 3\n"
        "max_db_connections = {}\n"
        "max_user_connections = {}\n",
        settings.listen_host, settings.listen_port, settings.auth_file, settings.max_client_conn,
        settings.default_pool_size, settings.reserve_pool_size, settings.max_db_connections,
        settings.max_db_connections);
    text +=
        "\n; Seconds\n"
        "server_idle_timeout = 600\n"
        "server_lifetime = 3600\n"
        "server_connect_timeout = 15\n"
        "query_timeout = 30\n"
        "\nlog_connections = 1\n"
        "log_disconnections = 1\n"
        "log_pooler_errors = 1\n";
    return text;
}

}  // namespace sark::reports::planning
