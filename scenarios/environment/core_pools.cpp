#include "scenarios/environment/core_pools.hpp"

#include "core/settings_profiles/settings_profile.hpp"

namespace sark::scenarios {

Result<CorePools> resolve_core_pools(const EnvironmentSpec& spec, const EnvironmentOptions& options,
                                     bool separate_audit, const EnvironmentLookup& variables) {
    CorePools pools;
    const SettingsProfile* profile = nullptr;
    if (!spec.settings_profile.empty()) {
        const auto found = find_settings_profile(spec.settings_profile);
        if (!found)
            return found.error();
        profile = *found;
    }
    const VariableLookup environment = with_profile(profile, variables);
    const auto add = [&pools](const std::vector<SettingSource>& sources) {
        pools.sources.insert(pools.sources.end(), sources.begin(), sources.end());
    };
    const auto primary = postgres::resolve_pool_settings(options.pool, spec.pool, environment);
    if (!primary)
        return primary.error();
    pools.database.primary = primary->settings;
    pools.database.primary.prepared = !spec.pgbouncer || !spec.pgbouncer->transaction_mode;
    add(primary->sources);

    const auto audit =
        postgres::resolve_audit_pool_settings(pools.database.primary, spec.audit_pool, environment);
    if (!audit)
        return audit.error();
    pools.database.audit = audit->settings;
    pools.database.audit.prepared = pools.database.primary.prepared || separate_audit;
    add(audit->sources);

    const auto read =
        postgres::resolve_read_pool_settings(pools.database.primary, spec.read_pool, environment);
    if (!read)
        return read.error();
    pools.database.read = read->settings;
    pools.database.read.prepared = true;
    if (spec.replica || !options.read_dsn.empty())
        add(read->sources);

    // The API server is a child with our environment and the same profile, and finds the same.
    const auto redis = redis::resolve_pool_settings(environment);
    if (!redis)
        return redis.error();
    pools.redis = redis->settings;
    add(redis->sources);
    name_profile(profile, variables, pools.sources);
    return pools;
}

}  // namespace sark::scenarios
