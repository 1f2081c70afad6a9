#pragma once

#include <memory>
#include <string>

#include "core/postgres/session.hpp"

namespace sark::test {

/// The connection string of the private server (SARK_TEST_DSN); ends the program when it is unset.
[[nodiscard]] std::string dsn();

/// A session that must open.
[[nodiscard]] std::unique_ptr<postgres::Session> connect();

/// Makes the schema of a system anew from migrations/<system>/*.up.sql, without the steps that need
/// an extension or cannot run in a transaction.
void recreate(const std::string& system);

/// The only value of a query that must succeed.
[[nodiscard]] std::string scalar(const std::string& sql);

/// Ends a backend and waits until it is gone.
void kill_backend(int pid);

}  // namespace sark::test
