#include <algorithm>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/commands/command.hpp"
#include "cli/options/option_checks.hpp"
#include "cli/options/target_options.hpp"
#include "cli/output/output.hpp"
#include "cli/output/result_files.hpp"
#include "cli/runs/signal_watch.hpp"
#include "core/redis/client.hpp"
#include "migrations/index_switch.hpp"
#include "reports/claims/claim_finding.hpp"
#include "reports/writers/claims/claims_writer.hpp"
#include "scenarios/claims/claim_catalog.hpp"
#include "scenarios/claims/claim_measurement.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/environment/managed_redis.hpp"
#include "scenarios/language/units.hpp"
#include "scenarios/run_id.hpp"

namespace sark::cli {

namespace {

constexpr const char* examples = R"(Examples:
  sark-bench claims --list
  sark-bench claims --quick                   all of them, in ten minutes at most
  sark-bench claims S001-QRY-06 'gw.*'        some, by row or by name
Measures A against B of each claim, statements or requests of the API, in turns (ABBA) on the same
rows and says what became of the claim: confirmed, smaller, not_reproduced or reversed. See
docs/claims.md.
Exit code 0 when measured, whatever the verdicts.)";

struct ClaimsOptions {
    std::vector<std::string> names;
    TargetOptions target;
    bool list = false;
    bool quick = false;
    bool quiet = false;
    double scale = 1.0;
    std::string time;
    std::string out;
    std::uint64_t seed = 42;
};

/// The rows that claims are measured on; --quick has enough for ten minutes, the others for an
/// index to show what it is good for on a table that does not fit into a few pages.
workloads::DatasetSpec dataset_of(const ClaimsOptions& options) {
    workloads::DatasetSpec dataset;
    dataset.seed = options.seed;
    const double more = options.quick ? options.scale : 4.0 * options.scale;
    const auto sized = [](double rows) { return static_cast<std::uint64_t>(std::max(1.0, rows)); };
    dataset.users = sized(5'000 * more);
    dataset.servers = sized(12'000 * more);
    dataset.resources = sized(10'000 * more);
    dataset.principals = sized(1'000 * options.scale);
    dataset.cost_rows = sized(100'000 * more);
    dataset.audit_rows = sized(50'000 * more);
    return dataset;
}

std::string words_of(const workloads::DatasetSpec& dataset) {
    return fmt::format(
        "{} users, {} servers with {} tools each, {} resources with {} capabilities each, {} "
        "costs, {} events",
        dataset.users, dataset.servers, dataset.tools_per_server, dataset.resources,
        dataset.capabilities_per_resource, dataset.cost_rows, dataset.audit_rows);
}

void print_list(const std::vector<scenarios::Claim>& claims) {
    for (const scenarios::Claim& claim : claims) {
        std::string ids;
        for (const std::string& id : claim.ids) ids += (ids.empty() ? "" : ", ") + id;
        fmt::print("{:<28} {}\n{:<28} {}\n", claim.name, claim.title, "", ids);
    }
}

/// What the environment must bring: the schemas of the chosen claims, and Redis where one asks and
/// there can be one.
scenarios::Scenario place_for(const std::vector<scenarios::Claim>& claims,
                              const workloads::DatasetSpec& dataset, bool redis) {
    scenarios::Scenario scenario;
    scenario.name = "claims";
    scenario.environment.dataset = dataset;
    scenario.environment.needs_postgres = true;
    std::set<std::string> systems;
    for (const scenarios::Claim& claim : claims) {
        systems.insert(claim.systems.begin(), claim.systems.end());
        if (redis && claim.needs_redis())
            scenario.environment.needs_redis = true;
    }
    scenario.environment.systems.assign(systems.begin(), systems.end());
    return scenario;
}

/// The environment made ready, and the sessions that measure in it.
class ClaimsRun {
 public:
    explicit ClaimsRun(const ClaimsOptions& options) : options_(options) {}

    Result<void> prepare(const std::vector<scenarios::Claim>& claims) {
        place_.dataset = dataset_of(options_);
        // Without one, the claims that need none are measured all the same.
        if (options_.target.redis.empty())
            if (const auto server = scenarios::find_redis_server(); !server)
                no_redis_ = server.error();
        const scenarios::Scenario scenario = place_for(claims, place_.dataset, !no_redis_);
        scenarios::EnvironmentOptions how = environment_at(options_.target);
        place_.program = how.program;
        how.note = [this](std::string_view line) { note(line); };
        how.stop = [this] { return signals_.stop_requested(); };
        auto environment = scenarios::TestEnvironment::prepare(scenario, how);
        if (!environment)
            return environment.error();
        environment_ = *std::move(environment);
        return open(scenario.environment.systems, scenario.environment.needs_redis);
    }

    /// Measures each claim; Errc::interrupted leaves the findings so far.
    void measure(const std::vector<scenarios::Claim>& claims, const scenarios::ClaimPace& pace,
                 reports::ClaimsReport& report) {
        const TimePoint begin = time_.now();
        const scenarios::ClaimHooks hooks{[this] { return signals_.stop_requested(); }, &time_};
        if (!options_.quiet)
            reports::write_claims_heading(std::cout);
        for (const scenarios::Claim& claim : claims) {
            if (signals_.stop_requested()) {
                report.interrupted = true;
                break;
            }
            const auto measured = measure_one(claim, pace, hooks);
            if (!measured && measured.error().code == Errc::interrupted) {
                report.interrupted = true;
                break;
            }
            report.findings.push_back(measured
                                          ? reports::judge_claim(claim, *measured)
                                          : reports::unmeasured_claim(claim, measured.error()));
            if (!options_.quiet) {
                reports::write_claim_line(report.findings.back(), std::cout);
                std::cout.flush();
            }
            if (!session_->alive())
                break;
        }
        report.elapsed_s = to_seconds(time_.now() - begin);
    }

    /// Why the services are gone, if they are.
    [[nodiscard]] std::optional<Error> failure() {
        if (session_->alive())
            return std::nullopt;
        return environment_->failure().value_or(
            Error{Errc::unavailable, "the connection to PostgreSQL was lost", "", ""});
    }
    [[nodiscard]] scenarios::Environment describe() const { return environment_->describe(); }
    [[nodiscard]] const workloads::DatasetSpec& dataset() const { return place_.dataset; }
    [[nodiscard]] UtcTime utc_now() const { return time_.utc_now(); }

 private:
    Result<scenarios::ClaimMeasurement> measure_one(const scenarios::Claim& claim,
                                                    const scenarios::ClaimPace& pace,
                                                    const scenarios::ClaimHooks& hooks) const {
        if (no_redis_ && claim.needs_redis())
            return *no_redis_;
        return scenarios::measure_claim(place_, claim, pace, hooks);
    }

    void note(std::string_view line) const {
        if (!options_.quiet)
            print_note(fmt::format("{}\n", line));
    }

    /// The session that measures, the composite index set on every schema, and Redis.
    Result<void> open(const std::vector<std::string>& systems, bool redis) {
        const workloads::Target& target = environment_->target();
        auto session = postgres::Session::open(target.postgres_dsn);
        if (!session)
            return session.error();
        session_ = *std::move(session);
        place_.session = session_.get();
        place_.dsn = target.postgres_dsn;
        migrations::IndexSwitchOptions indexes;
        indexes.systems = systems;
        if (auto switched = migrations::switch_indexes(*session_, indexes); !switched)
            return switched.error();
        for (const char* setting : {"SET statement_timeout = '60s'", "SET timezone = 'UTC'"})
            if (auto set = session_->execute(setting); !set)
                return set.error();
        if (!redis)
            return {};
        auto client = redis::Client::create({target.redis, target.redis_password, {}});
        if (!client)
            return client.error();
        redis_ = *std::move(client);
        place_.redis = redis_.get();
        place_.redis_endpoint = target.redis;
        place_.redis_password = target.redis_password;
        return redis_->ping();
    }

    const ClaimsOptions& options_;
    SignalWatch signals_;
    SystemTime time_;
    std::unique_ptr<scenarios::TestEnvironment> environment_;
    std::unique_ptr<postgres::Session> session_;
    std::unique_ptr<redis::Client> redis_;
    scenarios::ClaimPlace place_;
    std::optional<Error> no_redis_;  ///< Why there is none to start.
};

reports::ExitCode deliver(const ClaimsOptions& options, const reports::ClaimsReport& report,
                          const std::string& id) {
    if (!options.quiet)
        reports::write_claims_summary(report, std::cout);
    const std::string directory = options.out.empty() ? "results/claims/" + id : options.out;
    return deliver_files(
        {id, directory, options.quiet,
         [&](const std::string& place) { return reports::write_claims_files(report, place); }},
        report.interrupted ? reports::ExitCode::interrupted : reports::ExitCode::pass);
}

reports::ExitCode execute(ClaimsOptions options) {
    const auto all = scenarios::shipped_claims();
    if (!all)
        return fail(all.error());
    const auto chosen = scenarios::choose_claims(*all, options.names);
    if (!chosen)
        return fail(chosen.error());
    if (options.list) {
        print_list(*chosen);
        return reports::ExitCode::pass;
    }
    if (auto split = split_password(options.target); !split)
        return fail(split.error());
    scenarios::ClaimPace pace;
    pace.seed = options.seed;
    const std::string written = !options.time.empty() ? options.time : options.quick ? "4s" : "20s";
    const auto budget = scenarios::language::parse_duration(written);
    if (!budget)
        return fail({Errc::invalid_argument, "not a duration", "--time " + options.time,
                     "write it with a unit, e.g. 4s"});
    pace.budget = *budget;
    if (!options.quick)
        pace.blocks_max = 60;

    ClaimsRun run(options);
    if (auto ready = run.prepare(*chosen); !ready)
        return fail(ready.error());
    reports::ClaimsReport report;
    const UtcTime now = run.utc_now();
    report.started_at = to_iso8601(now);
    report.dataset = words_of(run.dataset());
    report.budget_s = to_seconds(pace.budget);
    const auto environment = run.describe();
    report.facts.assign(environment.facts.begin(), environment.facts.end());
    report.services.assign(environment.services.begin(), environment.services.end());
    run.measure(*chosen, pace, report);
    if (const auto failure = run.failure())
        return fail(*failure);
    return deliver(options, report, scenarios::new_run_id(now));
}

}  // namespace

void add_claims_command(CLI::App& app, Action& action) {
    auto* command =
        app.add_subcommand("claims", "Measure what the documents claim to be quicker, in pairs");
    command->footer(examples);
    auto options = std::make_shared<ClaimsOptions>();
    command->add_option("names", options->names,
                        "Claims by name, or rows by ID; a * at the end stands for the rest");
    command->add_flag("--list", options->list, "Show the claims, measure nothing");
    command->add_flag("--quick", options->quick, "Fewer rows and less time: ten minutes for all");
    command->add_option("--time", options->time, "Time for each claim (--quick: 4s, else 20s)")
        ->type_name("DURATION");
    command->add_option("--scale", options->scale, "Multiplies the rows")
        ->check(CLI::Range(0.001, 1000.0))
        ->capture_default_str();
    refuse_negative(
        *command->add_option("--seed", options->seed, "Seed of the rows, keys and coin tosses")
             ->capture_default_str());
    refuse_empty(*command
                      ->add_option("--dsn", options->target.dsn,
                                   "PostgreSQL to use (libpq connection string)")
                      ->envname("SARK_BENCH_DSN")
                      ->type_name("DSN"));
    add_redis_option(*command, options->target);
    add_allow_remote_option(*command, options->target);
    command->add_option("--out", options->out, "Directory of the files")->type_name("DIR");
    command->add_flag("--quiet", options->quiet, "Print nothing but errors");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
