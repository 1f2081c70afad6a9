#include "core/redis/pool_settings.hpp"

#include <utility>

namespace sark::redis {

Result<ResolvedPoolSettings> resolve_pool_settings(
    const std::function<const char*(const char*)>& environment) {
    PoolSettings settings;
    double socket_timeout_s = to_seconds(settings.socket_timeout);
    double connect_timeout_s = to_seconds(settings.connect_timeout);
    double health_check_s = to_seconds(settings.health_check_interval);
    SettingReader reader(environment);
    reader.read("redis_pool_size", {}, {"VALKEY_POOL_SIZE", "REDIS_POOL_SIZE"}, settings.pool_size,
                1U);
    reader.read("redis_socket_timeout", {}, {"VALKEY_SOCKET_TIMEOUT", "REDIS_SOCKET_TIMEOUT"},
                socket_timeout_s);
    reader.read("redis_connect_timeout", {},
                {"VALKEY_SOCKET_CONNECT_TIMEOUT", "REDIS_SOCKET_CONNECT_TIMEOUT"},
                connect_timeout_s);
    reader.read("redis_keepalive", {}, {"VALKEY_SOCKET_KEEPALIVE", "REDIS_SOCKET_KEEPALIVE"},
                settings.keepalive);
    reader.read("redis_health_check_interval", {},
                {"VALKEY_HEALTH_CHECK_INTERVAL", "REDIS_HEALTH_CHECK_INTERVAL"}, health_check_s);
    if (reader.error)
        return std::move(*reader.error);
    settings.socket_timeout = from_seconds(socket_timeout_s);
    settings.connect_timeout = from_seconds(connect_timeout_s);
    settings.health_check_interval = from_seconds(health_check_s);
    return ResolvedPoolSettings{settings, std::move(reader.sources)};
}

}  // namespace sark::redis
