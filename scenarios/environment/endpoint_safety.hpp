#pragma once

#include <string>

#include "core/base/result.hpp"
#include "scenarios/environment/postgres_probe.hpp"

namespace sark::scenarios {

/// Whether a host is this machine for certain: empty (libpq's default socket), a socket path,
/// "localhost", 127.0.0.0/8, ::1 (brackets allowed) or its IPv4-mapped form. No name is resolved:
/// whoever answers for it could change.
[[nodiscard]] bool is_loopback_host(const std::string& host);

// Load is only sent to this machine, or to the one host that the user allowed by name. Each check
// is Errc::unsafe with the flag that would allow the host, Errc::invalid_argument when the address
// cannot be read. Messages never repeat the address itself: it may hold a password.

/// Every host that libpq might use for the DSN; see hosts_of_dsn().
[[nodiscard]] Result<void> check_postgres_safety(const std::string& dsn, const std::string& flag,
                                                 const std::string& allowed_host,
                                                 const EnvironmentLookup& environment);
/// "unix:/path" or "host:port".
[[nodiscard]] Result<void> check_redis_safety(const std::string& endpoint,
                                              const std::string& allowed_host);
/// "http://host[:port]", without credentials or a path.
[[nodiscard]] Result<void> check_url_safety(const std::string& url,
                                            const std::string& allowed_host);
/// The same for the URL of another flag.
[[nodiscard]] Result<void> check_url_safety(const std::string& url, const std::string& flag,
                                            const std::string& allowed_host);

}  // namespace sark::scenarios
