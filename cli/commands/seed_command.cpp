#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <unistd.h>

#include "cli/commands/command.hpp"
#include "cli/options/database_options.hpp"
#include "cli/options/option_checks.hpp"
#include "cli/output/output.hpp"
#include "cli/runs/signal_watch.hpp"
#include "migrations/seeder.hpp"

namespace sark::cli {

namespace {

using workloads::DatasetSpec;

/// A size by name: seconds, the documents' fourth phase, and where they advise to partition.
struct NamedSize {
    const char* name;
    DatasetSpec dataset;
};

DatasetSpec sized(std::uint64_t users, std::uint64_t servers, std::uint64_t resources,
                  std::uint64_t capabilities, std::uint64_t events) {
    DatasetSpec dataset;
    dataset.users = users;
    dataset.servers = servers;
    dataset.resources = resources;
    dataset.capabilities_per_resource = capabilities;
    dataset.principals = std::max<std::uint64_t>(100, users / 10);
    dataset.cost_rows = events;
    dataset.audit_rows = events;
    return dataset;
}

std::array<NamedSize, 4> named_sizes() {
    return {{{"small", sized(200, 200, 1'000, 5, 1'000)},
             {"10k", sized(10'000, 10'000, 10'000, 5, 100'000)},
             {"1M", sized(100'000, 10'000, 1'000'000, 2, 1'000'000)},
             {"10M", sized(100'000, 10'000, 10'000'000, 1, 10'000'000)}}};
}

using Size = std::pair<const char*, std::uint64_t DatasetSpec::*>;
constexpr std::array<Size, 10> sizes = {
    {{"--users", &DatasetSpec::users},
     {"--teams", &DatasetSpec::teams},
     {"--servers", &DatasetSpec::servers},
     {"--tools-per-server", &DatasetSpec::tools_per_server},
     {"--resources", &DatasetSpec::resources},
     {"--capabilities-per-resource", &DatasetSpec::capabilities_per_resource},
     {"--principals", &DatasetSpec::principals},
     {"--federation-nodes", &DatasetSpec::federation_nodes},
     {"--cost-rows", &DatasetSpec::cost_rows},
     {"--audit-rows", &DatasetSpec::audit_rows}}};

/// How evenly the rows are spread; absent: as usual.
struct SkewOptions {
    std::optional<double> owner_theta;
    std::optional<double> rare_share;
    std::optional<double> active_share;
    std::optional<std::uint64_t> json_keys;
    std::optional<std::uint64_t> event_days;
};

struct SeedCommandOptions {
    TargetOptions target;
    std::string size;
    std::uint64_t seed = DatasetSpec{}.seed;
    std::array<std::optional<std::uint64_t>, sizes.size()> given;
    SkewOptions skew;
    std::vector<std::string> systems;
    unsigned workers = std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
};

/// The named size, or the default one, with what was given by itself.
DatasetSpec dataset_of(const SeedCommandOptions& options) {
    DatasetSpec dataset;
    for (const NamedSize& size : named_sizes())
        if (options.size == size.name)
            dataset = size.dataset;
    dataset.seed = options.seed;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        if (options.given[i])
            dataset.*sizes[i].second = *options.given[i];
    const SkewOptions& skew = options.skew;
    dataset.owner_theta = skew.owner_theta.value_or(dataset.owner_theta);
    dataset.rare_share = skew.rare_share.value_or(dataset.rare_share);
    dataset.active_share = skew.active_share.value_or(dataset.active_share);
    dataset.json_keys = skew.json_keys.value_or(dataset.json_keys);
    dataset.event_days = skew.event_days.value_or(dataset.event_days);
    return dataset;
}

void print_table(const migrations::TableReport& table) {
    if (table.copied == 0 && table.rows > 0) {
        fmt::print("{:<32} {:>10} rows  were there\n", table.table, table.rows);
        return;
    }
    const double seconds = to_seconds(table.elapsed);
    fmt::print(
        "{:<32} {:>10} rows  {:>8.2f} s  {:>9.0f} rows/s{}\n", table.table, table.rows, seconds,
        seconds > 0 ? static_cast<double>(table.copied) / seconds : 0.0,
        table.copied < table.rows ? fmt::format(", {} were there", table.rows - table.copied) : "");
}

/// A bar on the terminal's own line; the table's line replaces it.
void draw_progress(const migrations::SeedProgress& progress) {
    constexpr std::size_t width = 24;
    const std::size_t full = progress.total == 0
                                 ? width
                                 : static_cast<std::size_t>(width * progress.rows / progress.total);
    print_note(fmt::format("\r{:<32} [{:<{}}] {:>10} of {} rows\x1b[K{}", progress.table,
                           std::string(full, '#'), width, progress.rows, progress.total,
                           progress.rows == progress.total ? "\r\x1b[K" : ""));
}

reports::ExitCode execute(const SeedCommandOptions& options) {
    SignalWatch signals;
    auto session = open_database(options.target);
    if (!session)
        return fail(session.error());
    migrations::SeedOptions how;
    how.dataset = dataset_of(options);
    how.systems = options.systems;
    how.on_table = print_table;
    if (isatty(STDERR_FILENO) == 1)
        how.on_progress = draw_progress;
    how.stop = [&signals] { return signals.stop_requested(); };
    how.workers = options.workers;
    how.connect = [&options] { return open_database(options.target); };
    const auto report = migrations::seed(**session, how);
    if (!report)
        return fail(report.error());
    if (report->already_seeded)
        fmt::print("already seeded with this dataset; nothing to do\n");
    return reports::ExitCode::pass;
}

void add_size_options(CLI::App& command, SeedCommandOptions& options) {
    std::vector<std::string> names;
    for (const NamedSize& size : named_sizes()) names.emplace_back(size.name);
    command
        .add_option("--size", options.size,
                    "small (seconds), 10k servers, 1M or 10M resources; default: 1,000 servers")
        ->check(CLI::IsMember(names))
        ->group("Sizes");
    const DatasetSpec usual;
    for (std::size_t i = 0; i < sizes.size(); ++i)
        command
            .add_option(sizes[i].first, options.given[i],
                        fmt::format("default {}, or what --size says", usual.*sizes[i].second))
            ->group("Sizes");
}

void add_skew_options(CLI::App& command, SkewOptions& skew) {
    command
        .add_option("--owner-theta", skew.owner_theta,
                    "Zipf exponent of who owns servers, events and costs; default 0, all alike")
        ->check(CLI::Range(0.0, workloads::owner_theta_max))
        ->group("Skew");
    command.add_option("--rare-share", skew.rare_share, "Share of the rare protocol; default 0.01")
        ->check(CLI::Range(0.0, 1.0))
        ->group("Skew");
    command
        .add_option("--active-share", skew.active_share,
                    "Share of the active: users, servers and keys of sark_app, users and sessions "
                    "of mcp_gw; default 0.9")
        ->check(CLI::Range(0.0, 1.0))
        ->group("Skew");
    command
        .add_option("--json-keys", skew.json_keys,
                    "Further keys in every JSONB metadata; default 0")
        ->check(CLI::Range(std::uint64_t{0}, workloads::json_keys_max))
        ->group("Skew");
    command
        .add_option("--event-days", skew.event_days,
                    "Days within which events, requests and costs happened; default 7")
        ->check(CLI::Range(std::uint64_t{1}, workloads::event_days_max))
        ->group("Skew");
}

}  // namespace

void add_seed_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("seed", "Fill migrated schemas with reproducible data");
    command->footer(
        "Examples:\n  sark-bench seed --dsn 'host=127.0.0.1 dbname=sark'\n"
        "  sark-bench seed --dsn … --size 1M --system sark_v2\n"
        "  sark-bench seed --dsn … --servers 10000 --resources 100000 --seed 7\n"
        "  sark-bench seed --dsn … --owner-theta 1.1 --rare-share 0.001 --event-days 30\n"
        "Replaces what an earlier seed put there; goes on where it was interrupted; refuses a\n"
        "database that sark-bench did not make.");
    auto options = std::make_shared<SeedCommandOptions>();
    add_database_options(*command, options->target);
    refuse_negative(
        *command->add_option("--seed", options->seed, "Seed of the data")->capture_default_str());
    command->add_option("--system", options->systems, "Only this schema (repeatable)")
        ->check(CLI::IsMember(migrated_systems()));
    command->add_option("-j,--workers", options->workers, "Sessions that copy at once")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    add_size_options(*command, *options);
    add_skew_options(*command, options->skew);
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
