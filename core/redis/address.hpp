#pragma once

#include <string>

#include "core/base/result.hpp"

namespace sark::redis {

/// Where a Redis listens: a unix socket path, or a host and port.
struct Address {
    std::string path;  ///< Empty for TCP.
    std::string host;
    int port = 0;
};

/// Reads "unix:/path", "host:port" or "[v6]:port". Errc::invalid_argument otherwise.
[[nodiscard]] Result<Address> parse_address(const std::string& text);

}  // namespace sark::redis
