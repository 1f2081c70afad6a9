#pragma once

#include <optional>
#include <string>

#include "reports/exit_code.hpp"
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
/// -c, -j, --seed, --set and --pg-profile.
void add_override_options(CLI::App& command, scenarios::Overrides& overrides,
                          const OverrideHelp& help = {});

/// The scenario by name or path with the overrides applied; absent after every fault was printed.
[[nodiscard]] std::optional<scenarios::Scenario> load_scenario(
    const std::string& name_or_path, const scenarios::Overrides& overrides);

}  // namespace sark::cli
