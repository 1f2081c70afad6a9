#include "scenarios/environment/environment.hpp"

#include <utility>

#include "scenarios/environment/environment_parts.hpp"
#include "scenarios/environment/pool_probe.hpp"

namespace sark::scenarios {

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

Environment TestEnvironment::describe() const {
    return parts_->description;
}

EvidencePlace TestEnvironment::evidence_place() const {
    EvidencePlace place;
    place.collect = parts_->evidence;
    if (parts_->observer) {
        place.dsn = parts_->target.postgres_dsn;
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

std::optional<Error> TestEnvironment::failure() {
    // Stores first: an API server that ends because its database did is not the cause.
    if (parts_->postgres && !parts_->postgres->process().running())
        return parts_->postgres->process().failure();
    if (parts_->redis && !parts_->redis->process().running())
        return parts_->redis->process().failure();
    if (parts_->api && !parts_->api->process().running())
        return parts_->api->process().failure();
    if (parts_->own_target && !parts_->own_target->process().running())
        return parts_->own_target->process().failure();
    return std::nullopt;
}

}  // namespace sark::scenarios
