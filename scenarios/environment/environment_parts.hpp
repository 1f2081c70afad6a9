#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/postgres/session.hpp"
#include "core/reference_core.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/environment/managed_api.hpp"
#include "scenarios/environment/managed_pgbouncer.hpp"
#include "scenarios/environment/managed_postgres.hpp"
#include "scenarios/environment/managed_redis.hpp"
#include "scenarios/environment/managed_replica.hpp"
#include "scenarios/environment/managed_target.hpp"
#include "scenarios/environment/opa_stand_in.hpp"
#include "scenarios/environment/replica_watch.hpp"
#include "scenarios/environment/run_directory.hpp"

namespace sark::scenarios {

/// What a TestEnvironment owns. Destroyed from the bottom up: whoever uses a service before the
/// service, and the directory last.
struct EnvironmentParts {
    workloads::Target target;
    std::string server_dsn;  ///< Of the main database's server itself, whatever stands before it.
    Environment description;
    std::optional<RunDirectory> directory;
    std::unique_ptr<ManagedPostgres> postgres;
    std::unique_ptr<ManagedReplica> replica;
    std::unique_ptr<ReplicaWatch> replica_watch;  ///< Null without a replica.
    std::unique_ptr<ManagedPgbouncer> pgbouncer;
    std::unique_ptr<ManagedRedis> redis;
    std::unique_ptr<OpaStandIn> opa;  ///< Null: the API server decides by its rules.
    std::unique_ptr<ManagedApi> api;
    std::unique_ptr<ManagedTarget> own_target;
    std::unique_ptr<ReferenceCore> core;
    std::unique_ptr<postgres::Session> observer;  ///< On the target database; null without one.
    bool evidence = true;                         ///< EnvironmentOptions::evidence.
    std::string why_no_sampled_plans;  ///< Empty: new sessions log a sample of their plans.
    /// Managed services and given ones on this machine; absent when one of these was not found.
    std::optional<std::vector<pid_t>> service_processes;
    std::uint64_t ended_ticks = 0;  ///< CPU of those that a fault has ended.
    bool postgres_away = false;     ///< A fault has ended it.
    bool redis_away = false;
};

/// The processes of the services that were started.
[[nodiscard]] std::vector<pid_t> managed_processes(EnvironmentParts& parts);

/// Checks, starts, migrates, seeds and settles everything that the scenario needs.
[[nodiscard]] Result<std::unique_ptr<EnvironmentParts>> prepare_parts(
    const Scenario& scenario, const EnvironmentOptions& options);

}  // namespace sark::scenarios
