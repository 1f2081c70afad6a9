#include "scenarios/environment/managed_replica.hpp"

#include <chrono>
#include <utility>

#include "scenarios/environment/postgres_binaries.hpp"
#include "scenarios/environment/run_directory.hpp"

namespace sark::scenarios {

namespace fs = std::filesystem;

namespace {

/// A slot keeps what the replica has not read yet, however long seeding takes.
constexpr const char* slot = "sark_bench_replica";
constexpr auto copy_limit = std::chrono::minutes(10);

Result<void> copy_primary(const PostgresBinaries& binaries, const fs::path& directory,
                          const fs::path& primary_directory,
                          const ManagedPostgresOptions& options) {
    ChildOptions child;
    child.name = "pg_basebackup";
    child.command = {(binaries.postgres.parent_path() / "pg_basebackup").string(),
                     "--pgdata=" + (directory / "data").string(),
                     "--host=" + primary_directory.string(),
                     "--port=5432",
                     "--username=postgres",
                     "--no-password",
                     "--write-recovery-conf",
                     "--create-slot",
                     std::string("--slot=") + slot,
                     "--wal-method=stream",
                     "--checkpoint=fast",
                     "--no-sync"};
    child.environment = plain_environment();
    child.user = options.user;
    child.directory = directory;
    child.log = directory / "basebackup.log";
    auto process = ChildProcess::start(child);
    if (!process)
        return process.error();
    const auto deadline = std::chrono::steady_clock::now() + copy_limit;
    while (process->running() && std::chrono::steady_clock::now() < deadline) {
        if (options.stop && options.stop())
            return Error{Errc::interrupted, "stopped while the replica was copied", "", ""};
        process->wait(std::chrono::milliseconds(20));
    }
    const auto status = process->exit_status();
    if (!status)
        return Error{Errc::unavailable, "pg_basebackup did not finish in 10 minutes", "",
                     process->last_words()};
    if (*status != 0)
        return process->failure();
    return {};
}

}  // namespace

Result<std::unique_ptr<ManagedReplica>> ManagedReplica::start(
    const fs::path& directory, const fs::path& primary_directory,
    const ManagedPostgresOptions& options) {
    const auto binaries = find_postgres_binaries();
    if (!binaries)
        return binaries.error();
    if (auto fault = socket_path_fault(directory, ".s.PGSQL.5432"))
        return *fault;
    if (auto copied = copy_primary(*binaries, directory, primary_directory, options); !copied)
        return copied.error();
    const std::string dsn = managed_postgres_dsn(directory) + "sark";
    auto process =
        start_postgres_server("managed PostgreSQL replica", *binaries, directory, options, dsn);
    if (!process)
        return process.error();
    return std::unique_ptr<ManagedReplica>(new ManagedReplica(std::move(*process), dsn));
}

ManagedReplica::ManagedReplica(ChildProcess process, std::string dsn)
    : process_(std::move(process)), dsn_(std::move(dsn)) {}

}  // namespace sark::scenarios
