#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/command.hpp"
#include "cli/database.hpp"
#include "cli/output.hpp"
#include "cli/target_options.hpp"
#include "migrations/migrator.hpp"

namespace sark::cli {

namespace {

struct MigrateOptions {
    std::string direction;
    TargetOptions target;
    std::vector<std::string> systems;
    bool dry_run = false;
};

std::string_view word(migrations::StepReport::Action action) {
    using Action = migrations::StepReport::Action;
    switch (action) {
        case Action::applied:
            return "applied";
        case Action::already_applied:
            return "already there";
        case Action::skipped:
            return "skipped";
        case Action::would_apply:
            return "would apply";
        case Action::reverted:
            return "reverted";
        case Action::would_revert:
            return "would revert";
    }
    return "";
}

reports::ExitCode execute(const MigrateOptions& options) {
    auto session = open_database(options.target);
    if (!session)
        return fail(session.error());
    migrations::MigrateOptions how;
    how.systems = options.systems;
    how.dry_run = options.dry_run;
    how.on_step = [](const migrations::StepReport& step) {
        fmt::print("{} {}: {}{}\n", step.system, step.id, word(step.action),
                   step.reason.empty() ? "" : " (" + step.reason + ")");
    };
    if (options.dry_run)
        how.on_sql = [](const std::string& sql) { fmt::print("{}\n", sql); };
    const auto steps = options.direction == "up" ? migrations::migrate_up(**session, how)
                                                 : migrations::migrate_down(**session, how);
    if (!steps)
        return fail(steps.error());
    return reports::ExitCode::pass;
}

}  // namespace

void add_migrate_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("migrate", "Create or remove SARK's schemas in a database");
    command->footer(
        "Examples:\n  sark-bench migrate up --dsn 'host=127.0.0.1 dbname=sark'\n"
        "  sark-bench migrate up --system sark_v2 --dry-run --dsn …\n  sark-bench migrate down "
        "--dsn …\n"
        "Only an empty database, or one that sark-bench made, is touched.");
    auto options = std::make_shared<MigrateOptions>();
    command->add_option("direction", options->direction, "up or down")
        ->required()
        ->check(CLI::IsMember({"up", "down"}));
    add_database_options(*command, options->target);
    command->add_option("--system", options->systems, "Only this schema (repeatable)")
        ->check(CLI::IsMember({"sark_api", "sark_v2", "sark_audit"}));
    command->add_flag("--dry-run", options->dry_run, "Print the SQL, change nothing");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
