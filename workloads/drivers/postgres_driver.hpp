#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/connection.hpp"
#include "workloads/drivers/driver.hpp"

namespace sark::workloads {

/// Connections that speak libpq without blocking: every operation of the load is prepared at
/// open(), RequestContext::pipeline are in flight at a time, arguments and results in text form.
/// Without RequestContext::prepared, and always behind a pooler in transaction mode, open() only
/// checks the statements, and each operation sends its own text.
/// Outcomes:
/// - ok: the statement succeeded with as many rows as expected (returned, else affected);
/// - wrong_answer: other rows, or any SQL error not below;
/// - refused: too many connections (53300), or the server does not accept connections;
/// - timeout: cancelled by the server (57014);
/// - connection: the session ended (08xxx, 57P0x, closed socket), its statement's fate unknown;
/// - protocol: a result that no prepared statement gives.
/// More than one in flight use libpq's pipeline mode. With sync_each every statement is a
/// transaction of its own, which costs a system call each (libpq 15 flushes at every Sync);
/// without, those sent together are one transaction and end together. There an error fails its own
/// statement, those behind it, which the server skips (refused), and those before it that were
/// undone with the transaction although their results had been good (wrong_answer); of these only
/// what a SELECT returned stands. Bytes are those of the operation's own protocol messages,
/// computed from the result; an error answer counts as its message, connecting and preparing as
/// nothing. libpq allocates results. Reconnecting uses the address that open() found, so that names
/// are not looked up under load; the server is not told of an abandoned statement (libpq's cancel
/// request blocks), only that its client left: it may work on it for a while yet. application_name
/// is sark-bench unless the DSN has one. All operations of one load must use the same database.
[[nodiscard]] Result<ConnectionFactory> make_postgres_factory(
    const Target& target, const std::vector<OperationSpec>& operations,
    const RequestContext& context);

}  // namespace sark::workloads
