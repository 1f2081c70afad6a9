#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/environment/child_process.hpp"
#include "scenarios/environment/service_user.hpp"

namespace sark::scenarios {

struct ManagedPostgresOptions {
    bool durable = true;  ///< False: fsync, synchronous_commit and full_page_writes off.
    unsigned max_connections = 200;
    /// What it counts for the evidence of a run, at a price for each statement:
    /// pg_stat_statements, where the installation has it, and the time of reads and writes.
    bool statistics = true;
    /// Further settings of the server by name; they win over ours, but not over where it listens.
    std::vector<std::pair<std::string, std::string>> settings;
    std::optional<ServiceUser> user;
    std::function<bool()> stop;  ///< True ends the start (Errc::interrupted); may be empty.
};

struct PostgresBinaries;

/// The command that serves `directory`/data on the unix socket `directory`/.s.PGSQL.5432.
[[nodiscard]] std::vector<std::string> postgres_command(const PostgresBinaries& binaries,
                                                        const std::filesystem::path& directory,
                                                        const ManagedPostgresOptions& options);

/// How that command is started as a child; it is stopped, and dies with us, in PostgreSQL's ways.
[[nodiscard]] ChildOptions postgres_child(const std::string& name, const PostgresBinaries& binaries,
                                          const std::filesystem::path& directory,
                                          const ManagedPostgresOptions& options);

/// Starts that command and waits until the server answers at `dsn`. Errors as of
/// ManagedPostgres::start().
[[nodiscard]] Result<ChildProcess> start_postgres_server(const std::string& name,
                                                         const PostgresBinaries& binaries,
                                                         const std::filesystem::path& directory,
                                                         const ManagedPostgresOptions& options,
                                                         const std::string& dsn);

/// The connection string of a server in `directory`, up to its "dbname=".
[[nodiscard]] std::string managed_postgres_dsn(const std::filesystem::path& directory);

/// A PostgreSQL server of our own in a new data directory, on a unix socket that only its user (and
/// root) can reach, with one database "sark". Lives and dies with this object; see ChildProcess
/// about threads.
class ManagedPostgres {
 public:
    /// `directory` is empty and belongs to the user. Errc::unavailable when the server is not
    /// installed or does not come up, with the last lines of its log.
    [[nodiscard]] static Result<std::unique_ptr<ManagedPostgres>> start(
        const std::filesystem::path& directory, const ManagedPostgresOptions& options);

    [[nodiscard]] const std::string& dsn() const noexcept { return dsn_; }
    [[nodiscard]] ChildProcess& process() noexcept { return process_; }
    /// Where the server writes what it has to say.
    [[nodiscard]] const std::filesystem::path& log() const noexcept { return log_; }
    /// Starts it again on its data after it has ended; does not wait until it answers.
    [[nodiscard]] Result<void> start_again();

 private:
    ManagedPostgres(ChildProcess process, ChildOptions options, std::string dsn,
                    std::filesystem::path log);
    ChildProcess process_;
    ChildOptions options_;
    std::string dsn_;
    std::filesystem::path log_;
};

}  // namespace sark::scenarios
