#pragma once

#include <string>
#include <string_view>

#include "reports/capacity/capacity_result.hpp"

namespace sark::reports {

/// One step in words: what console, Markdown and HTML print of it.
struct StepRow {
    std::string kind;     ///< "search", "again", "confirm", "curve", "users"
    std::string offered;  ///< "830/s", or "8 users"
    std::string achieved;
    std::string in_flight;
    std::string p50;
    std::string p95;
    std::string p99;
    std::string within;  ///< "99.12 %"; empty when not judged.
    std::string errors;
    std::string target_cpu;
    std::string generator_cpu;
    std::string verdict;    ///< "holds", "breaks", "leans to holding", …
    std::string_view mark;  ///< The verdict's colour on a page: "pass", "fail" or "skipped".
    std::string reason;
};
[[nodiscard]] StepRow row_of(const CapacityStep& step);

/// A step's kind and verdict in the words of a row.
[[nodiscard]] std::string words_of(StepKind kind);
[[nodiscard]] std::string words_of(StepVerdict verdict);

}  // namespace sark::reports
