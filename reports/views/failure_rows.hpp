#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/report.hpp"

namespace sark::reports {

/// How many operations of one name in one load failed for the same cause.
struct FailureRow {
    std::string operation;
    std::string load;
    std::string outcome;  ///< As in OutcomeCode, or "abandoned".
    std::string why;
    std::string example;  ///< What the target said the first time; empty when it said nothing.
    std::uint64_t count = 0;
    double share = 0.0;  ///< Of the operation's failures; those of all its rows sum up to 1.
    bool told = true;    ///< False where only the outcome is known: nothing told why.
};

/// "refused, status 503: upstream is away".
[[nodiscard]] std::string why_text(const FailureRow& row);

/// Every failure of the run, operation by operation, the most frequent cause first.
[[nodiscard]] std::vector<FailureRow> failure_rows_of(const scenarios::RunResult& run);

/// The most frequent of those whose cause was told; absent when none was.
[[nodiscard]] std::optional<FailureRow> main_failure_of(const scenarios::RunResult& run);

}  // namespace sark::reports
