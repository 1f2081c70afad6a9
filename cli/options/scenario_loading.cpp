#include "cli/options/scenario_loading.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/options/option_checks.hpp"
#include "cli/output/output.hpp"
#include "reports/judgement/profile.hpp"
#include "scenarios/language/parser.hpp"

namespace sark::cli {

namespace {

/// The server profile of a managed PostgreSQL, as an override of the scenario. To be added behind
/// --set, whose values replace what stands in `overrides.set`.
void add_pg_profile_option(CLI::App& command, scenarios::Overrides& overrides) {
    command
        .add_option_function<std::string>(
            "--pg-profile",
            [&overrides](const std::string& name) {
                overrides.set.push_back("environment.pg_profile=" + name);
            },
            "Server settings of a managed PostgreSQL (see sark-bench list profiles)")
        ->type_name("NAME");
}

}  // namespace

void add_override_options(CLI::App& command, scenarios::Overrides& overrides,
                          const OverrideHelp& help) {
    command.add_option("-c,--connections", overrides.connections, "Connections of every load");
    command.add_option("-j,--threads", overrides.threads, "Worker threads of the generator");
    refuse_negative(*command.add_option("--seed", overrides.seed, help.seed));
    command.add_option("--set", overrides.set, help.set)->type_name("KEY=VALUE");
    add_pg_profile_option(command, overrides);
}

std::optional<scenarios::Scenario> load_scenario(const std::string& name_or_path,
                                                 const scenarios::Overrides& overrides) {
    const auto text = scenarios::find_scenario(name_or_path);
    if (!text) {
        print_error(text.error());
        return std::nullopt;
    }
    auto parsed = scenarios::parse_scenario(text->text, text->source_name, overrides);
    if (auto* faults = std::get_if<scenarios::Faults>(&parsed)) {
        for (const Error& fault : *faults) print_error(fault);
        print_note(fmt::format("{}: {} {}\n", text->source_name, faults->size(),
                               faults->size() == 1 ? "fault" : "faults"));
        return std::nullopt;
    }
    auto& scenario = std::get<scenarios::Scenario>(parsed);
    bool good = true;
    for (const std::string& name : scenario.sla_profiles) {
        const auto profile = reports::find_profile(name);
        if (profile)
            continue;
        Error fault = profile.error();
        fault.where = overrides.sla ? "--sla" : text->source_name + ": /sla";
        print_error(fault);
        good = false;
    }
    return good ? std::optional(std::move(scenario)) : std::nullopt;
}

}  // namespace sark::cli
