#pragma once

#include <string>

#include "scenarios/scenario.hpp"

namespace CLI {
class App;
}

namespace sark::cli {

/// What --help says of two of the override options, which depends on the command.
struct OverrideHelp {
    std::string seed = "Seed of arrivals and data";
    std::string set = "Override a key of the scenario (repeatable)";
};
/// --set alone.
void add_set_option(CLI::App& command, scenarios::Overrides& overrides, const std::string& help);

/// -c, -j, --seed, --set and --pg-profile.
void add_override_options(CLI::App& command, scenarios::Overrides& overrides,
                          const OverrideHelp& help = {});

}  // namespace sark::cli
