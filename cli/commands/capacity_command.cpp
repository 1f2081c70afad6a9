#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands/command.hpp"
#include "cli/options/arguments.hpp"
#include "cli/options/override_options.hpp"
#include "cli/options/target_options.hpp"
#include "cli/output/output.hpp"
#include "cli/output/result_files.hpp"
#include "cli/runs/capacity_run.hpp"
#include "cli/runs/scenario_loading.hpp"
#include "cli/runs/signal_watch.hpp"
#include "reports/repeats.hpp"
#include "reports/writers/capacity/capacity_writer.hpp"
#include "scenarios/environment/version.hpp"
#include "scenarios/language/units.hpp"
#include "scenarios/run_id.hpp"

namespace sark::cli {

namespace {

constexpr const char* examples = R"(Examples:
  sark-bench capacity policy_evaluation
  sark-bench capacity policy_evaluation --sla api
  sark-bench capacity my.json --threshold 'page:p(95)<50ms' --threshold 'rate<0.01'
  sark-bench capacity smoke --from 100 --to 4000 --step 10s --max-time 15m
  sark-bench capacity my.json --url http://127.0.0.1:8000 --repeat 10
Doubles the rate until the SLA breaks, halves the gap, confirms what holds in longer windows.
Without --sla and --threshold the scenario's own thresholds and profiles have to hold.
Exit codes: 0 found and confirmed, 99 the SLA does not hold at the lowest rate, 121 inconclusive,
122 the host disturbed it, 100 a target went away and 105 interrupted (the interval so far is
written). With --repeat that of the search that ended worst.)";

/// Where nothing else is said, the search goes down to this part of the scenario's own rate.
constexpr double lowest_part = 1.0 / 64.0;
constexpr double highest_rate = 1e6;
constexpr int confirm_windows = 3;

struct CapacityOptions {
    std::string scenario;
    TargetOptions target;
    scenarios::Overrides overrides;
    std::string sla;
    std::vector<std::string> thresholds;
    double from = 0.0;
    double to = 0.0;
    double resolution = 0.05;
    std::string step = "5s";
    std::string warmup = "1s";
    std::string max_time = "15m";
    std::string formats = "console,json,html,md";
    std::string out;
    unsigned repeat = 1;
    bool no_curve = false;
    bool quiet = false;
};

struct Durations {
    Nanos step{0};
    Nanos warmup{0};
    Nanos max_time{0};
};

Result<Durations> durations_of(const CapacityOptions& options) {
    Durations durations;
    const std::pair<const char*, const std::string*> texts[] = {{"--step", &options.step},
                                                                {"--step-warmup", &options.warmup},
                                                                {"--max-time", &options.max_time}};
    Nanos* const places[] = {&durations.step, &durations.warmup, &durations.max_time};
    for (std::size_t i = 0; i < std::size(texts); ++i) {
        const auto& [option, text] = texts[i];
        const auto parsed = scenarios::language::parse_duration(*text);
        if (!parsed)
            return Error{Errc::invalid_argument, "not a duration",
                         std::string(option) + " " + *text, "write it with a unit, e.g. 5s, 10m"};
        *places[i] = *parsed;
    }
    if (durations.step < std::chrono::milliseconds(200))
        return Error{Errc::invalid_argument, "too short to tell anything", "--step " + options.step,
                     "at least 200ms, and rather 5s"};
    return durations;
}

/// What is demanded on the command line takes the place of what the scenario demands.
Result<void> demand(CapacityOptions& options) {
    if (options.sla.empty() && options.thresholds.empty())
        return {};
    auto limits = reports::threshold_options(options.thresholds);
    if (!limits)
        return limits.error();
    options.overrides.thresholds = *std::move(limits);
    options.overrides.sla = split_list(options.sla);
    return {};
}

Result<reports::CapacitySearch::Plan> plan_of(const CapacityOptions& options,
                                              const reports::ObjectiveSet& sla, double asked) {
    reports::CapacitySearch::Plan plan;
    for (const reports::Objective& objective : sla.objectives)
        plan.shares.push_back(objective.share);
    plan.lowest = options.from > 0.0 ? options.from : std::max(1.0, asked * lowest_part);
    plan.highest = options.to > 0.0 ? options.to : std::max(highest_rate, plan.lowest);
    if (plan.lowest > plan.highest)
        return Error{Errc::invalid_argument,
                     fmt::format("the lowest rate is above the highest: {} and {}", plan.lowest,
                                 plan.highest),
                     "--from and --to", ""};
    plan.start = options.from > 0.0 ? options.from : std::min(asked, plan.highest);
    plan.resolution = options.resolution;
    return plan;
}

/// What is outstanding when its limit has passed is a miss; no need to wait longer.
Nanos drain_of(const scenarios::Scenario& scenario, const reports::ObjectiveSet& sla) {
    double longest_ms = 0.0;
    for (const reports::Objective& objective : sla.objectives)
        longest_ms = std::max(longest_ms, objective.limit_ms);
    return std::min(scenario.drain,
                    from_seconds(longest_ms / 1e3) + std::chrono::milliseconds(500));
}

reports::ExitCode deliver(const CapacityOptions& options, const std::vector<std::string>& formats,
                          const reports::CapacityResult& result, const std::string& id,
                          const std::string& directory) {
    if (!options.quiet && has_format(formats, "console"))
        reports::write_capacity_console(result, std::cout);
    return deliver_files({id, directory, options.quiet,
                          [&](const std::string& place) {
                              return reports::write_capacity_files(result, place, formats);
                          }},
                         result.exit_code);
}

/// Of the target, if that ended the search or its curve.
std::optional<Error> failure_of(const reports::CapacityResult& result) {
    const bool failed = result.ended_by && result.ended_by->by == reports::EarlyEnd::By::failure;
    return failed ? std::optional(result.ended_by->failure) : std::nullopt;
}

/// The search, or as many as were asked for, in one environment. Ends as the worst of them did, or
/// as what kept it from the others says.
reports::ExitCode search(const CapacityOptions& options, const std::vector<std::string>& formats,
                         const scenarios::Scenario& scenario, const reports::CapacitySetup& setup,
                         Nanos max_time) {
    const auto note = [quiet = options.quiet](std::string_view line) {
        if (!quiet)
            print_note(fmt::format("{}\n", line));
    };
    SignalWatch signals;
    scenarios::EnvironmentOptions place = environment_at(options.target);
    place.note = note;
    place.stop = [&signals] { return signals.stop_requested(); };
    if (const auto kept = check_kept_data(scenario, place); !kept)
        return fail(kept.error());
    const auto environment = scenarios::TestEnvironment::prepare(scenario, place);
    if (!environment)
        return fail(environment.error());
    using reports::worse_of;
    std::vector<reports::CapacityResult> results;
    reports::ExitCode code = reports::ExitCode::pass;
    while (results.size() < options.repeat) {
        if (signals.stop_requested()) {
            code = worse_of(code, reports::ExitCode::interrupted);
            break;
        }
        const UtcTime now = SystemTime().utc_now();
        reports::CapacitySetup one = setup;
        one.started_at = to_iso8601(now);
        // Draws of their own for every repeat, so that they may differ by what draws differ.
        scenarios::Scenario seeded = scenario;
        constexpr std::uint64_t seeds_apart = 10'000;
        seeded.seed = one.seed = scenario.seed + seeds_apart * results.size();
        CapacityRun run(seeded, **environment, signals, note);
        auto result = run.measure(std::move(one), {max_time, !options.no_curve});
        if (!result) {
            code = worse_of(code, fail(result.error()));
            break;
        }
        const std::string id = scenarios::new_run_id(now) + "-capacity";
        std::string directory =
            options.out.empty() ? "results/" + scenario.name + "/" + id : options.out;
        if (options.repeat > 1 && !options.out.empty())
            directory += "/" + std::to_string(results.size() + 1);
        const auto failure = failure_of(*result);
        if (failure)
            print_error(*failure);
        const reports::ExitCode delivered = deliver(options, formats, *result, id, directory);
        code = worse_of(code, delivered);
        results.push_back(*std::move(result));
        if (delivered != results.back().exit_code)
            return delivered;
        if (failure && results.size() < options.repeat) {
            code = worse_of(code, reports::exit_code_of(failure->code));
            break;
        }
    }
    if (options.repeat > 1 && !results.empty())
        reports::write_capacity_repeats(results, std::cout);
    return code;
}

reports::ExitCode execute(CapacityOptions options) {
    if (auto split = read_secrets(options.target); !split)
        return fail(split.error());
    const auto formats =
        parse_formats(options.formats, with_console(reports::capacity_file_formats()));
    if (!formats)
        return fail(formats.error());
    if (!options.out.empty())
        if (auto writable = require_writable(options.out); !writable)
            return fail(writable.error());
    const auto durations = durations_of(options);
    if (!durations)
        return fail(durations.error());
    if (auto demanded = demand(options); !demanded)
        return fail(demanded.error());
    const auto scenario = load_scenario(options.scenario, options.overrides);
    if (!scenario)
        return reports::ExitCode::bad_usage;
    const auto sla = reports::objectives_of(*scenario);
    if (!sla)
        return fail(sla.error());
    const auto asked = reports::asked_rate_of(*scenario);
    if (!asked)
        return fail(asked.error());
    auto plan = plan_of(options, *sla, *asked);
    if (!plan)
        return fail(plan.error());

    reports::CapacitySetup setup;
    setup.scenario = scenario->name;
    setup.tool_version = scenarios::tool_version();
    setup.tool_revision = scenarios::tool_revision();
    setup.seed = scenario->seed;
    setup.threads = scenario->threads;
    for (const scenarios::LoadSpec& load : scenario->loads) setup.connections += load.connections;
    setup.asked_per_s = *asked;
    setup.random_arrivals = reports::arrives_at_random(*scenario);
    setup.timing = {durations->warmup, durations->step, drain_of(*scenario, *sla)};
    setup.confirm_window = confirm_windows * durations->step;
    setup.plan = *std::move(plan);
    setup.sla = *sla;
    if (!options.quiet) {
        fmt::print("{}: the highest rate that holds\n", setup.scenario);
        for (const reports::Objective& objective : setup.sla.objectives)
            fmt::print("  {}: {}\n", objective.name, reports::demand_of(objective));
    }
    return search(options, *formats, *scenario, setup, durations->max_time);
}

void add_search_options(CLI::App& command, CapacityOptions& options) {
    command.add_option("--sla", options.sla, "SLA profiles that have to hold")->type_name("NAME,…");
    command
        .add_option("--threshold", options.thresholds,
                    "[OPERATION:]LIMIT that has to hold, e.g. 'p(95)<50ms' (repeatable)")
        ->allow_extra_args(false)
        ->type_name("LIMIT");
    const CLI::Range rates(0.001, 1e9);
    command.add_option("--from", options.from, "Lowest rate, where the search starts")
        ->check(rates)
        ->type_name("RATE");
    command.add_option("--to", options.to, "Highest rate to try")->check(rates)->type_name("RATE");
    command
        .add_option("--resolution", options.resolution,
                    "Content when the breaking rate is at most so much above the holding one")
        ->check(CLI::Range(0.01, 1.0))
        ->capture_default_str();
    command.add_option("--step", options.step, "Measured length of a window")
        ->capture_default_str();
    command.add_option("--step-warmup", options.warmup, "Warm-up of a window")
        ->capture_default_str();
    command.add_option("--max-time", options.max_time, "Time for one search")
        ->capture_default_str();
    command.add_flag("--no-curve", options.no_curve,
                     "Only the search: no steps for the curve and the law of scalability");
    command
        .add_option("--repeat", options.repeat,
                    "Search so many times in the same environment, and say how far they agree")
        ->check(CLI::Range(1U, 100U))
        ->type_name("N");
}

}  // namespace

void add_capacity_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("capacity", "Find the highest rate that holds an SLA");
    command->footer(examples);
    auto options = std::make_shared<CapacityOptions>();
    command->add_option("scenario", options->scenario, "A shipped scenario's name, or a file")
        ->required();
    add_search_options(*command, *options);
    add_target_options(*command, options->target);
    add_override_options(*command, options->overrides);
    command->add_option("--format", options->formats, "Any of console,json,html,md")
        ->capture_default_str()
        ->type_name("NAME,…");
    command->add_option("--out", options->out, "Directory of the result's files")->type_name("DIR");
    command->add_flag("--quiet", options->quiet, "Print nothing but errors");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
