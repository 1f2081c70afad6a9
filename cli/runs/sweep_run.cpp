#include "cli/runs/sweep_run.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/core.h>

#include "cli/options/target_options.hpp"
#include "cli/output/output.hpp"
#include "cli/runs/arm_environment.hpp"
#include "reports/report.hpp"
#include "reports/sweep/sweep_order.hpp"
#include "reports/sweep/sweep_round.hpp"
#include "scenarios/language/json_text.hpp"
#include "scenarios/runner.hpp"

namespace sark::cli {

namespace {

/// Everything that an environment is made of, as a text to compare by.
std::string environment_key(const SweepRunPoint& point) {
    using namespace scenarios::language;
    FaultList faults("");
    const auto read = read_json(point.scenario.document, faults);
    const Node* root = std::get_if<Node>(&read);
    const Node* spec = root == nullptr ? nullptr : root->find("environment");
    std::string key = spec == nullptr ? "" : write_json(*spec, Layout::compact);
    const scenarios::EnvironmentSpec& needs = point.scenario.environment;
    for (const bool need :
         {needs.needs_postgres, needs.needs_redis, needs.needs_api, needs.needs_core})
        key += need ? '1' : '0';
    const ComparisonArm& arm = point.arm;
    key += arm.evidence ? (*arm.evidence ? '1' : '0') : '-';
    for (const std::string* text :
         {&arm.url, &arm.dsn, &arm.redis, &arm.program, &arm.command, &arm.revision})
        key += '\n' + *text;
    for (const auto* list : {&arm.serve_arguments, &arm.variables})
        for (const std::string& text : *list) key += '\n' + text;
    return key;
}

unsigned connections_of(const SweepRunPoint& point) {
    unsigned connections = 0;
    for (const auto& load : point.scenario.loads) connections += load.connections;
    return connections;
}

}  // namespace

std::optional<Error> SweepRun::measure(std::uint64_t seed) {
    if (auto ready = prepare(); !ready)
        return ready.error();
    const auto begun = std::chrono::steady_clock::now();
    for (unsigned round = 1; round <= options_.rounds && !ended_by_; ++round)
        measure_round(round, seed);
    elapsed_ = std::chrono::steady_clock::now() - begun;
    const bool stopped = ended_by_ && ended_by_->code == Errc::interrupted;
    return rounds_.empty() && !stopped ? ended_by_ : std::nullopt;
}

void SweepRun::measure_round(unsigned round, std::uint64_t seed) {
    for (const std::size_t point : reports::order_of_round(seed, round, points_.size())) {
        if (auto measured = measure_point(point, round, seed + round - 1); !measured) {
            ended_by_ = measured.error();
            const std::string place = "point " + points_[point].name;
            ended_by_->where = ended_by_->where.empty() ? place : place + ": " + ended_by_->where;
            if (!rounds_.empty())
                print_error(*ended_by_);
        }
        if (ended_by_)
            return;
    }
    note(fmt::format("round {}/{}", round, options_.rounds));
}

Result<void> SweepRun::prepare() {
    std::vector<std::string> keys;
    for (SweepRunPoint& point : points_) {
        const std::string key = environment_key(point);
        const auto known = std::ranges::find(keys, key);
        point.environment = static_cast<std::size_t>(known - keys.begin());
        if (known == keys.end())
            keys.push_back(key);
    }
    if (keys.size() > environments_max)
        return Error{Errc::invalid_argument,
                     fmt::format("the points need {} environments beside one another", keys.size()),
                     "--over",
                     fmt::format("at most {}; points that differ in their load alone share one",
                                 environments_max)};
    environments_.resize(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (auto ready = prepare_one(i); !ready)
            return ready;
    return {};
}

/// For that of its points with the most connections, so that the budget holds for all.
Result<void> SweepRun::prepare_one(std::size_t environment) {
    const SweepRunPoint* largest = nullptr;
    for (const SweepRunPoint& point : points_)
        if (point.environment == environment &&
            (largest == nullptr || connections_of(point) > connections_of(*largest)))
            largest = &point;
    note(
        fmt::format("environment {}/{}: {}", environment + 1, environments_.size(), largest->name));
    auto options = environment_of(largest->arm, options_.target);
    if (!options)
        return options.error();
    options->note = [this](std::string_view line) { note(line); };
    options->stop = [this] { return signals_.stop_requested(); };
    if (auto kept = check_kept_data(largest->scenario, *options); !kept)
        return kept;
    auto made = scenarios::TestEnvironment::prepare(largest->scenario, *options);
    if (!made)
        return made.error();
    environments_[environment] = *std::move(made);
    return {};
}

Result<void> SweepRun::measure_point(std::size_t number, unsigned round, std::uint64_t seed) {
    const SweepRunPoint& point = points_[number];
    const auto scenario = options_.with_seed(point, seed);
    if (!scenario)
        return Error{Errc::invalid_scenario, "the scenario does not take its seed", "", ""};
    scenarios::TestEnvironment& environment = *environments_[point.environment];
    scenarios::RunHooks hooks;
    hooks.capture_plans = false;  // a round is one of many
    auto run = scenarios::run_scenario(*scenario, environment, signals_.stop(), hooks);
    if (signals_.stop_requested()) {
        ended_by_ = Error{Errc::interrupted, "interrupted", "", ""};
        return {};
    }
    if (!run)
        return run.error();
    if (const auto failure = environment.failure())
        return *failure;
    auto report = reports::judge(*std::move(run), {});
    if (!report)
        return report.error();
    rounds_.push_back(reports::sweep_round(*report, number, round));
    return {};
}

scenarios::Environment SweepRun::describe() const {
    return environments_[points_.front().environment]->describe();
}

void SweepRun::note(std::string_view line) const {
    if (!options_.quiet)
        print_note(fmt::format("{}\n", line));
}

}  // namespace sark::cli
