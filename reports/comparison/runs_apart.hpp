#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "reports/comparison/signed_rank.hpp"

namespace sark::reports {

/// How a metric of runs that were made apart is judged. Effects are those of GateMetric: "worse" is
/// upwards, logarithms for ratios.
struct ApartMetric {
    double tolerance = 0.0;     ///< As an effect: regressed is what lies above.
    double indifference = 0.0;  ///< As an effect, used where it is above the tolerance.
    double plausible = 0.0;     ///< Standard deviation between runs that is assumed when too few
                                ///< runs say how they scatter.
};

/// One run's figure on the scale of effects.
struct RunValue {
    std::size_t session = 0;  ///< Of sessions_of().
    double value = 0.0;
    double deviation = 0.0;  ///< Standard error of the figure within the run; 0: not known.
};

/// What is known of one metric. Everything but the effect is absent or 1 without runs on each side.
struct ApartFinding {
    std::optional<double> effect;  ///< Candidate minus base; absent without runs of either.
    std::optional<CentreInterval> interval95;
    double p_regressed = 1.0;  ///< Of "above the tolerance".
    double p_cleared = 1.0;    ///< Of "below what matters".
    double error = 0.0;        ///< Standard error of the effect.
    double deviation = 0.0;    ///< Between units: seen, or assumed.
    std::size_t degrees = 0;   ///< Of freedom of that deviation; 0: it is assumed.
    bool by_session = false;   ///< The unit is the session, not the run.
};

/// Two runs are of one session when a chain of runs with less than an hour between their starts
/// joins them: they met the same mood of the machine. Returns the session of each, from 0.
[[nodiscard]] std::vector<std::size_t> sessions_of(std::span<const UtcTime> starts);
inline constexpr Nanos session_gap = std::chrono::hours(1);

/// Candidate against base by Student's t, the unit being the run when all were made in one session,
/// else the session (docs/measurement.md, "Runs made apart"). With fewer than `degrees_needed`
/// degrees of freedom nobody knows how runs scatter: then their deviation is assumed to be
/// `plausible`, or what was seen if that is more. What a figure scatters within its run is a lower
/// bound in any case.
[[nodiscard]] ApartFinding judge_apart(const ApartMetric& metric, std::span<const RunValue> base,
                                       std::span<const RunValue> candidate);
inline constexpr std::size_t degrees_needed = 2;

/// The smallest effect that such a comparison finds in 95 of 100 cases at this level.
[[nodiscard]] double detectable_apart(const ApartMetric& metric, const ApartFinding& finding,
                                      double alpha);

/// Which of the hypotheses with these p-values fall at a family-wise error of alpha (S. Holm,
/// 1979).
[[nodiscard]] std::vector<bool> holm(std::span<const double> p, double alpha);

}  // namespace sark::reports
