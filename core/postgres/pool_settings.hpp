#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/setting.hpp"
#include "core/base/time.hpp"

namespace sark::postgres {

/// SQLAlchemy-style pool settings of S000-CFG-02; defaults are those of three of the four seeds
/// (S001-POOL-01, S002-POOL-01, S003-POOL-01).
struct PoolSettings {
    unsigned pool_size = 20;
    unsigned max_overflow = 10;
    Nanos timeout = std::chrono::seconds(30);
    Nanos recycle = std::chrono::seconds(3600);  ///< Connections this old are replaced; 0: never.
    bool pre_ping = true;
    bool echo_pool = false;  ///< Logs every checkout and return to stderr.
    bool prepared = true;    ///< False behind a pooler in transaction mode; see SessionOptions.
    Nanos statement_timeout = std::chrono::seconds(30);  ///< S001-POOL-01; 0: the server's.
};

struct ResolvedPoolSettings {
    PoolSettings settings;
    std::vector<SettingSource> sources;
};

/// Values given by scenario or command line (absent: not given).
struct PoolOverrides {
    std::optional<unsigned> pool_size;
    std::optional<unsigned> max_overflow;
    std::optional<double> timeout_s;
    std::optional<double> recycle_s;
    std::optional<bool> pre_ping;
    std::optional<bool> echo_pool;
};

/// Precedence: command line > POSTGRES_POOL_SIZE, POSTGRES_MAX_OVERFLOW, POSTGRES_POOL_TIMEOUT,
/// POSTGRES_POOL_RECYCLE, POSTGRES_POOL_PRE_PING, POSTGRES_ECHO_POOL > DATABASE_POOL_SIZE,
/// DATABASE_MAX_OVERFLOW, DATABASE_POOL_TIMEOUT, DATABASE_POOL_RECYCLE > scenario > default.
/// `environment` returns a variable's value or null. Errc::invalid_argument names the bad variable.
[[nodiscard]] Result<ResolvedPoolSettings> resolve_pool_settings(
    const PoolOverrides& command_line, const PoolOverrides& scenario,
    const std::function<const char*(const char*)>& environment);

/// The audit writer's pool (S001-POOL-03): 10 + 5 unless AUDIT_DATABASE_POOL_SIZE,
/// AUDIT_DATABASE_MAX_OVERFLOW or the scenario say otherwise; all else as the primary pool's.
[[nodiscard]] Result<ResolvedPoolSettings> resolve_audit_pool_settings(
    const PoolSettings& primary, const PoolOverrides& scenario,
    const std::function<const char*(const char*)>& environment);
/// The read replica's pool (S001-POOL-02): 30 + 20 unless READ_REPLICA_POOL_SIZE,
/// READ_REPLICA_MAX_OVERFLOW or the scenario say otherwise; all else as the primary pool's.
[[nodiscard]] Result<ResolvedPoolSettings> resolve_read_pool_settings(
    const PoolSettings& primary, const PoolOverrides& scenario,
    const std::function<const char*(const char*)>& environment);

}  // namespace sark::postgres
