#include "scenarios/environment/service_needs.hpp"

#include <algorithm>

#include "migrations/migrator.hpp"
#include "scenarios/environment/endpoint_safety.hpp"

namespace sark::scenarios {

namespace {

bool any_driver(const Scenario& scenario, workloads::DriverKind driver) {
    return std::any_of(scenario.loads.begin(), scenario.loads.end(), [driver](const auto& load) {
        return std::any_of(
            load.operations.begin(), load.operations.end(),
            [driver](const auto& operation) { return operation.driver() == driver; });
    });
}

/// Whether a load talks to the main (or the audit) database.
bool uses_database(const LoadSpec& load, bool audit) {
    return std::any_of(
        load.operations.begin(), load.operations.end(), [audit](const auto& operation) {
            const auto* sql = std::get_if<workloads::PostgresOperation>(&operation.request);
            return sql != nullptr && sql->audit_database == audit;
        });
}

void add_pools(DatabaseDemands& demands, const std::string& who, const DatabasePools& pools,
               bool separate_audit) {
    demands.main.push_back({who + " pool", pools.primary.pool_size, pools.primary.max_overflow});
    (separate_audit ? demands.audit : demands.main)
        .push_back({who + " audit pool", pools.audit.pool_size, pools.audit.max_overflow});
}

}  // namespace

ServiceNeeds service_needs(const Scenario& scenario, const EnvironmentOptions& options) {
    const EnvironmentSpec& spec = scenario.environment;
    ServiceNeeds needs;
    const bool own_target = !options.url.empty() || !options.command.empty();
    needs.api_child = spec.needs_api && !own_target;
    needs.core = spec.needs_core;
    const bool pooled = needs.pools();
    // With somebody else's API, its stores are theirs as well: only our own loads need one.
    const bool api_is_foreign = spec.needs_api && own_target;
    needs.postgres = pooled || any_driver(scenario, workloads::DriverKind::postgres) ||
                     (spec.needs_postgres && !api_is_foreign);
    needs.redis = pooled || any_driver(scenario, workloads::DriverKind::redis) ||
                  (spec.needs_redis && !api_is_foreign);
    return needs;
}

Result<void> check_endpoints(const EnvironmentOptions& options,
                             const EnvironmentLookup& environment) {
    const std::string& allowed = options.allow_remote;
    if (!options.dsn.empty()) {
        if (auto safe = check_postgres_safety(options.dsn, "--dsn", allowed, environment); !safe)
            return safe;
    }
    if (!options.audit_dsn.empty()) {
        if (auto safe =
                check_postgres_safety(options.audit_dsn, "--audit-dsn", allowed, environment);
            !safe)
            return safe;
    }
    if (!options.read_dsn.empty()) {
        if (auto safe = check_postgres_safety(options.read_dsn, "--read-dsn", allowed, environment);
            !safe)
            return safe;
    }
    if (!options.redis.empty()) {
        if (auto safe = check_redis_safety(options.redis, allowed); !safe)
            return safe;
    }
    if (!options.url.empty())
        return check_url_safety(options.url, allowed);
    return {};
}

DatabaseDemands connection_demands(const Scenario& scenario, const ServiceNeeds& needs,
                                   const DatabasePools& pools, bool separate_audit) {
    DatabaseDemands demands;
    if (needs.api_child)
        add_pools(demands, "API server", pools, separate_audit);
    if (needs.core)
        add_pools(demands, "in-process core", pools, separate_audit);
    for (const LoadSpec& load : scenario.loads) {
        const bool main = !load.replica && (uses_database(load, false) ||
                                            (!separate_audit && uses_database(load, true)));
        if (main)
            demands.main.push_back({"load " + load.name, load.connections, 0});
        if (separate_audit && uses_database(load, true))
            demands.audit.push_back({"load " + load.name, load.connections, 0});
    }
    if (const auto& bouncer = scenario.environment.pgbouncer)
        demands.main = {{"PgBouncer", bouncer->default_pool_size, bouncer->reserve_pool_size}};
    demands.main.push_back({"observers", 2, 0});
    if (!scenario.meanwhile.empty())
        demands.main.push_back(
            {"what happens meanwhile", static_cast<unsigned>(2 * scenario.meanwhile.size()), 0});
    return demands;
}

std::vector<std::string> systems_of(const Scenario& scenario, const ServiceNeeds& needs,
                                    bool separate_audit, bool audit) {
    const std::vector<std::string>& named = scenario.environment.systems;
    std::vector<std::string> chosen;
    for (const std::string_view system : migrations::systems) {
        // The reference core, alone or behind our API, keeps its rows in these two.
        const bool wanted = (needs.pools() && (system == "sark_api" || system == "sark_audit")) ||
                            std::find(named.begin(), named.end(), system) != named.end();
        const bool lives_in_audit = separate_audit && system == "sark_audit";
        if (wanted && lives_in_audit == audit)
            chosen.emplace_back(system);
    }
    return chosen;
}

}  // namespace sark::scenarios
