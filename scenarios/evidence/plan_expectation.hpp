#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "scenarios/evidence/plan_capture.hpp"

namespace sark::scenarios {

/// What a scenario says about the plan of an operation: {"plan": {"expect": "index_scan idx_a"}}.
struct PlanExpectation {
    enum class Kind : std::uint8_t {
        index_scan,       ///< Any use of an index: plain, index-only or bitmap.
        index_only_scan,  ///< Answered from the index alone.
        bitmap_scan,      ///< Through a bitmap of the index.
        seq_scan,         ///< A table is read whole.
        no_seq_scan,      ///< No table, or not that one, is read whole.
        nested_loop,
        hash_join,
        merge_join,
    };
    Kind kind = Kind::index_scan;
    std::string name;  ///< Index or table; empty: any.
};

/// Reads "index_scan idx_resources_protocol", "no_seq_scan", "hash_join". Errc::invalid_argument
/// for another word (the hint has the words there are), or a name where none belongs.
[[nodiscard]] Result<PlanExpectation> parse_plan_expectation(std::string_view text);

/// Whether a plan of this shape does as expected. A table may be named with its schema or without.
[[nodiscard]] bool plan_meets(const PlanExpectation& expectation,
                              const std::vector<PlanNode>& shape);

}  // namespace sark::scenarios
