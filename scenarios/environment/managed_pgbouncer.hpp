#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "scenarios/environment/child_process.hpp"
#include "scenarios/environment/service_user.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios {

struct ManagedPgbouncerOptions {
    BouncerSpec spec;
    std::filesystem::path server_directory;  ///< Of the managed server's socket.
    std::optional<ServiceUser> user;
    std::function<bool()> stop;  ///< True ends the start (Errc::interrupted); may be empty.
};

/// How many clients the documented PgBouncer takes (S001-POOL-05).
inline constexpr unsigned bouncer_clients_max = 1000;

/// A PgBouncer of our own before a managed PostgreSQL, on a unix socket in a private directory,
/// with the documented settings. Lives and dies with this object; see ChildProcess about threads.
class ManagedPgbouncer {
 public:
    /// `directory` is empty and belongs to the user. Errc::unavailable when pgbouncer is not
    /// installed or does not come up, with the last lines of its log.
    [[nodiscard]] static Result<std::unique_ptr<ManagedPgbouncer>> start(
        const std::filesystem::path& directory, const ManagedPgbouncerOptions& options);

    [[nodiscard]] const std::string& dsn() const noexcept { return dsn_; }
    /// "1.18.0"; empty when it does not tell.
    [[nodiscard]] const std::string& version() const noexcept { return version_; }
    [[nodiscard]] ChildProcess& process() noexcept { return process_; }

 private:
    ManagedPgbouncer(ChildProcess process, std::string dsn, std::string version);
    ChildProcess process_;
    std::string dsn_;
    std::string version_;
};

/// The file that it is started with. Comments stand on lines of their own (E-09); `options` of the
/// start-up packet is ignored, and each server connection sets the statement timeout that a client
/// would ask for there (E-08).
[[nodiscard]] std::string managed_pgbouncer_ini(const std::filesystem::path& directory,
                                                const ManagedPgbouncerOptions& options);

/// $SARK_BENCH_PGBOUNCER (nothing else when that is set), then PATH, /usr/sbin. Errc::unavailable
/// with how to install it.
[[nodiscard]] Result<std::filesystem::path> find_pgbouncer();

}  // namespace sark::scenarios
