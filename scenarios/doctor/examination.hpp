#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/postgres/session.hpp"
#include "scenarios/doctor/check.hpp"

namespace sark::scenarios::doctor {

/// Puts every check for PostgreSQL (and for the user) to a database, each in a ReadOnlySession's
/// statement. What cannot be asked (no privilege, no extension, a lock, a time-out, an error of the
/// server's) is an unknown that says so. `told` has what the user knows: host memory, a run.
/// The title is the database's name. Errc::unavailable when the connection is lost.
[[nodiscard]] Result<Examination> examine_database(postgres::Session& session,
                                                   const std::vector<Check>& checks,
                                                   const Circumstances& told);

/// Puts every check for Redis to what INFO said, and to its settings: those that CONFIG GET gave.
[[nodiscard]] Examination examine_redis(const std::map<std::string, std::string>& info,
                                        const std::map<std::string, std::string>& settings,
                                        const std::vector<Check>& checks);

/// Forgets what pg_stat_statements recorded of this database, and of no other: the one thing here
/// that changes anything. Errc::not_found without the extension; errors of Session.
[[nodiscard]] Result<void> reset_statement_statistics(postgres::Session& session);

}  // namespace sark::scenarios::doctor
