#include "cli/runs/arm_environment.hpp"

#include <string>

#include "cli/options/arguments.hpp"

namespace sark::cli {

Result<scenarios::EnvironmentOptions> environment_of(const ComparisonArm& arm,
                                                     const TargetOptions& target) {
    scenarios::EnvironmentOptions options = environment_at(target);
    const auto either = [](const std::string& own, const std::string& common) {
        return own.empty() ? common : own;
    };
    options.dsn = either(arm.dsn, options.dsn);
    if (!arm.redis.empty()) {
        const auto address = parse_redis_address(arm.redis);
        if (!address)
            return address.error();
        options.redis = address->address;
        options.redis_password = either(address->password, options.redis_password);
    }
    options.url = either(arm.url, options.url);
    options.evidence = arm.evidence.value_or(options.evidence);
    options.program = either(arm.program, options.program);
    options.command = arm.command;
    options.api_arguments = arm.serve_arguments;
    options.variables = arm.variables;
    return options;
}

}  // namespace sark::cli
