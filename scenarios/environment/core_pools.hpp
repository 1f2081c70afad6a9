#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "core/redis/pool_settings.hpp"
#include "scenarios/environment/connection_budget.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/environment/postgres_probe.hpp"

namespace sark::scenarios {

/// The pools of the reference core, in process or behind the API, and where each setting is from.
struct CorePools {
    DatabasePools database;
    redis::PoolSettings redis;
    std::vector<SettingSource> sources;
};

/// From command line, environment, the scenario's settings profile and its pools. Behind a pooler
/// in transaction mode statements are not prepared, but on an audit database of its own
/// (`separate_audit`) and on the replica they are. Errc::invalid_argument names a bad variable.
[[nodiscard]] Result<CorePools> resolve_core_pools(const EnvironmentSpec& spec,
                                                   const EnvironmentOptions& options,
                                                   bool separate_audit,
                                                   const EnvironmentLookup& variables);

}  // namespace sark::scenarios
