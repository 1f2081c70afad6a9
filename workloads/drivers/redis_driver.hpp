#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/connection.hpp"
#include "workloads/drivers/driver.hpp"

namespace sark::workloads {

/// Connections to Redis through hiredis' asynchronous API, one command in flight each, over TCP or
/// a unix socket; with a password AUTH goes first on every new connection. Outcomes:
/// - ok: a reply that meets the expectation; wrong_answer: another one, or an error reply;
/// - refused: LOADING, BUSY, OOM, too many clients, or nobody listening;
/// - connection: closed with the command in flight; protocol: a reply that is not RESP2.
/// hiredis allocates the reply. Because it writes without MSG_NOSIGNAL, SIGPIPE is set to be
/// ignored when the program has left it at its default.
[[nodiscard]] Result<ConnectionFactory> make_redis_factory(
    const Target& target, const std::vector<OperationSpec>& operations,
    const RequestContext& context);

}  // namespace sark::workloads
