#pragma once

#include <nlohmann/json_fwd.hpp>

#include "reports/writers/result_node.hpp"
#include "workloads/timing/tally.hpp"

namespace sark::reports {

/// The "failure_causes" member of an operation in a result.json; null when nothing was told.
[[nodiscard]] nlohmann::ordered_json failure_causes_json(const workloads::OperationTally& tally);

/// Reads it back, `operation` being its owner: nothing from where there is no such member. It is a
/// fault when more is told of an outcome than the tally counts of it.
[[nodiscard]] workloads::FailureCauses read_failure_causes(const ResultNode& operation,
                                                           const workloads::OperationTally& tally);

}  // namespace sark::reports
