#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

#include "core/base/result.hpp"

namespace sark::workloads {

/// One address of a target, resolved; `text` is its numeric host for messages and clients.
struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;
    std::string text;
};

/// A host and a TCP port.
struct Endpoint {
    std::string host;  ///< A name or an address, without brackets.
    std::string port;

    /// "host:port", an IPv6 address in brackets; what errors and Host headers show.
    [[nodiscard]] std::string authority() const;
};

/// Reads "host:port" or "[v6]:port"; the port may be missing when `default_port` is not empty.
/// Errc::invalid_argument otherwise, naming `what`.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view text, std::string_view default_port,
                                              std::string_view what);

/// Reads "http://host[:port][/]". Errc::invalid_argument for https, a path, or user information.
[[nodiscard]] Result<Endpoint> parse_http_url(std::string_view url);

/// Looks the host up: blocking, for start-up only. At least one address, in the resolver's order;
/// Errc::unavailable when there is none.
[[nodiscard]] Result<std::vector<SocketAddress>> resolve(const Endpoint& endpoint);

}  // namespace sark::workloads
