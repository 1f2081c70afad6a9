#include "scenarios/environment/environment.hpp"

#include <utility>

#include "migrations/ledger.hpp"
#include "scenarios/environment/environment_parts.hpp"
#include "scenarios/environment/pool_probe.hpp"
#include "scenarios/environment/service_faults.hpp"

namespace sark::scenarios {

std::vector<pid_t> managed_processes(EnvironmentParts& parts) {
    std::vector<pid_t> processes;
    const auto add = [&processes](const auto& service) {
        if (service)
            processes.push_back(service->process().pid());
    };
    add(parts.postgres);
    add(parts.replica);
    add(parts.pgbouncer);
    add(parts.redis);
    add(parts.api);
    add(parts.own_target);
    return processes;
}

Result<std::unique_ptr<TestEnvironment>> TestEnvironment::prepare(
    const Scenario& scenario, const EnvironmentOptions& options) {
    auto parts = prepare_parts(scenario, options);
    if (!parts)
        return parts.error();
    return std::unique_ptr<TestEnvironment>(new TestEnvironment(std::move(*parts)));
}

TestEnvironment::TestEnvironment(std::unique_ptr<EnvironmentParts> parts)
    : parts_(std::move(parts)) {}

TestEnvironment::~TestEnvironment() = default;

const workloads::Target& TestEnvironment::target() const {
    return parts_->target;
}

const std::string& TestEnvironment::server_dsn() const {
    return parts_->server_dsn;
}

Environment TestEnvironment::describe() const {
    return parts_->description;
}

EvidencePlace TestEnvironment::evidence_place() const {
    EvidencePlace place;
    place.collect = parts_->evidence;
    if (parts_->observer) {
        place.dsn = parts_->server_dsn;
        place.observers = {parts_->observer->backend_pid()};
    }
    place.redis = parts_->target.redis;
    place.redis_password = parts_->target.redis_password;
    place.pool = pool_probe(*parts_);
    if (parts_->postgres && parts_->why_no_sampled_plans.empty())
        place.postgres_log = parts_->postgres->log();
    place.why_no_sampled_plans = parts_->why_no_sampled_plans;
    return place;
}

Result<MeanwhilePlace> TestEnvironment::meanwhile_place() {
    if (!parts_->observer)
        return Error{Errc::invalid_scenario, "what happens meanwhile needs a database", "meanwhile",
                     ""};
    if (!parts_->postgres) {
        const auto ours = migrations::has_marker(*parts_->observer);
        if (!ours)
            return ours.error();
        if (!*ours)
            return Error{Errc::unsafe,
                         "the database does not carry the marker that makes it ours, and what "
                         "happens meanwhile changes it",
                         "meanwhile", "leave --dsn out, or prepare one with sark-bench migrate up"};
    }
    MeanwhilePlace place;
    place.dsn = parts_->server_dsn;
    if (parts_->directory)
        place.directory = parts_->directory->path();
    return place;
}

std::unique_ptr<FaultSite> TestEnvironment::fault_site() {
    return std::make_unique<ServiceFaults>(*parts_);
}

void TestEnvironment::begin_window() {
    if (parts_->replica_watch)
        parts_->replica_watch->begin();
}

void TestEnvironment::end_window(Evidence& evidence) {
    if (!parts_->replica_watch)
        return;
    parts_->replica_watch->end();
    evidence.replica = parts_->replica_watch->figures();
}

std::optional<Error> TestEnvironment::failure() {
    // Stores first: an API server that ends because its database did is not the cause.
    if (parts_->postgres && !parts_->postgres_away && !parts_->postgres->process().running())
        return parts_->postgres->process().failure();
    if (parts_->replica && !parts_->replica->process().running())
        return parts_->replica->process().failure();
    if (parts_->pgbouncer && !parts_->pgbouncer->process().running())
        return parts_->pgbouncer->process().failure();
    if (parts_->redis && !parts_->redis_away && !parts_->redis->process().running())
        return parts_->redis->process().failure();
    if (parts_->api && !parts_->api->process().running())
        return parts_->api->process().failure();
    if (parts_->own_target && !parts_->own_target->process().running())
        return parts_->own_target->process().failure();
    return std::nullopt;
}

}  // namespace sark::scenarios
