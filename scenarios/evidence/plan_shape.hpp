#pragma once

#include <string>
#include <vector>

#include "scenarios/evidence/plan_capture.hpp"

namespace sark::scenarios {

/// A shape is what two plans of one statement have in common when the server does the same for it:
/// node types, relations, indexes and join types, no costs, rows or times.

/// The nodes with every Append and Merge Append reduced to the different ones among its children,
/// and left out where there is only one: how many partitions there are is no property of a plan.
[[nodiscard]] std::vector<PlanNode> without_repetition(const std::vector<PlanNode>& nodes);

/// "Limit > Nested Loop (Index Scan on a using a_pkey, Seq Scan on b)".
[[nodiscard]] std::string shape_text(const std::vector<PlanNode>& nodes);

/// 16 hexadecimal digits (FNV-1a, 64 bit, of shape_text); empty without nodes.
[[nodiscard]] std::string shape_hash(const std::vector<PlanNode>& nodes);

}  // namespace sark::scenarios
