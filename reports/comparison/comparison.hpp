#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "reports/comparison/comparison_metric.hpp"
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

/// One round as it was measured.
struct ComparedRound {
    Arm arm = Arm::a;
    bool pilot = false;
    RoundFigures figures;
    std::string unusable;
};

enum class MetricVerdict : std::uint8_t { regressed, held, open, not_measured };

/// One line of the comparison: what every writer prints.
struct ComparedMetric {
    std::string name;
    std::string unit;
    bool is_ratio = true;
    std::array<std::optional<double>, 2> figures;  ///< A and B, pooled over their rounds.
    std::optional<double> change;                  ///< B / A, or B - A.
    std::optional<CentreInterval> interval95;      ///< Of the change.
    double tolerance = 0.0;
    std::optional<double> detectable;  ///< Smallest change above the tolerance found in 95 of 100.
    double p_regressed = 1.0;
    std::size_t blocks = 0;
    MetricVerdict verdict = MetricVerdict::open;
};

/// A finished comparison. Made by conclude(), never changed afterwards.
struct Comparison {
    ComparisonSetup setup;
    std::vector<ComparedMetric> metrics;
    std::vector<ComparedRound> rounds;
    std::size_t blocks_planned = 0;
    std::size_t blocks_used = 0;
    std::size_t blocks_discarded = 0;
    std::vector<std::pair<std::string, std::size_t>> disturbances;  ///< Reason, rounds.
    Nanos elapsed{0};
    bool interrupted = false;
    PairedRun::Outcome outcome = PairedRun::Outcome::inconclusive;
    ExitCode exit_code = ExitCode::inconclusive;
    std::string summary;  ///< One sentence.
};

[[nodiscard]] Comparison conclude(ComparisonSetup setup, const PairedRun& run,
                                  std::vector<ComparedRound> rounds,
                                  const std::array<ArmTotals, 2>& totals, Nanos elapsed,
                                  bool interrupted);

/// "no_regression", "regressed", "inconclusive", "invalid"
[[nodiscard]] std::string_view name_of(PairedRun::Outcome outcome) noexcept;
[[nodiscard]] std::string_view name_of(MetricVerdict verdict) noexcept;
/// A change as people say it: "+5.2 %", "-0.03 points".
[[nodiscard]] std::string change_text(const ComparedMetric& metric, double change);

}  // namespace sark::reports
