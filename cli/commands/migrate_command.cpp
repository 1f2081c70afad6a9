#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/commands/command.hpp"
#include "cli/options/database_options.hpp"
#include "cli/options/target_options.hpp"
#include "cli/output/index_printer.hpp"
#include "cli/output/output.hpp"
#include "migrations/export.hpp"
#include "migrations/migrator.hpp"

namespace sark::cli {

namespace {

struct MigrateOptions {
    std::string direction;
    TargetOptions target;
    std::vector<std::string> systems;
    std::string index_set;
    std::string export_directory;
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

Result<void> check(const MigrateOptions& options) {
    const bool exporting = !options.export_directory.empty();
    if (exporting &&
        (!options.direction.empty() || !options.index_set.empty() || !options.systems.empty()))
        return Error{Errc::invalid_argument, "--export stands alone: it writes every file", "",
                     "sark-bench migrate --export DIR"};
    if (options.direction.empty() && options.index_set.empty() && !exporting)
        return Error{Errc::invalid_argument, "nothing to do", "",
                     "give up, down, --index-set NAME or --export DIR"};
    if (options.direction == "down" && !options.index_set.empty())
        return Error{Errc::invalid_argument, "--index-set does not go with down", "",
                     "down takes every index with its table"};
    return {};
}

reports::ExitCode write_files(const MigrateOptions& options) {
    const auto files = migrations::export_sql(options.export_directory);
    if (!files)
        return fail(files.error());
    fmt::print("{}: {} files; run them with psql -f {}/all.sql\n", options.export_directory,
               files->size(), options.export_directory);
    return reports::ExitCode::pass;
}

reports::ExitCode switch_set(postgres::Session& session, const MigrateOptions& options) {
    migrations::IndexSwitchOptions how;
    how.systems = options.systems;
    how.set = migrations::parse_index_set(options.index_set).value();
    how.work = printed_index_work(options.target);
    how.work.dry_run = options.dry_run;
    if (options.dry_run)
        how.work.on_sql = [](const std::string& sql) { fmt::print("{};\n", sql); };
    const auto indexes = migrations::switch_indexes(session, how);
    return indexes ? reports::ExitCode::pass : fail(indexes.error());
}

reports::ExitCode move_steps(postgres::Session& session, const MigrateOptions& options) {
    migrations::MigrateOptions how;
    how.systems = options.systems;
    how.dry_run = options.dry_run;
    how.on_step = [](const migrations::StepReport& step) {
        fmt::print("{} {}: {}{}\n", step.system, step.id, word(step.action),
                   step.reason.empty() ? "" : " (" + step.reason + ")");
    };
    if (!options.index_set.empty())
        how.index_set = migrations::parse_index_set(options.index_set);
    how.indexes = printed_index_work(options.target);
    if (options.dry_run)
        how.on_sql = [](const std::string& sql) { fmt::print("{}\n", sql); };
    const auto steps = options.direction == "up" ? migrations::migrate_up(session, how)
                                                 : migrations::migrate_down(session, how);
    return steps ? reports::ExitCode::pass : fail(steps.error());
}

reports::ExitCode execute(const MigrateOptions& options) {
    if (const auto sound = check(options); !sound)
        return fail(sound.error());
    if (!options.export_directory.empty())
        return write_files(options);
    auto session = open_database(options.target);
    if (!session)
        return fail(session.error());
    return options.direction.empty() ? switch_set(**session, options)
                                     : move_steps(**session, options);
}

}  // namespace

void add_migrate_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "migrate", "Create or remove SARK's schemas in a database, and switch their indexes");
    command->footer(
        "Examples:\n  sark-bench migrate up --dsn 'host=127.0.0.1 dbname=sark'\n"
        "  sark-bench migrate up --system sark_v2 --dry-run --dsn …\n"
        "  sark-bench migrate --index-set lean --system sark_v2 --dsn …\n"
        "  sark-bench migrate --export sql/\n"
        "  sark-bench migrate down --dsn …\n"
        "Only an empty database, or one that sark-bench made, is touched. See docs/databases.md.");
    auto options = std::make_shared<MigrateOptions>();
    command->add_option("direction", options->direction, "up or down")
        ->check(CLI::IsMember({"up", "down"}));
    add_database_options(*command, options->target);
    command
        ->add_option("--system", options->systems,
                     "Only this schema (repeatable); default: all but sark_partitions")
        ->check(CLI::IsMember(migrated_systems()));
    command
        ->add_option("--index-set", options->index_set,
                     "Which of the seeds' indexes to have; default of a new schema: composite")
        ->check(CLI::IsMember(index_sets()));
    command
        ->add_option("--export", options->export_directory,
                     "Write every step and index set as files for psql, without a database")
        ->type_name("DIR");
    command->add_flag("--dry-run", options->dry_run, "Print the SQL, change nothing");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
