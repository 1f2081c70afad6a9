#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/commands/command.hpp"
#include "cli/options/override_options.hpp"
#include "cli/runs/scenario_loading.hpp"

namespace sark::cli {

void add_validate_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("validate", "Check scenarios without running them");
    command->footer(
        "Examples:\n  sark-bench validate my.json\n  sark-bench validate smoke --set "
        "load.api.rate=900");
    auto names = std::make_shared<std::vector<std::string>>();
    auto overrides = std::make_shared<scenarios::Overrides>();
    command->add_option("scenario", *names, "Shipped names or files")->required();
    add_set_option(*command, *overrides, "Override key.path=value");
    command->callback([&action, names, overrides] {
        action = [names, overrides] {
            bool good = true;
            for (const std::string& name : *names) {
                if (load_scenario(name, *overrides)) {
                    fmt::print("{}: ok\n", name);
                } else {
                    good = false;
                }
            }
            return good ? reports::ExitCode::pass : reports::ExitCode::bad_usage;
        };
    });
}

}  // namespace sark::cli
