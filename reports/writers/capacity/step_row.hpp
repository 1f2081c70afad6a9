#pragma once

#include <string>
#include <vector>

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
    std::string verdict;  ///< "holds", "breaks", "leans to holding", …
    std::string reason;
};
[[nodiscard]] StepRow row_of(const CapacityStep& step);

/// "X(N) = 251 N / (1 + 0.98 (N − 1) + 0.0001 N (N − 1))", or why there is none.
[[nodiscard]] std::string usl_text(const UslFit& fit);
/// "highest rate: 250/s to 262/s", with what is not known left open.
[[nodiscard]] std::string answer_of(const CapacityResult& result);
/// "FOUND", "NEVER HOLDS", …
[[nodiscard]] std::string outcome_text(CapacityOutcome outcome);
/// How steps were decided, in a sentence or two.
[[nodiscard]] std::string rule_text(const CapacityResult& result);
/// The knee in a sentence; says so when there is none.
[[nodiscard]] std::string knee_text(const CapacityResult& result);

}  // namespace sark::reports
