#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "cli/commands/command.hpp"
#include "cli/options/arguments.hpp"
#include "cli/options/override_options.hpp"
#include "cli/options/target_options.hpp"
#include "cli/output/live_view.hpp"
#include "cli/output/output.hpp"
#include "cli/output/plan_printer.hpp"
#include "cli/output/run_output.hpp"
#include "cli/runs/run_series.hpp"
#include "cli/runs/run_session.hpp"
#include "cli/runs/scenario_loading.hpp"
#include "cli/runs/signal_watch.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/environment/push_gateway.hpp"
#include "scenarios/environment/service_needs.hpp"

namespace sark::cli {

namespace {

constexpr const char* examples = R"(Examples:
  sark-bench run smoke
  sark-bench run policy_evaluation -R 800 -T 30s
  sark-bench run my.json --dsn 'host=127.0.0.1 dbname=sark' --redis redis://127.0.0.1:6379
  sark-bench run smoke --set load.api.rate=400 --sla api --out results/today
  sark-bench run k6_ramp --time-scale 0.05
  sark-bench run smoke --quiet --format json --out DIR
  sark-bench run smoke --repeat 5 --out results/five
Without --dsn, --redis and --url the services are started privately and removed afterwards.
Ctrl-C once drains and keeps what was measured; twice stops at once.)";

struct RunOptions {
    std::string scenario;
    TargetOptions target;
    scenarios::Overrides overrides;
    std::string sla;
    std::string formats = "console,json,html,md,junit";
    std::string out;
    std::string push_gateway;
    unsigned repeat = 1;
    bool quiet = false;
    bool dry_run = false;
};

void add_load_options(CLI::App& command, RunOptions& options) {
    auto& overrides = options.overrides;
    command.add_option("-R,--rate", overrides.rate,
                       "Arrivals per second in all (loads keep their shares), or LOAD=RATE");
    command.add_option("-T,--duration", overrides.duration,
                       "Length of the measured part, e.g. 30s");
    command.add_option("--time-scale", overrides.time_scale,
                       "Multiply warm-up, phases, stages, durations and bursts; rates stay");
    command
        .add_option("--repeat", options.repeat,
                    "Measure so many times in the same environment, with seeds one apart")
        ->check(CLI::Range(1U, 100U))
        ->type_name("N");
    add_override_options(command, overrides);
}

void add_output_options(CLI::App& command, RunOptions& options) {
    command.add_option("--sla", options.sla, "SLA profiles to judge (see sark-bench list sla)")
        ->type_name("NAME,…");
    command.add_option("--format", options.formats, RunOutput::format_help())->type_name("NAME,…");
    command.add_option("--out", options.out, "Directory of the run's files")->type_name("DIR");
    command
        .add_option("--push-gateway", options.push_gateway,
                    "Prometheus Pushgateway to send the figures to, during the run and at its end")
        ->type_name("URL");
    command.add_flag("--quiet", options.quiet, "Print nothing but errors");
    command.add_flag("--dry-run", options.dry_run, "Show what would run, and stop");
}

scenarios::EnvironmentOptions environment_options(const RunOptions& options, LiveView& view,
                                                  SignalWatch& signals) {
    scenarios::EnvironmentOptions environment = environment_at(options.target);
    environment.note = [&view](std::string_view line) { view.note(line); };
    environment.stop = [&signals] { return signals.stop_requested(); };
    return environment;
}

reports::ExitCode execute(RunOptions options) {
    if (!options.sla.empty())
        options.overrides.sla = split_list(options.sla);
    if (auto split = read_secrets(options.target); !split)
        return fail(split.error());
    auto output = RunOutput::create(options.formats, options.out, options.quiet);
    if (!output)
        return fail(output.error());
    const auto scenario = load_scenario(options.scenario, options.overrides);
    if (!scenario)
        return reports::ExitCode::bad_usage;
    if (options.dry_run) {
        print_plan(*scenario, scenarios::service_needs(*scenario, environment_at(options.target)),
                   std::cout);
        return reports::ExitCode::pass;
    }

    SignalWatch signals;
    std::unique_ptr<scenarios::PushGateway> gateway;
    if (!options.push_gateway.empty()) {
        auto made = scenarios::PushGateway::create(options.push_gateway, scenario->name,
                                                   options.target.allow_remote);
        if (!made)
            return fail(made.error());
        gateway = *std::move(made);
    }
    LiveView view(!options.quiet, [&signals] { return signals.stop_requested(); });
    const auto where = environment_options(options, view, signals);
    if (const auto kept = check_kept_data(*scenario, where); !kept)
        return fail(kept.error());
    auto environment = scenarios::TestEnvironment::prepare(*scenario, where);
    if (!environment)
        return fail(environment.error());
    RunSession session(**environment, signals, view, gateway.get());
    if (options.repeat > 1)
        return run_series(options.repeat, *scenario, session, *output, [&](std::uint64_t seed) {
            options.overrides.seed = seed;
            return load_scenario(options.scenario, options.overrides);
        });
    const auto report = session.measure(*scenario, scenario->name);
    if (!report)
        return fail(report.error());
    const auto code = output->deliver(*report);
    session.publish(*report);
    return code;
}

}  // namespace

void add_run_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("run", "Run a scenario and judge it");
    command->footer(examples);
    auto options = std::make_shared<RunOptions>();
    command->add_option("scenario", options->scenario, "A shipped scenario's name, or a file")
        ->required();
    add_target_options(*command, options->target);
    add_evidence_option(*command, options->target);
    add_load_options(*command, *options);
    add_output_options(*command, *options);
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
