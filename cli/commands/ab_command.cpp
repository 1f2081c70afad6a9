#include <array>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/commands/command.hpp"
#include "cli/options/arguments.hpp"
#include "cli/options/override_options.hpp"
#include "cli/options/round_options.hpp"
#include "cli/options/target_options.hpp"
#include "cli/output/comparison_output.hpp"
#include "cli/output/output.hpp"
#include "cli/runs/ab_run.hpp"
#include "cli/runs/comparison_arm.hpp"
#include "cli/runs/scenario_loading.hpp"
#include "cli/runs/shared_database.hpp"
#include "reports/comparison/comparison.hpp"
#include "scenarios/language/units.hpp"
#include "scenarios/run_id.hpp"

namespace sark::cli {

namespace {

constexpr const char* examples = R"(Examples:
  sark-bench ab policy_evaluation --b serve.slowdown=0.1
  sark-bench ab policy_evaluation --b program=/tmp/other-build/cli/sark-bench
  sark-bench ab my.json --a revision=v1.4 --b revision=HEAD --build make \
                        --command 'bin/server --port {port}'
  sark-bench ab my.json --a command='old/server --port {port}' \
                        --b command='new/server --port {port}'
  sark-bench ab my.json --a url=http://127.0.0.1:8001 --b url=http://127.0.0.1:8002
  sark-bench ab smoke --b env.POSTGRES_POOL_SIZE=5 --tolerance p95=10% --max-time 5m
  sark-bench ab app_queries --a pg_profile=pg-primary-8gb --b pg_profile=pg-enterprise-32gb
  sark-bench ab v2_lookups --a pg.jit=on --b pg.jit=off
  sark-bench ab v2_lookups --a index_set=none --b index_set=composite
  sark-bench ab app_queries --b pgbouncer=true
  sark-bench ab app_queries --a evidence=off --b evidence=on --tolerance cpu_per_op=1%
Settings of an arm: url, dsn, redis, program, command, revision, evidence (on or off), env.NAME,
serve.OPTION, index_set, pg_profile, pgbouncer, replica, pg.SETTING of a managed PostgreSQL, or any
key of the scenario as run --set takes it. The question: is B worse than A by more than the tolerance?
Exit codes: 0 no regression, 120 regressed, 121 inconclusive, 122 the host disturbed it.)";

struct AbOptions {
    std::string scenario;
    std::vector<std::string> a;
    std::vector<std::string> b;
    TargetOptions target;
    scenarios::Overrides overrides;
    std::vector<std::string> tolerances;
    std::string command;
    std::string build;
    std::string repository = ".";
    std::string formats = "console,json,junit,md,html";
    RoundOptions round{"2s", "500ms"};
    std::string max_time = "10m";
    std::string out;
    bool fresh = false;
    bool quiet = false;
};

/// Gives a side what the command's own options say of both.
Result<void> complete_arm(const AbOptions& options, const char* side, ComparisonArm& arm) {
    if (arm.command.empty() && arm.url.empty())
        arm.command = options.command;
    if (!arm.revision.empty() && arm.command.empty())
        return Error{Errc::invalid_argument, "nothing says how to start revision " + arm.revision,
                     side, "give --command 'PROGRAM --port {port}', run in the revision's tree"};
    return {};
}

/// Fills the sides' scenarios; absent after every fault was printed.
std::optional<reports::ExitCode> load_sides(const AbOptions& options,
                                            std::array<AbSide, 2>& sides) {
    const std::array<std::pair<const char*, const std::vector<std::string>*>, 2> given = {
        {{"--a", &options.a}, {"--b", &options.b}}};
    for (std::size_t i = 0; i < sides.size(); ++i) {
        auto arm = parse_arm(given[i].first, *given[i].second);
        if (!arm)
            return fail(arm.error());
        sides[i].arm = *std::move(arm);
        if (auto ready = complete_arm(options, given[i].first, sides[i].arm); !ready)
            return fail(ready.error());
        scenarios::Overrides overrides = options.overrides;
        cut_to_round(options.round, overrides);
        overrides.set.insert(overrides.set.end(), sides[i].arm.set.begin(), sides[i].arm.set.end());
        auto scenario = load_scenario(options.scenario, overrides);
        if (!scenario)
            return reports::ExitCode::bad_usage;
        sides[i].scenario = *std::move(scenario);
    }
    return std::nullopt;
}

Result<void> check_databases(const AbOptions& options, const std::array<AbSide, 2>& sides) {
    const std::array<DatabaseUser, 2> users = {
        {{"A", &sides[0].arm, &sides[0].scenario.environment},
         {"B", &sides[1].arm, &sides[1].scenario.environment}}};
    return check_shared_database(users, options.target,
                                 options.target.keep_data ? DataPreparation::never
                                 : options.fresh          ? DataPreparation::for_every_round
                                                          : DataPreparation::at_the_start);
}

/// What was asked, checked; nothing is measured yet.
Result<reports::ComparisonSetup> setup_of(const AbOptions& options,
                                          const std::array<AbSide, 2>& sides, Nanos round,
                                          UtcTime now) {
    reports::ComparisonSetup setup;
    auto tolerances = reports::tolerances_of(sides[0].scenario, options.tolerances);
    if (!tolerances)
        return tolerances.error();
    setup.tolerances = *std::move(tolerances);
    const auto budget = scenarios::language::parse_duration(options.max_time);
    if (!budget)
        return Error{Errc::invalid_argument, "not a duration", "--max-time " + options.max_time,
                     "write it with a unit, e.g. 10m"};
    setup.scenario = sides[0].scenario.name;
    setup.arms = {sides[0].arm.label, sides[1].arm.label};
    setup.seed = sides[0].scenario.seed;
    setup.round = round;
    setup.budget = *budget;
    setup.started_at = to_iso8601(now);
    return setup;
}

reports::ExitCode execute(AbOptions options) {
    if (auto split = read_secrets(options.target); !split)
        return fail(split.error());
    const auto output = ComparisonOutput::create(options.formats, options.out, options.quiet);
    if (!output)
        return fail(output.error());
    const auto times = round_times(options.round);
    if (!times)
        return fail(times.error());
    std::array<AbSide, 2> sides;
    if (const auto problem = load_sides(options, sides))
        return *problem;
    if (auto apart = check_databases(options, sides); !apart)
        return fail(apart.error());
    const UtcTime now = SystemTime().utc_now();
    auto setup = setup_of(options, sides, times->round, now);
    if (!setup)
        return fail(setup.error());
    if (output->prints())
        fmt::print("{}: is B worse than A?\nA  {}\nB  {}\n", setup->scenario, setup->arms[0],
                   setup->arms[1]);

    reports::PairedRun::Plan plan;
    plan.metrics = reports::gate_metrics(setup->tolerances);
    plan.budget = setup->budget;
    plan.seed = setup->seed;
    reports::PairedRun paired(std::move(plan));
    AbRun run({options.target, options.repository, options.build, options.fresh, options.quiet},
              sides, paired, setup->tolerances);
    if (const auto failure = run.measure())
        return fail(*failure);
    setup->facts = sides[0].environment->describe().facts;
    auto comparison = reports::conclude(*std::move(setup), paired, run.take_rounds(),
                                        {std::move(sides[0].totals), std::move(sides[1].totals)},
                                        run.elapsed(), run.ended_by());
    for (std::string& change : run.plan_changes()) comparison.notes.push_back(std::move(change));
    if (sides[0].arm == sides[1].arm)
        comparison.notes.emplace_back(
            "A and B were given the same settings: this measures the gate, not a change");
    return output->deliver(comparison, scenarios::new_run_id(now) + "-ab");
}

}  // namespace

void add_ab_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("ab", "Compare two arms, interleaved on this host");
    command->footer(examples);
    auto options = std::make_shared<AbOptions>();
    command->add_option("scenario", options->scenario, "A shipped scenario's name, or a file")
        ->required();
    command->add_option("--a", options->a, "Settings of arm A (default: as is)")
        ->type_name("KEY=VALUE…");
    command->add_option("--b", options->b, "Settings of arm B")->type_name("KEY=VALUE…");
    add_postgres_options(*command, options->target);
    add_redis_option(*command, options->target);
    add_allow_remote_option(*command, options->target);
    add_evidence_option(*command, options->target);
    add_keep_data_option(*command, options->target);
    command->add_option("-R,--rate", options->overrides.rate, "Arrivals per second in all");
    add_override_options(
        *command, options->overrides,
        {"Seed of arrivals, data and coin tosses", "Override a key in both arms (repeatable)"});
    command
        ->add_option("--tolerance", options->tolerances,
                     "What B may be worse by: p95=5%, or 0 for every metric (repeatable)")
        ->allow_extra_args(false)
        ->type_name("[METRIC=]SHARE");
    add_round_options(*command, options->round, "a round");
    command->add_option("--max-time", options->max_time, "Time for all rounds")
        ->capture_default_str();
    command
        ->add_option("--command", options->command,
                     "Starts the target of an arm without one of its own; {port} is its port")
        ->type_name("CMD");
    command->add_option("--build", options->build, "Builds a revision, in its tree")
        ->type_name("CMD");
    command->add_option("--repo", options->repository, "Git repository of the revisions")
        ->type_name("DIR")
        ->capture_default_str();
    command->add_flag("--fresh", options->fresh, "Fresh services and data for every round");
    command->add_option("--format", options->formats, ComparisonOutput::format_help())
        ->type_name("NAME,…");
    command->add_option("--out", options->out, "Directory of the comparison's files")
        ->type_name("DIR");
    command->add_flag("--quiet", options->quiet, "Print nothing but errors");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
