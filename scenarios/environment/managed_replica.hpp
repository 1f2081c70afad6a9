#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "scenarios/environment/child_process.hpp"
#include "scenarios/environment/managed_postgres.hpp"

namespace sark::scenarios {

/// A streaming replica of a managed PostgreSQL: copied with pg_basebackup, started as a hot standby
/// on a unix socket of its own with the settings of its primary (S001-POOL-02). Lives and dies with
/// this object, and before its primary; see ChildProcess about threads.
class ManagedReplica {
 public:
    /// `directory` is empty and belongs to the user; `primary_directory` is that of the primary's
    /// socket. Returns when the replica answers. Errors as of ManagedPostgres::start().
    [[nodiscard]] static Result<std::unique_ptr<ManagedReplica>> start(
        const std::filesystem::path& directory, const std::filesystem::path& primary_directory,
        const ManagedPostgresOptions& options);

    [[nodiscard]] const std::string& dsn() const noexcept { return dsn_; }
    [[nodiscard]] ChildProcess& process() noexcept { return process_; }

 private:
    ManagedReplica(ChildProcess process, std::string dsn);
    ChildProcess process_;
    std::string dsn_;
};

}  // namespace sark::scenarios
