#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// What EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) said of one execution.
struct PlanCapture {
    std::string json;                  ///< As the server wrote it.
    std::vector<std::string> nodes;    ///< Node types from the root down, depth first.
    std::vector<std::string> indexes;  ///< Used, in the same order, each once.
    double planning_ms = 0.0;
    double execution_ms = 0.0;
    double shared_hit = 0.0;  ///< Blocks, of the whole plan.
    double shared_read = 0.0;

    /// "Limit > Bitmap Heap Scan > Bitmap Index Scan (idx_resources_metadata_gin)".
    [[nodiscard]] std::string summary() const;
    /// Whether a node is of the type, e.g. "Seq Scan"; "Index Scan" is any scan of an index.
    [[nodiscard]] bool has(std::string_view node) const;
};

/// Errc::protocol for a text that is not such a plan.
[[nodiscard]] Result<PlanCapture> read_plan(const std::string& json);

}  // namespace sark::scenarios
