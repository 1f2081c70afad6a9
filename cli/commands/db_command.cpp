#include <algorithm>
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
#include "cli/runs/signal_watch.hpp"
#include "migrations/compression.hpp"
#include "migrations/maintenance.hpp"
#include "migrations/migrator.hpp"
#include "migrations/seeder.hpp"

namespace sark::cli {

namespace {

/// S004-CLI-01's words for what migrate and seed do piece by piece.
struct DbOptions {
    TargetOptions target;
    std::vector<std::string> systems;
    std::string index_set{name_of(migrations::default_index_set)};
    bool full = false;
    bool with_performance = false;
    bool seed_data = false;
    bool verbose = false;
    bool dry_run = false;
    unsigned older_than_days = 0;
};

std::function<void(const std::string&)> sql_printer(const DbOptions& options) {
    if (!options.verbose && !options.dry_run)
        return {};
    return [](const std::string& sql) { fmt::print("{};\n", sql); };
}

/// Tables, functions and views; no index beside the keys.
Result<void> init(postgres::Session& session, const DbOptions& options) {
    migrations::MigrateOptions how;
    how.systems = options.systems;
    how.on_sql = sql_printer(options);
    how.first_index_set = migrations::IndexSet::none;
    const auto steps = migrations::migrate_up(session, how);
    if (!steps)
        return steps.error();
    std::size_t applied = 0;
    for (const auto& step : *steps)
        if (step.action == migrations::StepReport::Action::applied)
            ++applied;
    fmt::print("init: {} of {} steps applied\n", applied, steps->size());
    return {};
}

Result<void> fill(postgres::Session& session, const DbOptions& options) {
    SignalWatch signals;
    migrations::SeedOptions how;
    how.systems = options.systems;
    how.stop = [&signals] { return signals.stop_requested(); };
    const auto seeded = migrations::seed(session, how);
    if (!seeded)
        return seeded.error();
    std::uint64_t rows = 0;
    for (const auto& table : seeded->tables) rows += table.rows;
    fmt::print("seed: {} rows{}\n", rows, seeded->already_seeded ? ", there before" : "");
    return {};
}

/// Indexes, then statistics: the two phases of S004-MIG-01 that a live database feels.
Result<void> optimize(postgres::Session& session, const DbOptions& options) {
    migrations::IndexSwitchOptions how;
    how.systems = options.systems;
    how.set = migrations::parse_index_set(options.index_set).value();
    how.work = printed_index_work(options.target);
    how.work.dry_run = options.dry_run;
    how.work.on_sql = sql_printer(options);
    const auto indexes = migrations::switch_indexes(session, how);
    if (!indexes)
        return indexes.error();
    migrations::MaintenanceOptions statistics;
    statistics.systems = options.systems;
    statistics.retention = false;
    statistics.dry_run = options.dry_run;
    statistics.on_sql = sql_printer(options);
    return migrations::maintain(session, statistics);
}

Result<void> upkeep(postgres::Session& session, const DbOptions& options) {
    migrations::MaintenanceOptions how;
    how.systems = options.systems;
    how.dry_run = options.dry_run;
    how.on_sql = sql_printer(options);
    return migrations::maintain(session, how);
}

Result<void> setup(postgres::Session& session, const DbOptions& options) {
    auto done = init(session, options);
    if (done && (options.full || options.seed_data))
        done = fill(session, options);
    if (done && (options.full || options.with_performance))
        done = optimize(session, options);
    return done;
}

/// What S001-SLA-17 promises of compression.
constexpr double promised_saving = 0.90;

void print_saving(const migrations::CompressedTable& table) {
    const auto saving = table.saving();
    fmt::print("| {} | {} of {} | {} | {} | {} | {} |\n", table.table, table.chunks,
               table.all_chunks, table.bytes_before, table.bytes_after,
               saving ? fmt::format("{:.1f} %", 100.0 * *saving) : "–",
               !saving                      ? "no_data"
               : *saving >= promised_saving ? "pass"
                                            : "fail");
}

/// What reading costs once it is compressed (S000-TS-01).
void print_reads(const std::vector<migrations::CompressedTable>& tables) {
    if (std::ranges::none_of(tables, [](const auto& table) { return table.read.has_value(); }))
        return;
    fmt::print(
        "\nS000-TS-01 every column of every row of one chunk, median of five reads\n\n"
        "| table | rows | uncompressed | compressed |\n|---|---:|---:|---:|\n");
    for (const auto& table : tables)
        if (table.read)
            fmt::print("| {} | {} | {:.2f} ms | {:.2f} ms |\n", table.table, table.read->rows,
                       table.read->before_ms, table.read->after_ms);
}

/// Rows that need TimescaleDB are skipped without it, with the reason (E-24).
Result<void> compress(postgres::Session& session, const DbOptions& options) {
    const auto tables =
        migrations::compress_chunks(session, {options.systems, options.older_than_days});
    if (!tables && tables.error().code == Errc::unavailable && session.alive()) {
        fmt::print("S001-SLA-17 skipped: {}\n", tables.error().message);
        return {};
    }
    if (!tables)
        return tables.error();
    fmt::print(
        "S001-SLA-17 compression saving, at least {:.0f} %\n\n"
        "| table | compressed chunks | bytes before | bytes after | saving | verdict |\n"
        "|---|---:|---:|---:|---:|---|\n",
        100.0 * promised_saving);
    for (const auto& table : *tables) print_saving(table);
    print_reads(*tables);
    return {};
}

using Work = Result<void> (*)(postgres::Session&, const DbOptions&);

reports::ExitCode execute(const DbOptions& options, Work work) {
    auto session = open_database(options.target);
    if (!session)
        return fail(session.error());
    const auto done = work(**session, options);
    return done ? reports::ExitCode::pass : fail(done.error());
}

CLI::App* add_work(CLI::App& db, Action& action, const std::shared_ptr<DbOptions>& options,
                   const std::string& name, const std::string& description, Work work) {
    auto* command = db.add_subcommand(name, description);
    add_database_options(*command, options->target);
    command
        ->add_option("--system", options->systems,
                     "Only this schema (repeatable); default: all but sark_partitions")
        ->check(CLI::IsMember(migrated_systems()));
    command->add_flag("--verbose", options->verbose, "Print each statement");
    command->callback(
        [&action, options, work] { action = [options, work] { return execute(*options, work); }; });
    return command;
}

}  // namespace

void add_db_command(CLI::App& app, Action& action) {
    auto* db = app.add_subcommand("db", "Set up, optimize and maintain SARK's databases");
    db->require_subcommand(1);
    db->footer(
        "Examples:\n  sark-bench db setup --full --dsn 'host=127.0.0.1 dbname=sark'\n"
        "  sark-bench db optimize --dry-run --dsn …\n  sark-bench db maintain --dsn …\n"
        "Only an empty database, or one that sark-bench made, is touched. See docs/databases.md.");
    auto options = std::make_shared<DbOptions>();
    const auto add = [&](const char* name, const char* description, Work work) {
        return add_work(*db, action, options, name, description, work);
    };
    const auto add_dry_run = [&](CLI::App* command) {
        command->add_flag("--dry-run", options->dry_run, "Print the SQL, change nothing");
    };
    const auto add_index_set = [&](CLI::App* command) {
        command->add_option("--index-set", options->index_set, "Which of the seeds' indexes")
            ->check(CLI::IsMember(index_sets()))
            ->capture_default_str();
    };
    add("init", "Tables, functions and views, without any index beside the keys", init);
    add("seed", "Fill the tables with reproducible data of the default size", fill);
    auto* optimized = add("optimize",
                          "Build the indexes without locking writers out, refresh the "
                          "summaries and the statistics",
                          optimize);
    add_dry_run(optimized);
    add_index_set(optimized);
    auto* all = add("setup", "init, and what the flags say", setup);
    all->add_flag("--full", options->full, "Seed and optimize");
    all->add_flag("--with-performance", options->with_performance, "Optimize");
    all->add_flag("--seed-data", options->seed_data, "Seed");
    add_index_set(all);
    add_dry_run(add("maintain",
                    "Make the next days' partitions, apply the retention, refresh the summaries "
                    "and the statistics: what a scheduler should call",
                    upkeep));
    add("compress",
        "Compress the closed chunks of hypertables and say what that saved (S001-SLA-17)", compress)
        ->add_option("--older-than", options->older_than_days, "Only chunks that ended so long ago")
        ->type_name("DAYS")
        ->capture_default_str();
}

}  // namespace sark::cli
