#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "scenarios/environment/child_process.hpp"
#include "scenarios/environment/service_user.hpp"

namespace sark::scenarios {

struct ManagedPostgresOptions {
    bool durable = true;  ///< False: fsync, synchronous_commit and full_page_writes off.
    unsigned max_connections = 200;
    std::optional<ServiceUser> user;
    std::function<bool()> stop;  ///< True ends the start (Errc::interrupted); may be empty.
};

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

 private:
    ManagedPostgres(ChildProcess process, std::string dsn, std::filesystem::path log);
    ChildProcess process_;
    std::string dsn_;
    std::filesystem::path log_;
};

}  // namespace sark::scenarios
