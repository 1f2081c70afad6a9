#include "cli/options/override_options.hpp"

#include <CLI/CLI.hpp>

#include "cli/options/option_checks.hpp"

namespace sark::cli {

namespace {

/// The server profile of a managed PostgreSQL, as an override of the scenario.
void add_pg_profile_option(CLI::App& command, scenarios::Overrides& overrides) {
    command
        .add_option_function<std::string>(
            "--pg-profile",
            [&overrides](const std::string& name) {
                overrides.set.emplace_back("environment.pg_profile=" + name,
                                           "--pg-profile " + name);
            },
            "Server settings of a managed PostgreSQL (see sark-bench list profiles)")
        ->type_name("NAME");
}

}  // namespace

void add_set_option(CLI::App& command, scenarios::Overrides& overrides, const std::string& help) {
    command
        .add_option_function<std::vector<std::string>>(
            "--set",
            [&overrides](const std::vector<std::string>& assignments) {
                overrides.set.insert(overrides.set.end(), assignments.begin(), assignments.end());
            },
            help)
        ->type_name("KEY=VALUE");
}

void add_override_options(CLI::App& command, scenarios::Overrides& overrides,
                          const OverrideHelp& help) {
    command.add_option("-c,--connections", overrides.connections, "Connections of every load");
    command.add_option("-j,--threads", overrides.threads, "Worker threads of the generator");
    refuse_negative(*command.add_option("--seed", overrides.seed, help.seed));
    add_set_option(command, overrides, help.set);
    add_pg_profile_option(command, overrides);
}

}  // namespace sark::cli
