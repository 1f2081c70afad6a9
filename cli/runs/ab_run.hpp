#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/target_options.hpp"
#include "cli/runs/comparison_arm.hpp"
#include "cli/runs/revision_build.hpp"
#include "cli/runs/signal_watch.hpp"
#include "reports/comparison/comparison.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/scenario.hpp"

namespace sark::cli {

/// One side of a paired run: its scenario and, once prepared, its build and environment.
struct AbSide {
    ComparisonArm arm;
    scenarios::Scenario scenario;
    std::optional<RevisionBuild> build;
    std::unique_ptr<scenarios::TestEnvironment> environment;
    reports::ArmTotals totals;
    std::vector<scenarios::OperationPlan> plans;  ///< Of its first round that captured any.
};

/// Both arms, measured in turn until the paired run has its answer.
class AbRun {
 public:
    struct Options {
        TargetOptions target;
        std::string repository;  ///< Of arms that name a revision.
        std::string build;       ///< Builds a revision.
        bool fresh = false;      ///< Services and data anew for every round.
        bool quiet = false;
    };

    /// Borrows sides and paired. `tolerances` are for what it tells while it runs.
    AbRun(Options options, std::array<AbSide, 2>& sides, reports::PairedRun& paired,
          reports::Tolerances tolerances);

    /// Absent when something was measured; otherwise why nothing was.
    [[nodiscard]] std::optional<Error> measure();

    /// What kept it from its last round: a signal, or a target that went away.
    [[nodiscard]] const std::optional<Error>& ended_by() const noexcept { return ended_by_; }
    [[nodiscard]] Nanos elapsed() const noexcept { return elapsed_; }
    /// What differs between the sides' plans, in sentences.
    [[nodiscard]] std::vector<std::string> plan_changes() const;
    [[nodiscard]] std::vector<reports::ComparedRound> take_rounds() { return std::move(rounds_); }

 private:
    [[nodiscard]] Error of_side(Error error, const AbSide& side) const;
    Result<void> build(AbSide& side);
    Result<void> prepare(AbSide& side);
    Result<void> round(reports::Arm arm);
    [[nodiscard]] bool nothing_answers() const;
    void note(std::string_view line) const;
    void tell(bool was_pilot) const;
    [[nodiscard]] std::vector<std::string> power() const;

    Options options_;
    std::array<AbSide, 2>& sides_;
    reports::PairedRun& paired_;
    reports::Tolerances tolerances_;
    SignalWatch signals_;
    TimePoint begun_;
    Nanos elapsed_{0};
    std::optional<Error> ended_by_;
    std::vector<reports::ComparedRound> rounds_;
};

}  // namespace sark::cli
