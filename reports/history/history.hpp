#pragma once

#include <string>
#include <vector>

#include "reports/exit_code.hpp"
#include "reports/history/run_collection.hpp"
#include "reports/history/scenario_history.hpp"

namespace sark::reports {

/// The runs of a directory in the course of time, scenario by scenario: what every writer gets.
struct History {
    std::string directory;
    HistoryRule rule;
    bool gated = false;
    std::vector<ScenarioHistory> scenarios;  ///< By name.
    std::vector<UnreadableResult> unreadable;
    std::size_t copies = 0;
    HistoryOutcome outcome = HistoryOutcome::inconclusive;  ///< The worst of the scenarios'.
    ExitCode exit_code = ExitCode::pass;                    ///< Of a gate; pass without one.
    std::string summary;                                    ///< One sentence.
};

struct HistoryOptions {
    HistoryRule rule;
    std::string scenario;  ///< The only one to look at; empty: all.
    bool gate = false;     ///< Whether the outcome decides the exit code.
};

/// Errc::not_found when there is no run of `options.scenario`, with the nearest name.
[[nodiscard]] Result<History> make_history(const RunCollection& collection,
                                           const HistoryOptions& options);

}  // namespace sark::reports
