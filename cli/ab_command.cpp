#include <array>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/comparison_arm.hpp"
#include "cli/output.hpp"
#include "cli/scenario_loading.hpp"
#include "cli/signal_watch.hpp"
#include "cli/target_options.hpp"
#include "reports/comparison/comparison.hpp"
#include "reports/report.hpp"
#include "reports/writers/comparison_writer.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/language/units.hpp"
#include "scenarios/run_id.hpp"
#include "scenarios/runner.hpp"

namespace sark::cli {

namespace {

constexpr const char* examples = R"(Examples:
  sark-bench ab policy_evaluation --b serve.slowdown=0.1
  sark-bench ab policy_evaluation --b program=/tmp/other-build/cli/sark-bench
  sark-bench ab my.json --a command='old/server --port {port}' \
                        --b command='new/server --port {port}'
  sark-bench ab my.json --a url=http://127.0.0.1:8001 --b url=http://127.0.0.1:8002
  sark-bench ab smoke --b env.POSTGRES_POOL_SIZE=5 --tolerance p95=10% --max-time 5m
Settings of an arm: url, dsn, redis, program, command, env.NAME, serve.OPTION, or any key of the
scenario as run --set takes it. The question: is B worse than A by more than the tolerance?
Exit codes: 0 no regression, 120 regressed, 121 inconclusive, 122 the host disturbed it.)";

struct AbOptions {
    std::string scenario;
    std::vector<std::string> a;
    std::vector<std::string> b;
    TargetOptions target;
    scenarios::Overrides overrides;
    std::vector<std::string> tolerances;
    std::string round = "2s";
    std::string warmup = "500ms";
    std::string max_time = "10m";
    std::string out;
    bool fresh = false;
    bool keep_data = false;
    bool quiet = false;
};

/// One arm made ready: its scenario and, once prepared, its environment.
struct Side {
    ComparisonArm arm;
    scenarios::Scenario scenario;
    std::unique_ptr<scenarios::TestEnvironment> environment;
    reports::ArmTotals totals;
};

/// Both arms, measured in turn until the paired run has its answer.
class AbRun {
 public:
    AbRun(const AbOptions& options, std::array<Side, 2>& sides, reports::PairedRun& paired)
        : options_(options), sides_(sides), paired_(paired) {}

    /// Absent when every round was measured or the run was stopped; otherwise why it cannot go on.
    std::optional<Error> measure() {
        for (Side& side : sides_)
            if (auto ready = prepare(side); !ready)
                return ready.error();
        begun_ = std::chrono::steady_clock::now();
        while (const auto arm = paired_.next()) {
            if (auto measured = round(*arm); !measured)
                return measured.error();
        }
        elapsed_ = std::chrono::steady_clock::now() - begun_;
        return std::nullopt;
    }

    [[nodiscard]] bool interrupted() const noexcept { return interrupted_; }
    [[nodiscard]] Nanos elapsed() const noexcept { return elapsed_; }
    [[nodiscard]] std::vector<reports::ComparedRound> take_rounds() { return std::move(rounds_); }

 private:
    Result<void> prepare(Side& side) {
        side.environment.reset();  // its ports and directory first
        scenarios::EnvironmentOptions options;
        const TargetOptions& target = options_.target;
        const auto either = [](const std::string& own, const std::string& common) {
            return own.empty() ? common : own;
        };
        options.dsn = either(side.arm.dsn, target.dsn);
        options.audit_dsn = target.audit_dsn;
        options.redis = target.redis;
        options.redis_password = target.redis_password;
        if (!side.arm.redis.empty()) {
            const auto address = parse_redis_address(side.arm.redis);
            if (!address)
                return address.error();
            options.redis = address->address;
            options.redis_password = either(address->password, target.redis_password);
        }
        options.url = side.arm.url;
        options.allow_remote = target.allow_remote;
        options.seed = !options_.keep_data;
        options.program =
            either(side.arm.program, std::filesystem::read_symlink("/proc/self/exe").string());
        options.command = side.arm.command;
        options.api_arguments = side.arm.serve_arguments;
        options.variables = side.arm.variables;
        options.note = [this](std::string_view line) { note(line); };
        options.stop = [this] { return signals_.stop_requested(); };
        auto environment = scenarios::TestEnvironment::prepare(side.scenario, options);
        if (!environment)
            return environment.error();
        side.environment = *std::move(environment);
        return {};
    }

    Result<void> round(reports::Arm arm) {
        Side& side = sides_[static_cast<std::size_t>(arm)];
        if (options_.fresh && !rounds_.empty()) {
            if (auto ready = prepare(side); !ready)
                return ready.error();
        }
        const bool pilot = paired_.piloting();
        auto run = scenarios::run_scenario(side.scenario, *side.environment, signals_.stop(), {});
        if (signals_.stop_requested()) {
            interrupted_ = true;
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
        return {};
    }

    /// A line for whoever waits.
    void note(std::string_view line) const {
        if (!options_.quiet)
            fmt::print(stderr, "{}\n", line);
    }

    void tell(bool was_pilot) {
        const std::size_t done = rounds_.size() / reports::PairedRun::rounds_per_block;
        if (rounds_.size() % reports::PairedRun::rounds_per_block != 0)
            return;
        if (was_pilot && !paired_.piloting() && paired_.blocks_planned() > 0) {
            note(
                fmt::format("the pilot leaves time for {} blocks; found with 95 % power, at least:",
                            paired_.blocks_planned()));
            for (const std::string& line : power()) note("  " + line);
        } else if (!was_pilot && done % 5 == 0) {
            note(fmt::format("block {}/{}, {} discarded", paired_.blocks_used(),
                             paired_.blocks_planned(), paired_.blocks_discarded()));
        }
    }

    /// "p95: slower by 7.9 % (tolerance 5 %)"
    [[nodiscard]] std::vector<std::string> power() const {
        reports::ComparisonSetup setup;
        for (const std::string& text : options_.tolerances)
            (void)reports::add_tolerance(text, setup.tolerances);
        const auto so_far = reports::conclude(setup, paired_, {}, {}, Nanos{0}, false);
        std::vector<std::string> lines;
        for (const reports::ComparedMetric& metric : so_far.metrics)
            lines.push_back(fmt::format(
                "{}: {}", metric.name,
                metric.detectable ? reports::change_text(metric, *metric.detectable)
                                  : std::string("not measured in these rounds, left out")));
        return lines;
    }

    const AbOptions& options_;
    std::array<Side, 2>& sides_;
    reports::PairedRun& paired_;
    SignalWatch signals_;
    TimePoint begun_;
    Nanos elapsed_{0};
    bool interrupted_ = false;
    std::vector<reports::ComparedRound> rounds_;
};

/// Fills the sides' scenarios; absent after every fault was printed.
std::optional<reports::ExitCode> load_sides(const AbOptions& options, std::array<Side, 2>& sides) {
    const std::array<std::pair<const char*, const std::vector<std::string>*>, 2> given = {
        {{"--a", &options.a}, {"--b", &options.b}}};
    for (std::size_t i = 0; i < sides.size(); ++i) {
        auto arm = parse_arm(given[i].first, *given[i].second);
        if (!arm)
            return fail(arm.error());
        sides[i].arm = *std::move(arm);
        scenarios::Overrides overrides = options.overrides;
        overrides.duration = options.round;
        overrides.set.insert(overrides.set.begin(), "warmup=" + options.warmup);
        overrides.set.insert(overrides.set.end(), sides[i].arm.set.begin(), sides[i].arm.set.end());
        auto scenario = load_scenario(options.scenario, overrides);
        if (!scenario)
            return reports::ExitCode::bad_usage;
        sides[i].scenario = *std::move(scenario);
    }
    return std::nullopt;
}

reports::ExitCode deliver(const AbOptions& options, const reports::Comparison& comparison,
                          const std::string& id) {
    if (!options.quiet)
        reports::write_comparison_console(comparison, std::cout);
    const std::string directory = options.out.empty()
                                      ? "results/" + comparison.setup.scenario + "/" + id + "-ab"
                                      : options.out;
    const auto written = reports::write_comparison_files(comparison, directory);
    if (!written)
        return fail(written.error());
    if (!options.quiet)
        for (const std::string& path : *written) fmt::print("wrote {}\n", path);
    return comparison.exit_code;
}

reports::ExitCode execute(AbOptions options) {
    if (auto split = split_password(options.target); !split)
        return fail(split.error());
    reports::ComparisonSetup setup;
    for (const std::string& text : options.tolerances)
        if (auto added = reports::add_tolerance(text, setup.tolerances); !added)
            return fail(added.error());
    const auto budget = scenarios::language::parse_duration(options.max_time);
    const auto round = scenarios::language::parse_duration(options.round);
    if (!budget || !round)
        return fail({Errc::invalid_argument, "not a duration",
                     budget ? "--round " + options.round : "--max-time " + options.max_time,
                     "write it with a unit, e.g. 2s, 10m"});
    std::array<Side, 2> sides;
    if (const auto problem = load_sides(options, sides))
        return *problem;
    setup.scenario = sides[0].scenario.name;
    setup.arms = {sides[0].arm.label, sides[1].arm.label};
    setup.seed = sides[0].scenario.seed;
    setup.round = *round;
    setup.budget = *budget;
    const UtcTime now = SystemTime().utc_now();
    setup.started_at = to_iso8601(now);
    if (!options.quiet)
        fmt::print("{}: is B worse than A?\nA  {}\nB  {}\n", setup.scenario, setup.arms[0],
                   setup.arms[1]);

    reports::PairedRun::Plan plan;
    plan.metrics = reports::gate_metrics(setup.tolerances);
    plan.budget = *budget;
    plan.seed = setup.seed;
    reports::PairedRun paired(std::move(plan));
    AbRun run(options, sides, paired);
    if (const auto failure = run.measure())
        return fail(*failure);
    setup.facts = sides[0].environment->describe().facts;
    const auto comparison = reports::conclude(
        std::move(setup), paired, run.take_rounds(),
        {std::move(sides[0].totals), std::move(sides[1].totals)}, run.elapsed(), run.interrupted());
    return deliver(options, comparison, scenarios::new_run_id(now));
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
    command->add_flag("--keep-data", options->keep_data,
                      "With --dsn: neither migrate nor seed, use the data that is there");
    command->add_option("-R,--rate", options->overrides.rate, "Arrivals per second in all");
    command->add_option("-c,--connections", options->overrides.connections,
                        "Connections of every load");
    command->add_option("-j,--threads", options->overrides.threads, "Worker threads");
    command->add_option("--seed", options->overrides.seed,
                        "Seed of arrivals, data and coin tosses");
    command->add_option("--set", options->overrides.set, "Override a key in both arms (repeatable)")
        ->type_name("KEY=VALUE");
    command
        ->add_option("--tolerance", options->tolerances,
                     "What B may be worse by: p95=5%, or 0 for every metric (repeatable)")
        ->type_name("[METRIC=]SHARE");
    command->add_option("--round", options->round, "Measured length of a round")
        ->capture_default_str();
    command->add_option("--round-warmup", options->warmup, "Warm-up of a round")
        ->capture_default_str();
    command->add_option("--max-time", options->max_time, "Time for all rounds")
        ->capture_default_str();
    command->add_flag("--fresh", options->fresh, "Fresh services and data for every round");
    command->add_option("--out", options->out, "Directory of the comparison's files")
        ->type_name("DIR");
    command->add_flag("--quiet", options->quiet, "Print nothing but errors");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
