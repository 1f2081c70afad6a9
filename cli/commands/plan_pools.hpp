#pragma once

#include "cli/commands/command.hpp"

namespace sark::cli {

/// Adds `pools` to `plan`.
void add_plan_pools_command(CLI::App& plan, Action& action);

}  // namespace sark::cli
