#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sark::cli {

/// "a,b,,c" as {"a", "b", "c"}.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text);

/// A Redis address with its password taken out, so that neither logs nor child processes see it.
struct RedisAddress {
    std::string address;  ///< "unix:/path" or "host:port"
    std::string password;
};

/// Accepts redis://[[user]:password@]host[:port], unix:/path, unix:///path, /path, host[:port];
/// [::1]:6379 for IPv6. Errc::invalid_argument otherwise.
[[nodiscard]] Result<RedisAddress> parse_redis_address(const std::string& text);

/// The value of an environment variable; empty when unset.
[[nodiscard]] std::string environment_value(const char* name);

}  // namespace sark::cli
