#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reports/comparison/comparison.hpp"
#include "reports/comparison/failing_arms.hpp"
#include "reports/report.hpp"

namespace sark::reports {

/// Why a run can neither be compared nor become a baseline: it is invalid, or did not run to its
/// end. Empty: it can.
[[nodiscard]] std::string unusable_because(const Report& report);

/// Runs of A and of B that were made apart, and what they say together: told one judged run at a
/// time, in any order, then asked once. A suspect run counts, but where one side has no other and
/// too few runs tell how they differ, what looks like a regression is inconclusive: the host may
/// have made it. Keeps figures, and one run as the one that all others must be comparable with.
class RunsComparison {
 public:
    struct Rule {
        double alpha = 0.01;  ///< Half of it for all operations together, half for single ones.
        double beta = 0.05;
        bool gated = true;             ///< Whether the outcome decides the exit code.
        bool allow_different = false;  ///< Compare in spite of differences.
    };

    RunsComparison(ComparisonSetup setup, Rule rule);

    /// `place` is where the run was read. A run that is there already (by its id) is left out; so
    /// is one that is invalid or did not run to its end.
    void add(Arm side, const Report& report, const std::string& place);

    /// Without a usable run of either side it is invalid.
    [[nodiscard]] Comparison conclude() const;

 private:
    struct Figures {
        RoundFigures values;  // on the scale of effects
        std::vector<double> deviations;
    };
    struct Run {
        ComparedRunLine line;
        UtcTime started;
        bool undisturbed = false;                     // usable, and not suspect either
        std::map<std::string, Figures> by_operation;  // "" is all of them
    };

    void compare_with_reference(Arm side, const scenarios::RunResult& run);
    void add_figures(Arm side, Run& run, const scenarios::RunResult& result);
    [[nodiscard]] std::vector<ComparedMetric> lines(const std::vector<std::size_t>& sessions,
                                                    std::vector<std::string>& notes) const;
    [[nodiscard]] ComparedMetric line(const std::string& operation, std::size_t metric,
                                      double alpha, const std::vector<std::size_t>& sessions) const;
    [[nodiscard]] ComparisonOutcome decide(std::vector<ComparedMetric>& metrics) const;
    [[nodiscard]] bool undisturbed(Arm side) const;
    [[nodiscard]] FailingArms failing() const;
    [[nodiscard]] std::string summary_of(const Comparison& comparison) const;

    ComparisonSetup setup_;
    Rule rule_;
    std::vector<Run> runs_;
    std::vector<std::string> operations_;
    std::map<std::string, std::array<ArmTotals, 2>> totals_;
    std::optional<scenarios::RunResult> reference_;
    std::optional<Arm> reference_side_;
    std::vector<RunDifference> differences_;
    std::vector<std::string> plan_changes_;
    std::vector<std::string> notes_;
};

}  // namespace sark::reports
