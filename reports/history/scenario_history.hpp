#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/comparison/comparability.hpp"
#include "reports/comparison/comparison_metric.hpp"
#include "reports/comparison/plan_changes.hpp"
#include "reports/history/availability.hpp"
#include "reports/history/course.hpp"
#include "reports/history/recorded_run.hpp"
#include "reports/history/table_growth.hpp"

namespace sark::reports {

/// A run that the courses are made of.
struct HistoryRun {
    std::string id;
    std::string path;
    std::string started_at;       ///< ISO 8601.
    std::string revision;         ///< Of sark-bench, and so of its reference core.
    std::size_t environment = 0;  ///< Into ScenarioHistory::environments.
    bool suspect = false;
};

/// A run that is listed and not used.
struct LeftOutRun {
    std::string id;
    std::string path;
    std::string started_at;
    std::string why;
};

/// Runs of the same content on the same machine with the same services: only these are compared.
struct RunEnvironment {
    std::string name;  ///< "A", "B", …
    std::size_t runs = 0;
    std::vector<std::pair<std::string, std::string>> facts;  ///< Services, then the machine.
    double alpha = 0.0;       ///< Chance of a false change in one course.
    std::size_t courses = 0;  ///< That vary, and share the chance.
    bool enough = false;      ///< Whether its runs are enough to find any change.
};

/// Where a run is of another environment than the one before it. Shown; never a regression.
struct EnvironmentChange {
    std::size_t run = 0;  ///< The first of the new environment.
    std::size_t from = 0;
    std::size_t to = 0;
    std::vector<RunDifference> differences;
};

/// Where operations of a run have other plans than in the run before it that captured plans, in the
/// same environment.
struct HistoryPlanChange {
    std::size_t run = 0;  ///< The first with the new plans.
    std::vector<PlanChange> changes;
};

/// One figure of one operation from run to run.
struct Course {
    std::string operation;  ///< Empty: all together.
    ComparisonMetric metric;
    std::vector<std::optional<double>> figures;  ///< By run.
    std::vector<std::optional<double>> levels;   ///< Of the stretch without a change, by run.
    std::vector<Shift> shifts;                   ///< In all environments; indexes are runs.
    std::optional<Shift> regression;             ///< That the newest run lies after.
};

enum class HistoryOutcome : std::uint8_t { no_regression, inconclusive, invalid, regressed };

/// All runs of one scenario, and what they say. Never changed afterwards.
struct ScenarioHistory {
    std::string name;
    std::vector<HistoryRun> runs;  ///< In order of time.
    std::vector<LeftOutRun> left_out;
    std::vector<RunEnvironment> environments;
    std::vector<EnvironmentChange> environment_changes;
    std::vector<HistoryPlanChange> plan_changes;
    std::vector<Course> courses;  ///< Operation by operation, metric by metric.
    Tolerances tolerances;
    Availability availability;
    TableGrowth growth;
    HistoryOutcome outcome = HistoryOutcome::inconclusive;
    std::string summary;  ///< One sentence.
};

struct HistoryRule {
    Tolerances
        tolerances;  ///< Instead of the scenario's; those of its newest run hold beside them.
    std::size_t last = 10;  ///< A regression counts when it began within so many newest runs.
    static constexpr double alpha = 0.01;  ///< Chance of any false change in an environment.
    /// Older runs of an environment are shown, not analysed: the search takes time by the square.
    static constexpr std::size_t runs_analysed = 250;
};

/// `runs` are of one scenario, in order of time; at least one.
[[nodiscard]] ScenarioHistory history_of(const std::vector<const RecordedRun*>& runs,
                                         const HistoryRule& rule);

/// "no_regression", "inconclusive", "invalid", "regressed"
[[nodiscard]] std::string_view name_of(HistoryOutcome outcome) noexcept;

}  // namespace sark::reports
