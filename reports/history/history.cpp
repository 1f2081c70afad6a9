#include "reports/history/history.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/base/suggestion.hpp"

namespace sark::reports {

namespace {

ExitCode exit_code_of(HistoryOutcome outcome) {
    switch (outcome) {
        case HistoryOutcome::no_regression:
            return ExitCode::pass;
        case HistoryOutcome::inconclusive:
            return ExitCode::inconclusive;
        case HistoryOutcome::invalid:
            return ExitCode::invalid_run;
        case HistoryOutcome::regressed:
            return ExitCode::regressed;
    }
    return ExitCode::internal_error;
}

/// The worst scenario decides, and speaks for all.
void conclude(History& history) {
    if (history.scenarios.empty()) {
        history.outcome = HistoryOutcome::invalid;
        history.summary = "no result could be read";
    } else {
        const auto worst =
            std::ranges::max_element(history.scenarios, {}, &ScenarioHistory::outcome);
        history.outcome = worst->outcome;
        history.summary = worst->name + ": " + worst->summary;
    }
    history.exit_code = history.gated ? exit_code_of(history.outcome) : ExitCode::pass;
}

}  // namespace

Result<History> make_history(const RunCollection& collection, const HistoryOptions& options) {
    std::map<std::string, std::vector<const RecordedRun*>> by_scenario;
    for (const RecordedRun& run : collection.runs)
        by_scenario[run.setting.scenario.name].push_back(&run);
    if (!options.scenario.empty() && !by_scenario.contains(options.scenario)) {
        std::vector<std::string> names;
        for (const auto& [name, runs] : by_scenario) names.push_back(name);
        return Error{Errc::not_found, "no run of the scenario '" + options.scenario + "'",
                     collection.directory, suggestion(options.scenario, names)};
    }
    History history;
    history.directory = collection.directory;
    history.rule = options.rule;
    history.gated = options.gate;
    history.unreadable = collection.unreadable;
    history.copies = collection.copies;
    for (const auto& [name, runs] : by_scenario)
        if (options.scenario.empty() || name == options.scenario)
            history.scenarios.push_back(history_of(runs, options.rule));
    conclude(history);
    return history;
}

}  // namespace sark::reports
