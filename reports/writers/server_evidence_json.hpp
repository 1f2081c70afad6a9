#pragma once

#include <nlohmann/json_fwd.hpp>

#include "reports/writers/result_node.hpp"
#include "scenarios/evidence/server_evidence.hpp"

namespace sark::reports {

/// /evidence/server of a result.json.
[[nodiscard]] nlohmann::ordered_json server_evidence_json(
    const scenarios::ServerEvidence& evidence);

/// Reads it back; faults go to the node.
[[nodiscard]] scenarios::ServerEvidence read_server_evidence(const ResultNode& node);

}  // namespace sark::reports
