#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/time.hpp"
#include "reports/exit_code.hpp"
#include "reports/sweep/sweep_figure.hpp"

namespace sark::reports {

/// What was swept, as the user said it.
struct SweepSetup {
    std::string scenario;
    std::string description;
    std::vector<std::string> over;  ///< The options, or "the scenario's own points".
    std::uint64_t seed = 1;
    unsigned rounds = 0;
    Nanos round{0};   ///< Measured length of a round.
    Nanos warmup{0};  ///< Before it.
    std::string started_at;
    std::vector<std::pair<std::string, std::string>> facts;     ///< Of the machine.
    std::vector<std::pair<std::string, std::string>> services;  ///< Of the first point.
    std::size_t environments = 0;  ///< Points whose environments are the same share one.
};

/// One round of one point, as it was measured.
struct SweptRound {
    std::size_t point = 0;
    unsigned round = 0;        ///< From 1.
    double offered_per_s = 0;  ///< 0 in a closed loop.
    std::optional<double> pool_size;
    SweepRoundFigures figures;
    std::string unusable;  ///< Why it does not count; empty: it does.
};

/// A point, its rounds taken together.
struct SweptPoint {
    std::string name;
    std::vector<std::string> settings;
    std::string adds;  ///< The layer that it adds to the point before it; empty: it is no layer.
    double offered_per_s = 0;
    std::optional<double> pool_size;
    std::size_t rounds_used = 0;
    std::size_t rounds_discarded = 0;
    std::array<SweepFigure, sweep_metric_count> figures;
};

/// A finished sweep.
struct SweepResult {
    SweepSetup setup;
    std::vector<SweptPoint> points;
    std::vector<std::pair<std::string, std::size_t>> disturbances;  ///< Reason, rounds.
    Nanos elapsed{0};
    /// What ended it before its last round; Errc::interrupted: somebody.
    std::optional<Error> ended_by;
    ExitCode exit_code = ExitCode::pass;
    std::string order;    ///< How the rounds were measured, in one sentence.
    std::string summary;  ///< One sentence.
};

/// `points` have name and settings. Exit code: that of what ended it early; invalid_run when a
/// point has no usable round; else pass, whatever the figures are: a sweep judges nothing.
[[nodiscard]] SweepResult conclude_sweep(SweepSetup setup, std::vector<SweptPoint> points,
                                         const std::vector<SweptRound>& rounds, Nanos elapsed,
                                         std::optional<Error> ended_by);

}  // namespace sark::reports
