#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/postgres/session.hpp"

namespace sark::postgres {
class ConnectionPool;
}

namespace sark {

/// One prepared statement on a connection borrowed for it. Errors as of ConnectionPool::acquire()
/// and Session.
[[nodiscard]] Result<postgres::Rows> pooled_query(postgres::ConnectionPool& pool,
                                                  const std::string& name, const std::string& sql,
                                                  const postgres::Values& parameters);

/// Errc::not_found: "there is no <what> <key>".
[[nodiscard]] Error no_such(const char* what, const std::string& key);

}  // namespace sark
