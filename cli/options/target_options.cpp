#include "cli/options/target_options.hpp"

#include <filesystem>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/options/arguments.hpp"
#include "cli/options/option_checks.hpp"
#include "scenarios/environment/service_needs.hpp"

namespace sark::cli {

void add_postgres_options(CLI::App& command, TargetOptions& options) {
    const auto add = [&](const char* flag, const char* variable, std::string& dsn,
                         const char* what) {
        refuse_empty(*command.add_option(flag, dsn, what)->envname(variable)->type_name("DSN"));
    };
    add("--dsn", "SARK_BENCH_DSN", options.dsn, "PostgreSQL to use (libpq connection string)");
    add("--audit-dsn", "SARK_BENCH_AUDIT_DSN", options.audit_dsn,
        "Audit database (default: the same)");
    add("--read-dsn", "SARK_BENCH_READ_DSN", options.read_dsn,
        "Streaming replica that the core, and loads with \"replica\", read from");
}

void add_evidence_option(CLI::App& command, TargetOptions& options) {
    command.add_flag("--no-evidence", options.no_evidence,
                     "Ask the stores nothing: no counters, samples or plans");
}

void add_redis_option(CLI::App& command, TargetOptions& options) {
    refuse_empty(
        *command
             .add_option("--redis", options.redis, "Redis to use: redis://host:port or unix:/path")
             ->envname("SARK_BENCH_REDIS")
             ->type_name("ADDRESS"));
}

void add_allow_remote_option(CLI::App& command, TargetOptions& options) {
    command
        .add_option("--allow-remote", options.allow_remote,
                    "Allow this one host beyond the loopback addresses as a target")
        ->type_name("HOST");
}

void add_keep_data_option(CLI::App& command, TargetOptions& options) {
    command.add_flag("--keep-data", options.keep_data,
                     "With --dsn: neither migrate nor seed, use the data that is there");
}

void add_target_options(CLI::App& command, TargetOptions& options) {
    add_postgres_options(command, options);
    add_redis_option(command, options);
    refuse_empty(*command.add_option("--url", options.url,
                                     "SARK HTTP API to use, e.g. http://127.0.0.1:8000"));
    add_allow_remote_option(command, options);
    add_identity_options(command, options.identity);
    add_keep_data_option(command, options);
}

Result<void> split_password(TargetOptions& options) {
    options.redis_password = environment_value("SARK_BENCH_REDIS_PASSWORD");
    if (options.redis.empty())
        return {};
    auto address = parse_redis_address(options.redis);
    if (!address)
        return address.error();
    options.redis = std::move(address->address);
    if (!address->password.empty())
        options.redis_password = std::move(address->password);
    return {};
}

Result<void> read_secrets(TargetOptions& options) {
    auto found = identity(options.identity);
    if (!found)
        return std::move(found).error();
    options.api = *std::move(found);
    return split_password(options);
}

scenarios::EnvironmentOptions environment_at(const TargetOptions& target) {
    scenarios::EnvironmentOptions environment;
    environment.dsn = target.dsn;
    environment.audit_dsn = target.audit_dsn;
    environment.read_dsn = target.read_dsn;
    environment.redis = target.redis;
    environment.redis_password = target.redis_password;
    environment.url = target.url;
    environment.api = target.api;
    environment.allow_remote = target.allow_remote;
    environment.evidence = !target.no_evidence;
    environment.seed = !target.keep_data;
    environment.program = std::filesystem::read_symlink("/proc/self/exe").string();
    return environment;
}

Result<void> check_kept_data(const scenarios::Scenario& scenario,
                             const scenarios::EnvironmentOptions& environment) {
    if (environment.seed || !environment.dsn.empty() ||
        !scenarios::service_needs(scenario, environment).postgres)
        return {};
    return Error{Errc::invalid_argument, "there are no data to keep in a private database",
                 "--keep-data", "say which database with --dsn, or leave --keep-data out"};
}

}  // namespace sark::cli
