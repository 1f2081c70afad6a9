#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/postgres/pool_settings.hpp"
#include "scenarios/environment/child_process.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios {

struct ManagedApiOptions {
    std::string program;  ///< This executable.
    unsigned threads = 64;
    postgres::PoolSettings pool;
    postgres::PoolSettings audit_pool;
    postgres::PoolSettings read_pool;
    AuditSettings audit;
    std::string settings_profile;                               ///< Empty: none.
    std::vector<std::pair<std::string, std::string>> settings;  ///< Of `serve`, by name.
    std::string opa_url;                                        ///< Decides; empty: the rules.
    OpaStandInSpec opa;                                         ///< The server's patience with it.
    std::vector<std::string> arguments;                         ///< Further ones of `serve`.
    std::vector<std::string> variables;  ///< NAME=VALUE beside our own environment.
    // Secrets: they travel in the child's environment, never in its arguments.
    std::string dsn;
    std::string audit_dsn;  ///< Empty: the same database.
    std::string read_dsn;   ///< Of a read replica; empty: none.
    std::string redis;
    std::string redis_password;
    std::function<bool()> stop;  ///< True ends the start (Errc::interrupted); may be empty.
};

/// The reference API server as a child process: `<program> serve` on a free loopback port, which it
/// announces as "listening on http://127.0.0.1:PORT" on stdout. Lives and dies with this object;
/// see ChildProcess about threads.
class ManagedApi {
 public:
    /// Waits up to 30 s for the announcement. Its log goes to `directory`. Errc::unavailable with
    /// its last log lines when it dies first or says nothing.
    [[nodiscard]] static Result<std::unique_ptr<ManagedApi>> start(
        const std::filesystem::path& directory, const ManagedApiOptions& options);

    /// "http://127.0.0.1:PORT".
    [[nodiscard]] const std::string& url() const noexcept { return url_; }
    [[nodiscard]] ChildProcess& process() noexcept { return process_; }

 private:
    ManagedApi(ChildProcess process, std::string url);
    ChildProcess process_;
    std::string url_;
};

/// The URL of a line "listening on http://HOST:PORT"; empty when the line is another one.
[[nodiscard]] std::string announced_url(const std::string& line);

}  // namespace sark::scenarios
