#pragma once

#include <memory>
#include <string>
#include <vector>

#include "scenarios/evidence/auto_explain.hpp"
#include "scenarios/evidence/server_evidence.hpp"
#include "scenarios/evidence/watch_connection.hpp"
#include "scenarios/scenario.hpp"
#include "workloads/drivers/driver.hpp"

namespace sark::scenarios {

/// Names of partitions and their indexes in the connection's database; empty when refused.
[[nodiscard]] PartitionRoots read_partition_roots(WatchConnection& connection);

/// The plans of a postgres load's operations, in their order: EXPLAIN (ANALYZE, BUFFERS, VERBOSE)
/// of the prepared statement with arguments of arrivals that the load has, each in a transaction
/// that is rolled back. The statement is planned five times before, as the server decides between
/// a generic plan and one for the arguments at the sixth. `context` as the load's connections have
/// it; `logged` is what was sampled under load.
[[nodiscard]] std::vector<OperationPlan> capture_plans(const LoadSpec& load,
                                                       const workloads::Target& target,
                                                       workloads::RequestContext context,
                                                       const std::string& log_since_start);

/// Whether EXPLAIN takes the statement: it begins with SELECT, INSERT, UPDATE, DELETE, MERGE,
/// VALUES, TABLE or WITH.
[[nodiscard]] bool is_explainable(std::string_view sql);

}  // namespace sark::scenarios
