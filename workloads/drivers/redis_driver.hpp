#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/connection.hpp"
#include "workloads/drivers/driver.hpp"

namespace sark::workloads {

/// Connections to Redis over TCP or a unix socket, RequestContext::pipeline commands in flight
/// each; with a password AUTH goes first on every new connection. Outcomes:
/// - ok: a reply that meets the expectation; wrong_answer: another one, or an error reply;
/// - refused: LOADING, BUSY, OOM, too many clients, or nobody listening;
/// - connection: closed with the command in flight; protocol: a reply that is not RESP2 (the
/// commands
///   behind it lose their connection).
/// Redis executes the commands of a pipeline one by one: an error reply fails its own command only.
[[nodiscard]] Result<ConnectionFactory> make_redis_factory(
    const Target& target, const std::vector<OperationSpec>& operations,
    const RequestContext& context);

}  // namespace sark::workloads
