#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// A node of a plan as far as its shape goes.
struct PlanNode {
    std::string type;      ///< As EXPLAIN says it: "Index Scan", "Hash Left Join".
    std::string relation;  ///< Qualified where the plan says its schema; empty: none.
    std::string index;     ///< Empty: none.
    unsigned depth = 0;    ///< The root's is 0; children follow their parent.

    friend bool operator==(const PlanNode&, const PlanNode&) = default;
};

/// Leaf partitions (and chunks) and their indexes by name, with the name of the table or index that
/// they are parts of. Without it every day's partition would be another plan.
using PartitionRoots = std::map<std::string, std::string, std::less<>>;

/// What EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) said of one execution.
struct PlanCapture {
    std::string json;                  ///< As the server wrote it.
    std::vector<std::string> nodes;    ///< Node types from the root down, depth first.
    std::vector<std::string> indexes;  ///< Used, in the same order, each once.
    std::vector<PlanNode> shape;       ///< As nodes, with partitions named by their root, and those
                                       ///< that are scanned alike told once.
    std::string statement;             ///< The server's query identifier; empty when it tells none.
    std::string query;                 ///< The text, where the plan came with one (auto_explain).
    double planning_ms = 0.0;
    double execution_ms = 0.0;
    double shared_hit = 0.0;  ///< Blocks, of the whole plan.
    double shared_read = 0.0;

    /// "Limit > Bitmap Heap Scan > Bitmap Index Scan (idx_resources_metadata_gin)".
    [[nodiscard]] std::string summary() const;
    /// Whether a node is of the type, e.g. "Seq Scan"; "Index Scan" is any scan of an index.
    [[nodiscard]] bool has(std::string_view node) const;
};

/// Reads what EXPLAIN returns (an array) or auto_explain logs (an object). Errc::protocol for a
/// text that is neither.
[[nodiscard]] Result<PlanCapture> read_plan(const std::string& json,
                                            const PartitionRoots& roots = {});

}  // namespace sark::scenarios
