#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// Where a Redis is: "unix:/path" or "host:port" ("[::1]:6379" for IPv6).
struct RedisEndpoint {
    std::string socket;  ///< Set for unix sockets; host and port are not then.
    std::string host;
    int port = 0;
};

/// Errc::invalid_argument when the text is neither form.
[[nodiscard]] Result<RedisEndpoint> parse_redis_endpoint(const std::string& text);

/// What INFO says: "redis_version" -> "7.0.15", "keyspace_hits" -> "12". A connection of its own,
/// 2 s at most per step; Errc::unavailable with the reason, never the password.
[[nodiscard]] Result<std::map<std::string, std::string>> redis_info(const std::string& endpoint,
                                                                    const std::string& password);

/// The lines "name:value" of INFO's answer.
[[nodiscard]] std::map<std::string, std::string> parse_redis_info(const std::string& text);

}  // namespace sark::scenarios
