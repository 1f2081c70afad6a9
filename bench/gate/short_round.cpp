#include "bench/gate/short_round.hpp"

#include <chrono>
#include <utility>

#include <fmt/core.h>

#include "scenarios/environment/environment_sample.hpp"
#include "scenarios/load_plans.hpp"

namespace sark::bench {

Result<std::unique_ptr<ShortRounds>> ShortRounds::start(const scenarios::Scenario& scenario,
                                                        const std::string& program,
                                                        double slowdown) {
    scenarios::EnvironmentOptions options;
    options.program = program;
    if (slowdown > 0.0)
        options.api_arguments = {"--slowdown", fmt::format("{}", slowdown)};
    auto environment = scenarios::TestEnvironment::prepare(scenario, options);
    if (!environment)
        return environment.error();
    return std::unique_ptr<ShortRounds>(new ShortRounds(scenario, *std::move(environment)));
}

Result<reports::Report> ShortRounds::measure() {
    scenarios::RunResult run;
    run.id = "round-" + std::to_string(++rounds_);
    run.scenario = scenario_;
    run.calibration = calibration_;
    auto plans = scenarios::plan_loads(scenario_, environment_->target(), run.id);
    if (!plans)
        return plans.error();
    workloads::Engine engine(scenarios::engine_options(scenario_, calibration_), *std::move(plans));
    workloads::StopControl stop;
    const auto before = environment_->sample();
    const auto began = std::chrono::steady_clock::now();
    auto measured = engine.run(stop, {});
    const Nanos elapsed = std::chrono::steady_clock::now() - began;
    const auto after = environment_->sample();
    if (!measured)
        return environment_->failure().value_or(measured.error());
    run.engine = *std::move(measured);
    scenarios::TestEnvironment::difference(*before, *after, elapsed, run.cpu, run.evidence);
    run.environment = environment_->describe();
    return reports::judge(std::move(run), {});
}

}  // namespace sark::bench
