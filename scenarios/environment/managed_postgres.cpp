#include "scenarios/environment/managed_postgres.hpp"

#include <utility>

#include "scenarios/environment/postgres_binaries.hpp"
#include "scenarios/environment/postgres_probe.hpp"
#include "scenarios/environment/run_directory.hpp"

namespace sark::scenarios {

namespace fs = std::filesystem;

namespace {

constexpr auto start_limit = std::chrono::seconds(60);

bool stop_requested(const ManagedPostgresOptions& options) {
    return options.stop && options.stop();
}

Error interrupted() {
    return {Errc::interrupted, "stopped while PostgreSQL was starting", "", ""};
}

Result<void> initialise(const PostgresBinaries& binaries, const fs::path& directory,
                        const ManagedPostgresOptions& options) {
    ChildOptions child;
    child.name = "initdb";
    child.command = {binaries.initdb.string(),
                     "-D",
                     (directory / "data").string(),
                     "-U",
                     "postgres",
                     "-A",
                     "trust",
                     "-E",
                     "UTF8",
                     "--locale=C",
                     "--no-sync",
                     "--no-instructions",
                     "--wal-segsize=4"};
    child.environment = plain_environment();
    child.user = options.user;
    child.directory = directory;
    child.log = directory / "initdb.log";
    auto process = ChildProcess::start(child);
    if (!process)
        return process.error();
    const auto deadline = std::chrono::steady_clock::now() + start_limit;
    while (process->running() && std::chrono::steady_clock::now() < deadline) {
        if (stop_requested(options))
            return interrupted();
        process->wait(std::chrono::milliseconds(20));
    }
    const auto status = process->exit_status();
    if (!status)
        return Error{Errc::unavailable, "initdb did not finish in 60 s", "", process->last_words()};
    if (*status != 0)
        return process->failure();
    return {};
}

}  // namespace

std::vector<std::string> postgres_command(const PostgresBinaries& binaries,
                                          const fs::path& directory,
                                          const ManagedPostgresOptions& options) {
    std::vector<std::string> command = {binaries.postgres.string(), "-D",
                                        (directory / "data").string()};
    const auto set = [&command](const std::string& setting) {
        command.emplace_back("-c");
        command.push_back(setting);
    };
    set("max_connections=" + std::to_string(options.max_connections));
    set("superuser_reserved_connections=3");
    set("shared_buffers=256MB");
    // initdb multiplies its default by the segments' size: 256 MB of the small ones used here, and
    // a server that does nothing but checkpoints under a load that writes.
    set("max_wal_size=1GB");
    if (options.statistics)
        set("track_io_timing=on");
    set("timezone=UTC");
    set("log_timezone=UTC");
    std::string preload;
    for (const std::string& library : binaries.preload)
        if (options.statistics || library != "pg_stat_statements")
            preload += (preload.empty() ? "" : ",") + library;
    if (!preload.empty())
        set("shared_preload_libraries=" + preload);
    if (preload.find("timescaledb") != std::string::npos)
        set("timescaledb.telemetry_level=off");
    if (!options.durable) {
        set("fsync=off");
        set("synchronous_commit=off");
        set("full_page_writes=off");
    }
    for (const auto& [name, value] : options.settings) set(name + "=" + value);
    // The last of a name is what counts.
    set("listen_addresses=");
    set("unix_socket_directories=" + directory.string());
    set("unix_socket_permissions=0700");
    return command;
}

std::string managed_postgres_dsn(const fs::path& directory) {
    return "host=" + directory.string() +
           " port=5432 user=postgres sslmode=disable gssencmode=disable connect_timeout=5 dbname=";
}

ChildOptions postgres_child(const std::string& name, const PostgresBinaries& binaries,
                            const fs::path& directory, const ManagedPostgresOptions& options) {
    ChildOptions child;
    child.name = name;
    child.command = postgres_command(binaries, directory, options);
    child.environment = plain_environment();
    child.user = options.user;
    child.directory = directory;
    child.log = directory / "postgres.log";
    child.stop_signal = SIGINT;    // "fast": does not wait for clients
    child.death_signal = SIGQUIT;  // "immediate": takes its own children along
    return child;
}

Result<ChildProcess> start_postgres_server(const std::string& name,
                                           const PostgresBinaries& binaries,
                                           const fs::path& directory,
                                           const ManagedPostgresOptions& options,
                                           const std::string& dsn) {
    auto process = ChildProcess::start(postgres_child(name, binaries, directory, options));
    if (!process)
        return process.error();
    const auto deadline = std::chrono::steady_clock::now() + start_limit;
    while (!postgres_answers(dsn)) {
        if (process->wait(std::chrono::milliseconds(10)))
            return process->failure();
        if (stop_requested(options))
            return interrupted();
        if (std::chrono::steady_clock::now() > deadline)
            return Error{Errc::unavailable, "the " + name + " did not answer in 60 s", "",
                         process->last_words()};
    }
    return process;
}

Result<std::unique_ptr<ManagedPostgres>> ManagedPostgres::start(
    const fs::path& directory, const ManagedPostgresOptions& options) {
    const auto binaries = find_postgres_binaries();
    if (!binaries)
        return binaries.error();
    if (auto fault = socket_path_fault(directory, ".s.PGSQL.5432"))
        return *fault;
    if (auto made = initialise(*binaries, directory, options); !made)
        return made.error();

    const std::string server = managed_postgres_dsn(directory);
    auto process = start_postgres_server("managed PostgreSQL server", *binaries, directory, options,
                                         server + "postgres");
    if (!process)
        return process.error();
    if (auto created = run_statement(server + "postgres", "CREATE DATABASE sark"); !created)
        return created.error();
    return std::unique_ptr<ManagedPostgres>(new ManagedPostgres(
        std::move(*process),
        postgres_child("managed PostgreSQL server", *binaries, directory, options), server + "sark",
        directory / "postgres.log"));
}

ManagedPostgres::ManagedPostgres(ChildProcess process, ChildOptions options, std::string dsn,
                                 fs::path log)
    : process_(std::move(process)),
      options_(std::move(options)),
      dsn_(std::move(dsn)),
      log_(std::move(log)) {}

Result<void> ManagedPostgres::start_again() {
    auto process = ChildProcess::start(options_);
    if (!process)
        return process.error();
    process_ = *std::move(process);
    return {};
}

}  // namespace sark::scenarios
