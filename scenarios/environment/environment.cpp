#include "scenarios/environment/environment.hpp"

#include <utility>

#include "scenarios/environment/environment_parts.hpp"

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
