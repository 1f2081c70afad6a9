#include "cli/runs/capacity_run.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/capacity/step_row.hpp"
#include "reports/format.hpp"
#include "scenarios/runner.hpp"

namespace sark::cli {

namespace {

using reports::CapacitySearch;
using reports::Disturbance;
using reports::StepKind;

std::string figures_text(const reports::StepFigures& figures) {
    const auto ms = [](const std::optional<double>& value) {
        return value ? reports::format_number(*value) + " ms" : std::string("-");
    };
    return fmt::format("{} achieved, p50 {}, p95 {}",
                       figures.achieved_per_s ? reports::rate_text(*figures.achieved_per_s) : "-",
                       ms(figures.p50_ms), ms(figures.p95_ms));
}

}  // namespace

CapacityRun::CapacityRun(const scenarios::Scenario& scenario,
                         scenarios::TestEnvironment& environment, SignalWatch& signals,
                         std::function<void(std::string_view)> note)
    : scenario_(scenario), environment_(environment), signals_(signals), note_(std::move(note)) {}

bool CapacityRun::over() {
    using By = reports::EarlyEnd::By;
    if (!ended_by_ && signals_.stop_requested())
        ended_by_ = {By::signal, {}};
    else if (!ended_by_ && std::chrono::steady_clock::now() >= deadline_)
        ended_by_ = {By::time, {}};
    return ended_by_.has_value();
}

std::optional<reports::WindowReading> CapacityRun::window(const scenarios::Scenario& scenario,
                                                          const reports::CapacitySetup& setup,
                                                          Step& step) {
    if (over())
        return std::nullopt;
    scenarios::Scenario one = scenario;
    one.seed = scenario.seed + windows_++;
    scenarios::RunHooks hooks;
    hooks.capture_plans = false;  // a step is one of many
    auto run = scenarios::run_scenario(one, environment_, signals_.stop(), hooks);
    if (signals_.stop_requested()) {
        ended_by_ = {reports::EarlyEnd::By::signal, {}};
        return std::nullopt;
    }
    if (!run) {
        fail(run.error());
        return std::nullopt;
    }
    if (const auto failure = environment_.failure()) {
        fail(*failure);
        return std::nullopt;
    }
    reports::WindowReading reading = reports::read_window(*run, setup.sla.objectives);
    if (reading.disturbance == Disturbance::none) {
        ++step.windows;
        step.totals.add(*run);
        step.answers.push_back(reports::answers_of(*run));
    } else {
        ++step.disturbed;
        step.disturbances.insert(step.disturbances.end(), reading.codes.begin(),
                                 reading.codes.end());
    }
    return reading;
}

void CapacityRun::search(const reports::CapacitySetup& setup, CapacitySearch& search) {
    while (const auto request = search.next()) {
        if (steps_.size() <= request->step)
            steps_.resize(request->step + 1);
        Step& step = steps_[request->step];
        reports::StepTiming timing = setup.timing;
        if (request->kind == StepKind::confirm)
            timing.window = setup.confirm_window;
        const auto reading =
            window(reports::at_rate(scenario_, request->rate, timing), setup, step);
        if (!reading) {
            search.stop();
            return;
        }
        search.told(reading->evidence, reading->disturbance);
        const reports::SearchStep& now = search.steps()[request->step];
        note_(reading->disturbance == Disturbance::none
                  ? fmt::format("{} {}: {}: {}", reports::words_of(request->kind),
                                reports::rate_text(request->rate),
                                figures_text(step.totals.figures()), reports::words_of(now.verdict))
                  : fmt::format("{} {}: disturbed ({}), measured again",
                                reports::words_of(request->kind), reports::rate_text(request->rate),
                                fmt::join(reading->codes, ", ")));
    }
}

void CapacityRun::add_to_curve(const scenarios::Scenario& scenario,
                               const reports::CapacitySetup& setup, reports::CurveStep& step) {
    if (!window(scenario, setup, step.measured))
        return;
    note_(fmt::format(
        "curve {}: {}",
        step.rate         ? reports::rate_text(*step.rate)
        : step.users == 1 ? std::string("1 user")
                          : fmt::format("{} users", step.users),
        step.measured.windows > 0 ? figures_text(step.measured.totals.figures()) : "disturbed"));
}

void CapacityRun::measure_rates(const reports::CapacitySetup& setup,
                                const std::vector<double>& rates) {
    for (const double rate : rates) curve_.push_back({rate, 0, {}});
    for (std::size_t round = 0; round < reports::curve_rounds; ++round)
        for (reports::CurveStep& step : curve_) {
            if (over())
                return;
            add_to_curve(reports::at_rate(scenario_, *step.rate, setup.timing), setup, step);
        }
}

void CapacityRun::draw_curve(const reports::CapacitySetup& setup, const CapacitySearch& search) {
    measure_rates(setup, reports::curve_rates(search));
    if (!reports::has_concurrency(scenario_))
        return;
    for (const unsigned users : reports::concurrency_levels(setup.connections)) {
        if (over())
            return;
        curve_.push_back({std::nullopt, users, {}});
        add_to_curve(reports::at_concurrency(scenario_, users, setup.timing), setup, curve_.back());
    }
}

Result<reports::CapacityResult> CapacityRun::measure(reports::CapacitySetup setup,
                                                     const Limits& limits) {
    const TimePoint begun = std::chrono::steady_clock::now();
    deadline_ = begun + limits.max_time;
    ended_by_.reset();
    steps_.clear();
    curve_.clear();
    CapacitySearch search(setup.plan);
    this->search(setup, search);
    const bool failed = ended_by_ && ended_by_->by == reports::EarlyEnd::By::failure;
    if (failed && search.steps().empty())
        return ended_by_->failure;
    // Without a rate that holds there is nothing to draw it for, nor to plan with.
    if (limits.curve && !ended_by_ && search.holds() &&
        search.outcome() != CapacitySearch::Outcome::disturbed)
        draw_curve(setup, search);
    std::erase_if(curve_, [](const reports::CurveStep& step) {
        return step.measured.windows + step.measured.disturbed == 0;  // ended before it came to it
    });
    setup.environment = environment_.describe();
    return reports::conclude_capacity(std::move(setup), search, steps_, curve_,
                                      std::chrono::steady_clock::now() - begun, ended_by_);
}

}  // namespace sark::cli
