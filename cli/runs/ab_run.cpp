#include "cli/runs/ab_run.hpp"

#include <chrono>
#include <utility>

#include <fmt/core.h>

#include "cli/options/target_options.hpp"
#include "cli/output/output.hpp"
#include "cli/runs/arm_environment.hpp"
#include "reports/comparison/comparison_text.hpp"
#include "reports/comparison/failing_arms.hpp"
#include "reports/comparison/plan_changes.hpp"
#include "reports/report.hpp"
#include "scenarios/runner.hpp"

namespace sark::cli {

AbRun::AbRun(Options options, std::array<AbSide, 2>& sides, reports::PairedRun& paired,
             reports::Tolerances tolerances)
    : options_(std::move(options)),
      sides_(sides),
      paired_(paired),
      tolerances_(std::move(tolerances)) {}

std::optional<Error> AbRun::measure() {
    for (AbSide& side : sides_)
        if (auto built = build(side); !built)
            return of_side(built.error(), side);
    for (AbSide& side : sides_)
        if (auto ready = prepare(side); !ready)
            return of_side(ready.error(), side);
    begun_ = std::chrono::steady_clock::now();
    while (const auto arm = paired_.next()) {
        if (auto measured = round(*arm); !measured) {
            ended_by_ = of_side(measured.error(), sides_[static_cast<std::size_t>(*arm)]);
            if (rounds_.empty())
                return ended_by_;
            print_error(*ended_by_);
            paired_.stop();
        }
    }
    elapsed_ = std::chrono::steady_clock::now() - begun_;
    return std::nullopt;
}

/// Says whose fault it is: both arms may have the same command.
Error AbRun::of_side(Error error, const AbSide& side) const {
    const std::string arm =
        fmt::format("arm {} ({})", &side == &sides_[0] ? "A" : "B", side.arm.label);
    error.where = error.where.empty() ? arm : arm + ": " + error.where;
    return error;
}

Result<void> AbRun::build(AbSide& side) {
    if (side.arm.revision.empty())
        return {};
    RevisionOptions revision;
    revision.repository = options_.repository;
    revision.revision = side.arm.revision;
    revision.build = options_.build;
    revision.stop = [this] { return signals_.stop_requested(); };
    revision.note = [this](std::string_view line) { note(line); };
    auto made = RevisionBuild::make(revision);
    if (!made)
        return made.error();
    side.build.emplace(*std::move(made));
    return {};
}

Result<void> AbRun::prepare(AbSide& side) {
    side.environment.reset();  // its ports and directory first
    auto place = environment_of(side.arm, options_.target);
    if (!place)
        return place.error();
    scenarios::EnvironmentOptions options = *std::move(place);
    if (side.build)
        options.command = side.build->in_tree(side.arm.command);
    options.note = [this](std::string_view line) { note(line); };
    options.stop = [this] { return signals_.stop_requested(); };
    if (auto kept = check_kept_data(side.scenario, options); !kept)
        return kept;
    auto environment = scenarios::TestEnvironment::prepare(side.scenario, options);
    if (!environment)
        return environment.error();
    side.environment = *std::move(environment);
    return {};
}

Result<void> AbRun::round(reports::Arm arm) {
    AbSide& side = sides_[static_cast<std::size_t>(arm)];
    if (options_.fresh && !rounds_.empty()) {
        if (auto ready = prepare(side); !ready)
            return ready.error();
    }
    const bool pilot = paired_.piloting();
    // Plans once for each side: they would lengthen every round.
    scenarios::RunHooks hooks;
    hooks.capture_plans = side.plans.empty();
    auto run = scenarios::run_scenario(side.scenario, *side.environment, signals_.stop(), hooks);
    if (run && hooks.capture_plans)
        side.plans = run->server.plans;
    if (signals_.stop_requested()) {
        ended_by_ = Error{Errc::interrupted, "interrupted", "", ""};
        paired_.stop();
        return {};
    }
    if (!run)
        return run.error();
    if (const auto failure = side.environment->failure())
        return *failure;
    auto report = reports::judge(*std::move(run), {});
    if (!report)
        return report.error();
    reports::RoundMeasure measure = reports::measure_round(*report);
    reports::ArmTotals figures;
    figures.add(report->run);
    if (!pilot && measure.unusable.empty())
        side.totals.add(report->run);
    rounds_.push_back({arm, pilot, figures.figures(), measure.unusable});
    paired_.told(measure, std::chrono::steady_clock::now() - begun_);
    tell(pilot);
    // Hours of rounds could not tell more than the pilot did.
    if (pilot && !paired_.piloting() && nothing_answers())
        paired_.stop();
    return {};
}

bool AbRun::nothing_answers() const {
    reports::FailingArms failing;
    for (const reports::ComparedRound& one : rounds_) failing.add(one.arm, one.figures);
    return failing.throughout();
}

std::vector<std::string> AbRun::plan_changes() const {
    std::vector<std::string> texts;
    for (const auto& change : reports::plan_changes_between(sides_[0].plans, sides_[1].plans))
        texts.push_back(reports::plan_change_text(change));
    return texts;
}

/// A line for whoever waits.
void AbRun::note(std::string_view line) const {
    if (!options_.quiet)
        print_note(fmt::format("{}\n", line));
}

void AbRun::tell(bool was_pilot) const {
    const std::size_t done = rounds_.size() / reports::PairedRun::rounds_per_block;
    if (rounds_.size() % reports::PairedRun::rounds_per_block != 0)
        return;
    if (was_pilot && !paired_.piloting() && paired_.blocks_planned() > 0) {
        note(fmt::format("the pilot leaves time for {} blocks; found with 95 % power, at least:",
                         paired_.blocks_planned()));
        for (const std::string& line : power()) note("  " + line);
    } else if (!was_pilot && done % 5 == 0) {
        note(fmt::format("block {}/{}, {} discarded", paired_.blocks_used(),
                         paired_.blocks_planned(), paired_.blocks_discarded()));
    }
}

/// "p95: +7.9 %", what the pilot says can be found.
std::vector<std::string> AbRun::power() const {
    reports::ComparisonSetup setup;
    setup.tolerances = tolerances_;
    const auto so_far = reports::conclude(setup, paired_, {}, {}, Nanos{0}, std::nullopt);
    std::vector<std::string> lines;
    for (const reports::ComparedMetric& metric : so_far.metrics)
        lines.push_back(metric.name + ": " +
                        reports::change_text(metric, metric.detectable,
                                             "not measured in these rounds, left out"));
    return lines;
}

}  // namespace sark::cli
