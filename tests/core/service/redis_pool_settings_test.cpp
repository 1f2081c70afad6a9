#include <map>
#include <string>

#include <gtest/gtest.h>

#include "core/redis/pool_settings.hpp"

namespace sark::redis {
namespace {

using namespace std::chrono_literals;
using Variables = std::map<std::string, std::string>;

Result<ResolvedPoolSettings> resolve(const Variables& variables) {
    return resolve_pool_settings([&](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    });
}

std::string source_of(const ResolvedPoolSettings& resolved, const std::string& setting) {
    for (const SettingSource& one : resolved.sources)
        if (one.setting == setting)
            return one.value + " from " + one.source;
    return "absent";
}

TEST(RedisPoolSettingsTest, DefaultsAreTheDocumentedOnes) {
    const auto resolved = resolve({});
    ASSERT_TRUE(resolved);
    EXPECT_EQ(resolved->settings.pool_size, 50U);
    EXPECT_EQ(resolved->settings.socket_timeout, 5s);
    EXPECT_EQ(resolved->settings.connect_timeout, 5s);
    EXPECT_TRUE(resolved->settings.keepalive);
    EXPECT_EQ(resolved->settings.health_check_interval, 30s);
    EXPECT_EQ(source_of(*resolved, "redis_pool_size"), "50 from default");
}

TEST(RedisPoolSettingsTest, ValkeyNamesWinOverRedisNames) {
    const auto resolved = resolve({{"VALKEY_POOL_SIZE", "100"},
                                   {"REDIS_POOL_SIZE", "7"},
                                   {"REDIS_SOCKET_TIMEOUT", "2"},
                                   {"REDIS_SOCKET_KEEPALIVE", "false"},
                                   {"VALKEY_HEALTH_CHECK_INTERVAL", "0"}});
    ASSERT_TRUE(resolved);
    EXPECT_EQ(resolved->settings.pool_size, 100U);
    EXPECT_EQ(resolved->settings.socket_timeout, 2s);
    EXPECT_FALSE(resolved->settings.keepalive);
    EXPECT_EQ(resolved->settings.health_check_interval, 0s);
    EXPECT_EQ(source_of(*resolved, "redis_pool_size"), "100 from environment VALKEY_POOL_SIZE");
    EXPECT_EQ(source_of(*resolved, "redis_socket_timeout"),
              "2 from environment REDIS_SOCKET_TIMEOUT");
}

TEST(RedisPoolSettingsTest, ABadValueNamesItsVariable) {
    for (const auto& [name, value] : Variables{{"VALKEY_POOL_SIZE", "0"},
                                               {"REDIS_POOL_SIZE", "many"},
                                               {"VALKEY_SOCKET_TIMEOUT", "-1"},
                                               {"REDIS_SOCKET_KEEPALIVE", "perhaps"}}) {
        const auto resolved = resolve({{name, value}});
        ASSERT_FALSE(resolved) << name;
        EXPECT_EQ(resolved.error().code, Errc::invalid_argument);
        EXPECT_NE(resolved.error().where.find(name), std::string::npos);
    }
}

}  // namespace
}  // namespace sark::redis
