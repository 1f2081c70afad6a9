#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands/command.hpp"
#include "cli/options/override_options.hpp"
#include "cli/options/round_options.hpp"
#include "cli/options/target_options.hpp"
#include "cli/output/output.hpp"
#include "cli/output/result_files.hpp"
#include "cli/runs/scenario_loading.hpp"
#include "cli/runs/shared_database.hpp"
#include "cli/runs/sweep_run.hpp"
#include "reports/sweep/sweep_points.hpp"
#include "reports/writers/sweep/sweep_writer.hpp"
#include "scenarios/run_id.hpp"

namespace sark::cli {

namespace {

constexpr const char* examples = R"(Examples:
  sark-bench sweep pool_sweep                                the scenario's own points
  sark-bench sweep policy_evaluation --over serve.threads=8,16,32
  sark-bench sweep smoke --over environment.pool.pool_size+environment.pool.max_overflow=10+5,20+10
  sark-bench sweep app_queries --over pg_profile=pg-v2-16gb,pg-primary-8gb --over pg.jit=on,off
Measures every point once in each round, in shuffled order. KEY is one that an arm of sark-bench ab
takes. Several --over: every combination. Exit codes: 0 measured, 100 a target went away and
105 interrupted (what was measured is written), 122 a point has no round that the host left
undisturbed.)";

struct SweepOptions {
    std::string scenario;
    std::vector<std::string> over;
    TargetOptions target;
    scenarios::Overrides overrides;
    unsigned rounds = 6;
    RoundOptions round{"5s", "1s"};
    std::string formats = "console,json,md,html";
    std::string out;
    bool quiet = false;
};

scenarios::Overrides overrides_of(const SweepOptions& options) {
    scenarios::Overrides overrides = options.overrides;
    cut_to_round(options.round, overrides);
    return overrides;
}

/// The points of --over, else those that the scenario names; without their scenarios yet.
Result<std::vector<reports::SweepSettings>> asked_points(const SweepOptions& options,
                                                         const scenarios::Scenario& scenario) {
    if (!options.over.empty())
        return reports::points_over(options.over);
    std::vector<reports::SweepSettings> points;
    for (const scenarios::SweepPoint& point : scenario.sweep)
        points.push_back({point.name, point.set, point.adds});
    if (points.empty())
        return Error{Errc::invalid_argument, "nothing to sweep over", options.scenario,
                     "give --over KEY=VALUE,VALUE…, or a scenario with a \"sweep\""};
    return points;
}

/// Absent after every fault was printed.
std::optional<scenarios::Scenario> point_scenario(const SweepOptions& options,
                                                  const ComparisonArm& arm,
                                                  std::optional<std::uint64_t> seed) {
    scenarios::Overrides overrides = overrides_of(options);
    overrides.set.insert(overrides.set.end(), arm.set.begin(), arm.set.end());
    if (seed)
        overrides.seed = seed;
    return load_scenario(options.scenario, overrides);
}

Result<void> check_arm(const ComparisonArm& arm, const std::string& name) {
    if (arm.revision.empty())
        return {};
    return Error{Errc::invalid_argument, "a point cannot be a revision", name,
                 "sark-bench ab compares revisions"};
}

/// Fills the points; the code to end with, after what is wrong was printed.
std::optional<reports::ExitCode> load_points(const SweepOptions& options,
                                             const std::vector<reports::SweepSettings>& asked,
                                             std::vector<SweepRunPoint>& points) {
    const std::string said = options.over.empty() ? options.scenario + ": /sweep" : "--over";
    for (const reports::SweepSettings& one : asked) {
        auto arm = parse_arm(said, one.settings);
        if (!arm)
            return fail(arm.error());
        if (auto known = check_arm(*arm, one.name); !known)
            return fail(known.error());
        auto scenario = point_scenario(options, *arm, std::nullopt);
        if (!scenario)
            return reports::ExitCode::bad_usage;
        points.push_back(
            {one.name, one.settings, one.adds, *std::move(arm), *std::move(scenario), 0});
    }
    return std::nullopt;
}

Result<void> check_databases(const SweepOptions& options,
                             const std::vector<SweepRunPoint>& points) {
    std::vector<DatabaseUser> users;
    for (const SweepRunPoint& point : points)
        users.push_back({point.name, &point.arm, &point.scenario.environment});
    return check_shared_database(
        users, options.target,
        options.target.keep_data ? DataPreparation::never : DataPreparation::at_the_start);
}

reports::SweepSetup setup_of(const SweepOptions& options, const scenarios::Scenario& scenario,
                             const RoundTimes& times, UtcTime now) {
    reports::SweepSetup setup;
    setup.scenario = scenario.name;
    setup.description = scenario.description;
    setup.over =
        options.over.empty() ? std::vector<std::string>{"the scenario's own points"} : options.over;
    setup.seed = scenario.seed;
    setup.rounds = options.rounds;
    setup.round = times.round;
    setup.warmup = times.warmup;
    setup.started_at = to_iso8601(now);
    return setup;
}

std::vector<reports::SweptPoint> named(const std::vector<SweepRunPoint>& points) {
    std::vector<reports::SweptPoint> result;
    for (const SweepRunPoint& point : points) {
        reports::SweptPoint one;
        one.name = point.name;
        one.settings = point.settings;
        one.adds = point.adds;
        result.push_back(std::move(one));
    }
    return result;
}

reports::ExitCode deliver(const SweepOptions& options, const std::vector<std::string>& formats,
                          const reports::SweepResult& result, const std::string& id) {
    if (!options.quiet && has_format(formats, "console"))
        reports::write_sweep_console(result, std::cout);
    const std::string directory =
        options.out.empty() ? "results/" + result.setup.scenario + "/" + id : options.out;
    return deliver_files({id, directory, options.quiet,
                          [&](const std::string& place) {
                              return reports::write_sweep_files(result, place, formats);
                          }},
                         result.exit_code);
}

reports::ExitCode execute(SweepOptions options) {
    if (auto split = read_secrets(options.target); !split)
        return fail(split.error());
    const auto formats =
        parse_formats(options.formats, with_console(reports::sweep_file_formats()));
    if (!formats)
        return fail(formats.error());
    if (!options.out.empty())
        if (auto writable = require_writable(options.out); !writable)
            return fail(writable.error());
    const auto times = round_times(options.round);
    if (!times)
        return fail(times.error());
    const auto scenario = load_scenario(options.scenario, overrides_of(options));
    if (!scenario)
        return reports::ExitCode::bad_usage;
    const UtcTime now = SystemTime().utc_now();
    reports::SweepSetup setup = setup_of(options, *scenario, *times, now);
    const auto asked = asked_points(options, *scenario);
    if (!asked)
        return fail(asked.error());
    std::vector<SweepRunPoint> points;
    if (const auto problem = load_points(options, *asked, points))
        return *problem;
    if (auto apart = check_databases(options, points); !apart)
        return fail(apart.error());

    SweepRun::Options how;
    how.target = options.target;
    how.rounds = options.rounds;
    how.quiet = options.quiet;
    how.with_seed = [&options](const SweepRunPoint& point, std::uint64_t seed) {
        return point_scenario(options, point.arm, seed);
    };
    SweepRun run(std::move(how), points);
    if (const auto failure = run.measure(setup.seed))
        return fail(*failure);
    const scenarios::Environment environment = run.describe();
    setup.facts.assign(environment.facts.begin(), environment.facts.end());
    setup.services.assign(environment.services.begin(), environment.services.end());
    setup.environments = run.environments();
    const auto result = reports::conclude_sweep(std::move(setup), named(points), run.rounds(),
                                                run.elapsed(), run.ended_by());
    return deliver(options, *formats, result, scenarios::new_run_id(now) + "-sweep");
}

}  // namespace

void add_sweep_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("sweep", "Measure a scenario over values of its keys");
    command->footer(examples);
    auto options = std::make_shared<SweepOptions>();
    command->add_option("scenario", options->scenario, "A shipped scenario's name, or a file")
        ->required();
    command
        ->add_option("--over", options->over,
                     "Values of a key, or of several together (repeatable: every combination)")
        ->allow_extra_args(false)
        ->type_name("KEY=V1,V2…");
    command->add_option("--rounds", options->rounds, "Rounds; six and more have intervals")
        ->check(CLI::Range(1U, 1000U))
        ->capture_default_str();
    add_round_options(*command, options->round, "a point in a round");
    add_target_options(*command, options->target);
    command->add_option("-R,--rate", options->overrides.rate, "Arrivals per second in all");
    add_override_options(
        *command, options->overrides,
        {"Seed of arrivals, data and order", "Override a key in every point (repeatable)"});
    command->add_option("--format", options->formats, "Any of console,json,md,html")
        ->capture_default_str()
        ->type_name("NAME,…");
    command->add_option("--out", options->out, "Directory of the sweep's files")->type_name("DIR");
    command->add_flag("--quiet", options->quiet, "Print nothing but errors");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
