#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark::scenarios {

/// A variable of the environment, or null.
using EnvironmentLookup = std::function<const char*(const char*)>;

/// Every host that libpq might connect to for a DSN (key=value or URI form), PGHOST and PGHOSTADDR
/// included: names, addresses or socket directories; "" is the default socket. hostaddr wins over
/// host, as in libpq. Errc::invalid_argument when libpq cannot read the DSN (the message does not
/// repeat it), Errc::unsafe for service= and PGSERVICE: what is behind them cannot be told.
[[nodiscard]] Result<std::vector<std::string>> hosts_of_dsn(const std::string& dsn,
                                                            const EnvironmentLookup& environment);

/// NAME=VALUE of the variables by which a program that uses libpq finds the same database, password
/// included: what must not stand among its arguments. Errc::invalid_argument when libpq cannot read
/// the DSN.
[[nodiscard]] Result<std::vector<std::string>> libpq_environment(const std::string& dsn);

/// Whether a server takes connections at `dsn` now.
[[nodiscard]] bool postgres_answers(const std::string& dsn);

/// Runs one statement without parameters on a connection of its own; Errc::unavailable with the
/// server's words when it fails.
[[nodiscard]] Result<void> run_statement(const std::string& dsn, const std::string& sql);

}  // namespace sark::scenarios
