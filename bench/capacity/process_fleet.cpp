#include "bench/capacity/process_fleet.hpp"

#include <optional>
#include <utility>

namespace sark::capacity {

Result<std::unique_ptr<ProcessFleet>> ProcessFleet::start(const scenarios::Scenario& scenario,
                                                          const std::string& program,
                                                          unsigned processes) {
    scenarios::EnvironmentOptions options;
    options.program = program;
    auto environment = scenarios::TestEnvironment::prepare(scenario, options);
    if (!environment)
        return environment.error();
    auto directory =
        scenarios::RunDirectory::create(scenarios::RunDirectory::usual_parents(), std::nullopt);
    if (!directory)
        return directory.error();
    std::unique_ptr<ProcessFleet> fleet(
        new ProcessFleet(*std::move(environment), *std::move(directory)));
    while (fleet->size() < processes)
        if (auto added = fleet->add(scenario, program); !added)
            return added.error();
    return fleet;
}

ProcessFleet::ProcessFleet(std::unique_ptr<scenarios::TestEnvironment> environment,
                           scenarios::RunDirectory directory)
    : directory_(std::move(directory)), environment_(std::move(environment)) {
    targets_.push_back(environment_->target());
}

Result<void> ProcessFleet::add(const scenarios::Scenario& scenario, const std::string& program) {
    const auto place = directory_.make_private(std::to_string(targets_.size()), std::nullopt);
    if (!place)
        return place.error();
    const workloads::Target& first = targets_.front();
    scenarios::ManagedApiOptions options;
    options.program = program;
    options.threads = scenario.environment.api_threads;
    options.settings_profile = scenario.environment.settings_profile;
    options.settings = scenario.environment.api_options;
    options.audit = scenario.environment.audit;
    if (const auto& opa = scenario.environment.opa) {
        auto stand_in = scenarios::OpaStandIn::start(opa->delay);
        if (!stand_in)
            return stand_in.error();
        opas_.push_back(*std::move(stand_in));
        options.opa_url = opas_.back()->url();
        options.opa = *opa;
    }
    options.dsn = first.postgres_dsn;
    options.audit_dsn = first.audit_dsn;
    options.redis = first.redis;
    options.redis_password = first.redis_password;
    auto api = scenarios::ManagedApi::start(*place, options);
    if (!api)
        return api.error();
    workloads::Target target = first;
    target.http_url = (*api)->url();
    targets_.push_back(std::move(target));
    more_.push_back(*std::move(api));
    return {};
}

}  // namespace sark::capacity
