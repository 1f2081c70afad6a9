#include "bench/capacity/process_fleet.hpp"

#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace sark::capacity {

Result<std::unique_ptr<ProcessFleet>> ProcessFleet::start(const scenarios::Scenario& scenario,
                                                          const std::string& program,
                                                          unsigned processes) {
    scenarios::EnvironmentOptions options;
    options.program = program;
    auto environment = scenarios::TestEnvironment::prepare(scenario, options);
    if (!environment)
        return environment.error();
    std::unique_ptr<ProcessFleet> fleet(new ProcessFleet(*std::move(environment)));
    while (fleet->size() < processes)
        if (auto added = fleet->add(scenario, program); !added)
            return added.error();
    return fleet;
}

ProcessFleet::ProcessFleet(std::unique_ptr<scenarios::TestEnvironment> environment)
    : directory_(std::filesystem::temp_directory_path() /
                 fmt::format("sark-model-check-{}", getpid())),
      environment_(std::move(environment)) {
    targets_.push_back(environment_->target());
}

ProcessFleet::~ProcessFleet() {
    more_.clear();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

Result<void> ProcessFleet::add(const scenarios::Scenario& scenario, const std::string& program) {
    const auto place = directory_ / std::to_string(targets_.size());
    std::error_code failed;
    std::filesystem::create_directories(place, failed);
    if (failed)
        return Error{Errc::io, failed.message(), place.string(), "free the temporary directory"};
    const workloads::Target& first = targets_.front();
    scenarios::ManagedApiOptions options;
    options.program = program;
    options.threads = scenario.environment.api_threads;
    options.dsn = first.postgres_dsn;
    options.audit_dsn = first.audit_dsn;
    options.redis = first.redis;
    options.redis_password = first.redis_password;
    auto api = scenarios::ManagedApi::start(place, options);
    if (!api)
        return api.error();
    workloads::Target target = first;
    target.http_url = (*api)->url();
    targets_.push_back(std::move(target));
    more_.push_back(*std::move(api));
    return {};
}

}  // namespace sark::capacity
