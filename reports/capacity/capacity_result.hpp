#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "reports/capacity/capacity_search.hpp"
#include "reports/capacity/limit.hpp"
#include "reports/capacity/objective.hpp"
#include "reports/capacity/step_scenario.hpp"
#include "reports/capacity/step_totals.hpp"
#include "reports/capacity/usl_fit.hpp"
#include "reports/exit_code.hpp"

namespace sark::reports {

/// What was asked, and under which rule.
struct CapacitySetup {
    std::string scenario;
    std::string tool_version;
    std::string tool_revision;
    std::string started_at;  ///< ISO 8601.
    std::uint64_t seed = 1;
    unsigned threads = 1;
    unsigned connections = 0;      ///< Of all loads together.
    double asked_per_s = 0.0;      ///< What the scenario itself asks for.
    bool random_arrivals = false;  ///< Gaps are random (Poisson), not even.
    StepTiming timing;
    Nanos confirm_window{0};
    CapacitySearch::Plan plan;
    ObjectiveSet sla;
    scenarios::Environment environment;
};

/// One step as it was measured, whatever it was measured for.
struct CapacityStep {
    std::string kind;                   ///< search | break_again | confirm | curve | concurrency
    std::optional<double> rate;         ///< Offered; absent where users were set.
    std::optional<double> concurrency;  ///< Users, or the mean number in flight.
    std::size_t windows = 0;
    std::size_t disturbed = 0;
    std::vector<std::string> disturbances;
    StepFigures figures;
    std::optional<double> error_ratio;
    std::string objective;  ///< The one nearest to its limit; empty when not judged.
    std::optional<WithinBound> within;
    bool fell_behind = false;
    StepVerdict verdict = StepVerdict::unjudged;
    std::string reason;  ///< One clause.
};

/// What was measured, step by step, by whoever drives the search.
struct MeasuredStep {
    StepTotals totals;
    std::vector<workloads::Histogram> answers;  ///< answers_of() each window.
    std::vector<std::string> disturbances;
    std::size_t windows = 0;
    std::size_t disturbed = 0;
};
/// A step outside the search.
struct CurveStep {
    std::optional<double> rate;
    unsigned users = 0;  ///< When the rate is absent.
    MeasuredStep measured;
};

/// What a plan needs to know of one operation.
struct CapacityOperation {
    std::string name;
    std::string load;
    std::string driver;
    double share = 0.0;            ///< Of all operations at the rate that holds.
    workloads::Histogram service;  ///< Service times there: they wait for each other.
    /// Service times of one user at a time: nothing waits. Absent where that was not measured.
    std::optional<workloads::Histogram> alone;
};

/// Response times at one rate, for a plan of that load.
struct PacedLatency {
    double rate = 0.0;
    std::size_t windows = 0;
    /// Of the window whose p95 is the middle one (the lower of two), so that neither a lucky nor a
    /// disturbed one speaks for the rate. Of all together where they have too few answers for a p95
    /// of their own.
    workloads::Histogram answers;
    double p95_low_ms = 0.0;  ///< Of the fastest window.
    double p95_high_ms = 0.0;
};

enum class CapacityOutcome : std::uint8_t {
    found,
    holds_throughout,
    never_holds,
    generator_limited,
    inconclusive,
    disturbed,
    interrupted,
};
[[nodiscard]] std::string_view name_of(CapacityOutcome outcome) noexcept;

/// What ended a search, or the curve after it, before it was done.
struct EarlyEnd {
    enum class By : std::uint8_t { signal, time, failure };
    By by = By::signal;
    Error failure{};  ///< The target's, where that ended it.
};

/// A finished search: what every writer prints. Made by conclude_capacity(), never changed
/// afterwards.
struct CapacityResult {
    CapacitySetup setup;
    CapacityOutcome outcome = CapacityOutcome::inconclusive;
    ExitCode exit_code = ExitCode::inconclusive;
    std::string summary;  ///< The answer in a sentence or two.
    std::optional<double> holds_per_s;
    std::optional<double> breaks_per_s;
    bool confirmed = false;
    std::optional<double> headroom_ratio;  ///< holds_per_s over what the scenario asks for.
    std::string headroom;                  ///< The same in words; empty without it.
    std::optional<CapacityLimit> limit;
    std::vector<UslFit> usl_fits;
    std::size_t usl = 0;  ///< Place of the one to use.
    std::optional<double> knee_per_s;
    std::vector<CapacityStep> steps;
    std::vector<CapacityOperation> operations;  ///< None without a rate that holds.
    std::vector<PacedLatency> paced;            ///< By rate, the curve's and the one that holds.
    std::optional<EarlyEnd> ended_by;
    Nanos elapsed{0};
};

/// `measured` is parallel to search.steps(). What ended it early gives the exit code where the
/// search was not over yet.
[[nodiscard]] CapacityResult conclude_capacity(CapacitySetup setup, const CapacitySearch& search,
                                               const std::vector<MeasuredStep>& measured,
                                               const std::vector<CurveStep>& curve, Nanos elapsed,
                                               std::optional<EarlyEnd> ended_by);

/// "search", "break_again", "confirm"
[[nodiscard]] std::string_view name_of(StepKind kind) noexcept;
/// "830/s"
[[nodiscard]] std::string rate_text(double per_s);

/// Rates of the curve: shares of what holds. Empty without a rate that holds.
[[nodiscard]] std::vector<double> curve_rates(const CapacitySearch& search);
/// Windows of each, in rounds through all rates so that a drift of the host meets all of them.
inline constexpr std::size_t curve_rounds = 3;
/// Numbers of users for the law of scalability: 1, 2, 4, … up to `connections`, at least 16, and
/// steps between where these are few.
[[nodiscard]] std::vector<unsigned> concurrency_levels(unsigned connections);

}  // namespace sark::reports
