#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "reports/comparison/comparability.hpp"
#include "reports/comparison/comparison_metric.hpp"
#include "reports/comparison/comparison_outcome.hpp"
#include "reports/comparison/paired_run.hpp"
#include "reports/comparison/round.hpp"
#include "reports/exit_code.hpp"

namespace sark::reports {

/// What was compared, as the user said it.
struct ComparisonSetup {
    std::string scenario;
    std::array<std::string, 2> arms;  ///< A and B in words, e.g. "serve.slowdown=0.1"
    Tolerances tolerances;
    std::uint64_t seed = 1;
    Nanos round{0};  ///< Measured length of a round.
    Nanos budget{0};
    std::string started_at;                                  ///< ISO 8601.
    std::vector<std::pair<std::string, std::string>> facts;  ///< Of the machine.
};

/// How A and B were measured.
enum class ComparisonKind : std::uint8_t {
    interleaved,  ///< In turn on one host: sark-bench ab.
    apart,        ///< By runs made apart: sark-bench compare.
};

/// One round as it was measured.
struct ComparedRound {
    Arm arm = Arm::a;
    bool pilot = false;
    RoundFigures figures;
    std::string unusable;
};

/// One run of a comparison of runs made apart.
struct ComparedRunLine {
    Arm side = Arm::a;
    std::string id;
    std::string place;  ///< Where it was read.
    std::string started_at;
    std::string validity;
    std::string unusable;     ///< Why it does not count; empty: it does.
    std::size_t session = 0;  ///< Runs of one session were made one soon after the other.
    RoundFigures figures;
};

enum class MetricVerdict : std::uint8_t { regressed, held, open, not_measured };

/// One line of the comparison: what every writer prints.
struct ComparedMetric {
    std::string operation;  ///< Empty: all operations together.
    std::string name;
    std::string unit;
    bool is_ratio = true;
    bool more_is_worse = true;
    std::array<std::optional<double>, 2> figures;  ///< A and B, pooled over their rounds or runs.
    std::optional<double> change;                  ///< B / A, or B - A.
    std::optional<CentreInterval> interval95;      ///< Of the change.
    double tolerance = 0.0;
    std::optional<double> limit;        ///< The change that is just tolerated.
    std::optional<double> detectable;   ///< Smallest change above the tolerance found in 95 of 100.
    std::optional<double> p_regressed;  ///< At the latest look; absent without one.
    std::size_t blocks = 0;             ///< Interleaved: that measured it.
    std::optional<double> deviation;    ///< Apart: between runs (or sessions), as an effect.
    bool deviation_assumed = false;     ///< Apart: too few runs know it.
    MetricVerdict verdict = MetricVerdict::open;
};

/// A finished comparison. Made by conclude() or compare_runs(), never changed afterwards.
struct Comparison {
    ComparisonKind kind = ComparisonKind::interleaved;
    ComparisonSetup setup;
    std::vector<ComparedMetric> metrics;  ///< All operations together first.
    std::vector<ComparedRound> rounds;
    std::vector<ComparedRunLine> runs;
    std::vector<RunDifference> differences;
    std::vector<std::string> notes;
    std::size_t blocks_planned = 0;
    std::size_t blocks_used = 0;
    std::size_t blocks_discarded = 0;
    std::vector<std::pair<std::string, std::size_t>> disturbances;  ///< Reason, rounds.
    Nanos elapsed{0};
    /// What ended it before it was decided; Errc::interrupted: somebody.
    std::optional<Error> ended_by;
    bool gated = true;  ///< The exit code tells the outcome.
    ComparisonOutcome outcome = ComparisonOutcome::inconclusive;
    ExitCode exit_code = ExitCode::inconclusive;
    std::string question;  ///< What was asked, in one sentence.
    std::string summary;   ///< One sentence.
};

/// Of rounds measured in turn.
[[nodiscard]] Comparison conclude(ComparisonSetup setup, const PairedRun& run,
                                  std::vector<ComparedRound> rounds,
                                  const std::array<ArmTotals, 2>& totals, Nanos elapsed,
                                  std::optional<Error> ended_by);

/// A line with its names, units, tolerance and what is just tolerated; nothing measured yet.
[[nodiscard]] ComparedMetric metric_line(const ComparisonMetric& metric,
                                         const Tolerances& tolerances);
/// An interval of effects as one of changes.
[[nodiscard]] std::optional<CentreInterval> change_interval(
    const ComparisonMetric& metric, const std::optional<CentreInterval>& effects);
/// " (not compared: p99)": what of all operations together has no verdict; empty: nothing.
[[nodiscard]] std::string not_compared_text(const std::vector<ComparedMetric>& metrics);
/// "p95 +7.9 %, api.list p99 +20.0 %": lines with this verdict.
[[nodiscard]] std::string names_where(const std::vector<ComparedMetric>& metrics,
                                      MetricVerdict verdict);

}  // namespace sark::reports
