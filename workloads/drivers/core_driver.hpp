#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/connection.hpp"
#include "workloads/drivers/driver.hpp"
#include "workloads/operations/core_call.hpp"

namespace sark::workloads {

/// Connections that call Target::core on the worker's own thread: start() returns the outcome, and
/// there is no descriptor to watch. Outcomes:
/// - ok: the call succeeded; a decision (policy, budget, access) is ok whether it allows or denies;
/// - wrong_answer: a decision by error, a missing or conflicting row, an SQL error;
/// - refused: audit queue full, pool exhausted (pool.acquire); timeout: any other timeout;
/// - connection: the database is away.
/// Requests are built within start(), so that building them (well below a microsecond each) is
/// part of what is timed. Errc::invalid_scenario for an unknown call (the hint has the nearest),
/// a wrong number of arguments, or arguments of policy.evaluate that are no ${parameter} of users
/// and tools; Errc::invalid_argument without a core.
[[nodiscard]] Result<ConnectionFactory> make_core_factory(
    const Target& target, const std::vector<OperationSpec>& operations,
    const RequestContext& context);

}  // namespace sark::workloads
