#pragma once

#include <functional>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/setting.hpp"
#include "core/base/time.hpp"

namespace sark::redis {

/// The Redis pool of S002-POOL-02. Of upstream's settings, min idle is left out (connections are
/// opened when needed) and retry_on_timeout too (a lost connection is retried once, a slow answer
/// is not: it would double the load on a Redis that is late).
struct PoolSettings {
    unsigned pool_size = 50;
    Nanos socket_timeout = std::chrono::seconds(5);  ///< Also the wait for a free connection.
    Nanos connect_timeout = std::chrono::seconds(5);
    bool keepalive = true;  ///< TCP keep-alive probes; without effect on unix sockets.
    /// A connection that was idle for longer is checked by PING before it is used; 0: never.
    Nanos health_check_interval = std::chrono::seconds(30);
};

struct ResolvedPoolSettings {
    PoolSettings settings;
    std::vector<SettingSource> sources;  ///< Named "redis_pool_size" and so on.
};

/// From VALKEY_POOL_SIZE, VALKEY_SOCKET_TIMEOUT, VALKEY_SOCKET_CONNECT_TIMEOUT,
/// VALKEY_SOCKET_KEEPALIVE, VALKEY_HEALTH_CHECK_INTERVAL, then the same names with REDIS_
/// (REQUIREMENTS X-13), then the defaults. Errc::invalid_argument names the bad variable.
[[nodiscard]] Result<ResolvedPoolSettings> resolve_pool_settings(
    const std::function<const char*(const char*)>& environment);

}  // namespace sark::redis
