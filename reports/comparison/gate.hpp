#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reports/comparison/look_schedule.hpp"
#include "reports/comparison/signed_rank.hpp"

namespace sark::reports {

/// What is compared between arm A and arm B. Effects are differences B - A with "worse" upwards: of
/// logarithms for ratios (so that the effect of "5 % slower" is ln 1.05), of the values themselves
/// for proportions.
struct GateMetric {
    std::string name;
    double tolerance = 0.0;     ///< As an effect: regressed is what lies above.
    double indifference = 0.0;  ///< As an effect, used where it is above the tolerance: a metric is
                                ///< cleared when its effect lies below.
};

enum class GateDecision : std::uint8_t {
    undecided,      ///< More blocks may decide.
    regressed,      ///< A metric's effect lies above its tolerance.
    no_regression,  ///< Every metric's effect lies below what matters.
    inconclusive,   ///< All blocks are spent and neither can be said.
};

/// What is known of one metric.
struct MetricFinding {
    std::string name;
    std::size_t blocks = 0;
    std::optional<double> effect;              ///< Pseudo-median; absent without blocks.
    std::optional<CentreInterval> interval95;  ///< Of the effect; absent with too few blocks.
    std::optional<double> p_regressed;         ///< Of "above the tolerance", at the latest look.
    double p_cleared = 1.0;                    ///< Of "below what matters", at the latest look.
    bool regressed = false;
    bool cleared = false;
};

/// Decides from paired blocks whether B is worse than A: told one block at a time, asked after
/// each. No clock and no I/O. Signed-rank tests at scheduled looks; Holm's correction over metrics
/// for "regressed" (S. Holm, 1979); all metrics must clear for "no regression", so that needs none.
/// The chance that equal arms, or arms apart by exactly the tolerance, are called regressed is at
/// most `alpha` over the whole sequence; that a metric as bad as what matters is cleared, `beta`.
class Gate {
 public:
    struct Rule {
        double alpha = 0.01;
        double beta = 0.05;
        std::size_t blocks_max = 75;  ///< At least blocks_before_first_look, at most 400.
    };

    Gate(std::vector<GateMetric> metrics, Rule rule);

    /// The effects of one block, metric by metric; absent where the block did not measure one (such
    /// a metric is judged on its other blocks).
    void add(std::span<const std::optional<double>> effects);
    /// Takes the last look now, with all of the error that is left: when time is up. Nothing to
    /// look at is inconclusive.
    void finish();
    /// What the blocks so far say. Changes only at looks; once decided it stays.
    [[nodiscard]] GateDecision decision() const noexcept { return decision_; }
    [[nodiscard]] std::size_t blocks() const noexcept { return blocks_; }
    [[nodiscard]] std::vector<MetricFinding> findings() const;
    [[nodiscard]] const std::vector<Look>& looks() const noexcept { return looks_; }

 private:
    void look(double share, bool last);
    [[nodiscard]] bool find_regressions(double alpha);
    /// `over`: no block will follow.
    [[nodiscard]] bool clear_metrics(double beta, bool over);

    struct Course {
        GateMetric metric;
        std::vector<double> effects;
        MetricFinding finding;
    };
    Rule rule_;
    SignedRankTable table_;
    std::vector<Look> looks_;
    std::vector<Course> courses_;
    std::size_t blocks_ = 0;
    std::size_t next_look_ = 0;
    double spent_ = 0.0;
    GateDecision decision_ = GateDecision::undecided;
};

/// The smallest effect above the tolerance that a gate finds in 95 of 100 cases when its blocks
/// scatter like these of a pilot: by the normal approximation at the last look, with the
/// signed-rank test's efficiency of 3/pi, and all `metrics` sharing alpha. Absent with fewer than 2
/// effects.
[[nodiscard]] std::optional<double> detectable_effect(std::span<const double> pilot,
                                                      std::size_t metrics, const Gate::Rule& rule);

}  // namespace sark::reports
