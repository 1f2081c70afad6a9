#pragma once

#include <functional>
#include <string>

#include "reports/exit_code.hpp"

namespace CLI {
class App;
}

namespace sark::cli {

/// What a chosen subcommand does once its arguments are parsed.
using Action = std::function<reports::ExitCode()>;

/// Each adds its subcommand to `app` and stores what to do in `action` when the user chose it.
void add_run_command(CLI::App& app, Action& action);
void add_ab_command(CLI::App& app, Action& action);
void add_compare_command(CLI::App& app, Action& action);
void add_baseline_command(CLI::App& app, Action& action);
void add_history_command(CLI::App& app, Action& action);
void add_capacity_command(CLI::App& app, Action& action);
void add_sweep_command(CLI::App& app, Action& action);
void add_plan_command(CLI::App& app, Action& action);
void add_claims_command(CLI::App& app, Action& action);
void add_list_command(CLI::App& app, Action& action);
void add_validate_command(CLI::App& app, Action& action);
void add_report_command(CLI::App& app, Action& action);
void add_selftest_command(CLI::App& app, Action& action);
void add_serve_command(CLI::App& app, Action& action);
void add_migrate_command(CLI::App& app, Action& action);
void add_seed_command(CLI::App& app, Action& action);
void add_db_command(CLI::App& app, Action& action);
void add_doctor_command(CLI::App& app, Action& action);

}  // namespace sark::cli
