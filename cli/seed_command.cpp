#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/command.hpp"
#include "cli/database.hpp"
#include "cli/output.hpp"
#include "cli/signal_watch.hpp"
#include "migrations/seeder.hpp"

namespace sark::cli {

namespace {

struct SeedCommandOptions {
    TargetOptions target;
    workloads::DatasetSpec dataset;
    std::vector<std::string> systems;
};

void print_table(const migrations::TableReport& table) {
    const double seconds = to_seconds(table.elapsed);
    fmt::print("{:<32} {:>10} rows  {:>8.2f} s  {:>9.0f} rows/s\n", table.table, table.rows,
               seconds, seconds > 0 ? static_cast<double>(table.rows) / seconds : 0.0);
}

reports::ExitCode execute(const SeedCommandOptions& options) {
    SignalWatch signals;
    auto session = open_database(options.target);
    if (!session)
        return fail(session.error());
    migrations::SeedOptions how;
    how.dataset = options.dataset;
    how.systems = options.systems;
    how.on_table = print_table;
    how.stop = [&signals] { return signals.stop_requested(); };
    const auto report = migrations::seed(**session, how);
    if (!report)
        return fail(report.error());
    if (report->already_seeded)
        fmt::print("already seeded with this dataset; nothing to do\n");
    return reports::ExitCode::pass;
}

void add_size_options(CLI::App& command, workloads::DatasetSpec& dataset) {
    const auto size = [&command](const char* flag, std::uint64_t& value) {
        command.add_option(flag, value)->capture_default_str()->group("Sizes");
    };
    size("--users", dataset.users);
    size("--teams", dataset.teams);
    size("--servers", dataset.servers);
    size("--tools-per-server", dataset.tools_per_server);
    size("--resources", dataset.resources);
    size("--capabilities-per-resource", dataset.capabilities_per_resource);
    size("--principals", dataset.principals);
    size("--federation-nodes", dataset.federation_nodes);
    size("--cost-rows", dataset.cost_rows);
    size("--audit-rows", dataset.audit_rows);
}

}  // namespace

void add_seed_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("seed", "Fill migrated schemas with reproducible data");
    command->footer(
        "Examples:\n  sark-bench seed --dsn 'host=127.0.0.1 dbname=sark'\n"
        "  sark-bench seed --dsn … --servers 10000 --resources 100000 --seed 7\n"
        "Replaces what an earlier seed put there; refuses a database that sark-bench did not "
        "make.");
    auto options = std::make_shared<SeedCommandOptions>();
    add_database_options(*command, options->target);
    command->add_option("--seed", options->dataset.seed, "Seed of the data")->capture_default_str();
    command->add_option("--system", options->systems, "Only this schema (repeatable)")
        ->check(CLI::IsMember(migrated_systems()));
    add_size_options(*command, options->dataset);
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
