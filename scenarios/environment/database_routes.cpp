#include "scenarios/environment/database_routes.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <poll.h>

#include "scenarios/environment/database_preparation.hpp"
#include "scenarios/environment/server_settings.hpp"
#include "scenarios/environment/service_needs.hpp"

namespace sark::scenarios {

namespace {

constexpr auto catch_up_limit = std::chrono::seconds(60);

void tell(const EnvironmentOptions& options, const std::string& line) {
    if (options.note)
        options.note(line);
}

/// The primary's directory: the replica and PgBouncer find its socket there.
std::filesystem::path server_directory(const EnvironmentParts& parts) {
    return parts.directory->path() / "postgres";
}

Result<void> start_pgbouncer(EnvironmentParts& parts, const Scenario& scenario,
                             const EnvironmentOptions& options,
                             const std::optional<ServiceUser>& user) {
    tell(options, "starting PgBouncer");
    auto place = parts.directory->make_private("pgbouncer", user);
    if (!place)
        return place.error();
    ManagedPgbouncerOptions start;
    start.spec = *scenario.environment.pgbouncer;
    start.server_directory = server_directory(parts);
    start.user = user;
    start.stop = options.stop;
    auto bouncer = ManagedPgbouncer::start(*place, start);
    if (!bouncer)
        return bouncer.error();
    parts.pgbouncer = *std::move(bouncer);
    parts.target.postgres_dsn = parts.pgbouncer->dsn();
    parts.target.transaction_pooled = start.spec.transaction_mode;
    parts.description.services.emplace_back(
        "pgbouncer",
        parts.pgbouncer->version() + ", managed, " +
            (start.spec.transaction_mode ? "transaction mode (statements are sent unprepared)"
                                         : "session mode") +
            ", pool " + std::to_string(start.spec.default_pool_size) + " + " +
            std::to_string(start.spec.reserve_pool_size));
    return {};
}

/// A replica that is behind before the run begins would answer about rows it does not have yet.
Result<void> wait_for_replica(ReplicaLag& lag, const EnvironmentOptions& options) {
    const auto deadline = std::chrono::steady_clock::now() + catch_up_limit;
    while (true) {
        const auto sample = lag.sample();
        if (sample && sample->bytes <= 0.0)
            return {};
        if (options.stop && options.stop())
            return Error{Errc::interrupted, "stopped while the replica caught up", "", ""};
        if (std::chrono::steady_clock::now() > deadline)
            return Error{Errc::unavailable,
                         sample ? "the replica did not catch up with its primary in 60 s"
                                : "the server of --read-dsn does not replay another's changes",
                         "read replica", "is it a streaming replica of this database?"};
        poll(nullptr, 0, 20);
    }
}

Result<void> watch_replica(EnvironmentParts& parts, const EnvironmentOptions& options) {
    auto lag = ReplicaLag::open(parts.server_dsn, parts.target.read_dsn);
    if (!lag)
        return lag.error();
    if (auto level = wait_for_replica(**lag, options); !level)
        return level;
    parts.replica_watch = std::make_unique<ReplicaWatch>(
        [lag = std::shared_ptr<ReplicaLag>(*std::move(lag))] { return lag->sample(); });
    return {};
}

/// A replica has its primary's version.
void describe_replica(EnvironmentParts& parts, const std::string& how) {
    parts.description.services.emplace_back(
        "postgresql (replica)", server_setting(*parts.observer, "server_version") + ", " + how);
}

Result<void> start_replica(EnvironmentParts& parts, const Scenario& scenario,
                           const EnvironmentOptions& options,
                           const std::optional<ServiceUser>& user) {
    tell(options, "copying a read replica");
    auto place = parts.directory->make_private("replica", user);
    if (!place)
        return place.error();
    auto settings = managed_settings(scenario.environment, host_size());
    if (!settings)
        return settings.error();
    ManagedPostgresOptions start;
    start.durable = scenario.environment.durable;
    start.statistics = options.evidence;
    start.settings = *std::move(settings);
    start.user = user;
    start.stop = options.stop;
    auto replica = ManagedReplica::start(*place, server_directory(parts), start);
    if (!replica)
        return replica.error();
    parts.replica = *std::move(replica);
    parts.target.read_dsn = parts.replica->dsn();
    describe_replica(parts, "managed, streaming, unix socket");
    return {};
}

}  // namespace

Result<void> check_routes(const Scenario& scenario, const EnvironmentOptions& options) {
    const ServiceNeeds needs = service_needs(scenario, options);
    const bool prepared =
        needs.pools() || (needs.postgres && !scenario.environment.systems.empty());
    if (scenario.environment.index_set && !prepared)
        return Error{Errc::invalid_argument, "no database is prepared here that could have indexes",
                     "environment.index_set", "leave it out, or add a load that uses our schemas"};
    if (options.dsn.empty())
        return {};
    if (scenario.environment.pgbouncer)
        return Error{Errc::invalid_argument,
                     "PgBouncer is started before a managed PostgreSQL, and --dsn names another",
                     "environment.pgbouncer",
                     "leave --dsn out, or point it at your own PgBouncer and give its loads "
                     "\"prepared\": false"};
    if (scenario.environment.replica && options.read_dsn.empty())
        return Error{Errc::invalid_argument,
                     "a replica is made of a managed PostgreSQL, and --dsn names another",
                     "environment.replica", "give its replica with --read-dsn"};
    return {};
}

Result<void> open_routes(EnvironmentParts& parts, const Scenario& scenario,
                         const EnvironmentOptions& options,
                         const std::optional<ServiceUser>& user) {
    parts.server_dsn = parts.target.postgres_dsn;
    if (!options.read_dsn.empty()) {
        parts.target.read_dsn = options.read_dsn;
        describe_replica(parts, postgres::redact_dsn(options.read_dsn));
    } else if (scenario.environment.replica && parts.postgres) {
        if (auto started = start_replica(parts, scenario, options, user); !started)
            return started;
    }
    if (!parts.target.read_dsn.empty()) {
        if (auto watched = watch_replica(parts, options); !watched)
            return watched;
    }
    const bool reads = std::ranges::any_of(scenario.loads, &LoadSpec::replica);
    if (reads && parts.target.read_dsn.empty())
        return Error{Errc::invalid_scenario, "a load reads from a replica, and there is none",
                     "load", "give --read-dsn, or set environment.replica"};
    if (scenario.environment.pgbouncer && parts.postgres)
        return start_pgbouncer(parts, scenario, options, user);
    return {};
}

}  // namespace sark::scenarios
