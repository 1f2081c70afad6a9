#pragma once

#include <string>

#include "cli/options/identity_options.hpp"
#include "core/base/result.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/scenario.hpp"

namespace CLI {
class App;
}

namespace sark::cli {

/// Where the services are, as given by flags or by the environment (which keeps passwords out of
/// argv).
struct TargetOptions {
    std::string dsn;             ///< --dsn, SARK_BENCH_DSN
    std::string audit_dsn;       ///< --audit-dsn, SARK_BENCH_AUDIT_DSN
    std::string read_dsn;        ///< --read-dsn, SARK_BENCH_READ_DSN
    std::string redis;           ///< --redis, SARK_BENCH_REDIS; after split_password() without one
    std::string redis_password;  ///< SARK_BENCH_REDIS_PASSWORD, or from the address
    std::string url;             ///< --url
    std::string allow_remote;    ///< --allow-remote
    bool no_evidence = false;    ///< --no-evidence
    bool keep_data = false;      ///< --keep-data
    IdentityFlags identity;
    scenarios::ApiIdentity api;  ///< After read_secrets().
};

void add_postgres_options(CLI::App& command, TargetOptions& options);
/// --no-evidence
void add_evidence_option(CLI::App& command, TargetOptions& options);
void add_redis_option(CLI::App& command, TargetOptions& options);
void add_allow_remote_option(CLI::App& command, TargetOptions& options);

/// --keep-data
void add_keep_data_option(CLI::App& command, TargetOptions& options);
/// Everything that says where one target is and who asks: the databases, Redis, --url with an
/// identity, --allow-remote, --keep-data.
void add_target_options(CLI::App& command, TargetOptions& options);

/// Moves a password from the Redis address to redis_password.
[[nodiscard]] Result<void> split_password(TargetOptions& options);
/// The same, and fills in what is shown to the API.
[[nodiscard]] Result<void> read_secrets(TargetOptions& options);

/// An environment at these places, with services of this very program where none is given. Who
/// waits for it adds `note` and `stop`.
[[nodiscard]] scenarios::EnvironmentOptions environment_at(const TargetOptions& target);

/// --keep-data keeps what a given database holds: a private one holds nothing.
[[nodiscard]] Result<void> check_kept_data(const scenarios::Scenario& scenario,
                                           const scenarios::EnvironmentOptions& environment);

}  // namespace sark::cli
