#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands/command.hpp"
#include "cli/commands/plan_pools.hpp"
#include "cli/options/database_options.hpp"
#include "cli/options/plan_options.hpp"
#include "cli/output/output.hpp"
#include "cli/output/result_files.hpp"
#include "cli/runs/plan_measurements.hpp"
#include "core/base/time.hpp"
#include "reports/planning/plan_view.hpp"
#include "reports/writers/plan/plan_writer.hpp"
#include "scenarios/environment/version.hpp"
#include "scenarios/run_id.hpp"

namespace sark::cli {

namespace {

constexpr const char* examples = R"(Examples:
  sark-bench plan --phase 3 --capacity results/policy_evaluation/…/capacity.json
  sark-bench plan --rate 2000 --servers 500 --audit-events 800 --per-pod 450 --day day.csv
  sark-bench plan --phase 4 --capacity api.json --database-capacity db.json --dsn 'dbname=sark'
  sark-bench plan replicas --phase 4 --per-pod 900 --day spike
  sark-bench plan pools --pods 4 --pool-size 20 --max-overflow 10 --reserved 20
A load day is a CSV with the header time,rate; times in seconds or HH:MM. docs/planning.md)";

/// The plan that the options ask for, with what they let us measure.
Result<reports::planning::Plan> plan_of(PlanOptions options) {
    auto request = plan_request(options);
    if (!request)
        return request.error();
    if (auto measured = measure_sizes(options.target, *request); !measured)
        return measured.error();
    return reports::planning::make_plan(*request);
}

reports::ExitCode execute(const PlanOptions& options) {
    const auto plan = plan_of(options);
    if (!plan)
        return fail(plan.error());
    if (!options.quiet)
        reports::write_plan_console(view_of(*plan), std::cout);
    const UtcTime now = SystemTime().utc_now();
    const std::string id = scenarios::new_run_id(now);
    return deliver_files(
        {id, options.out.empty() ? "results/plan/" + id : options.out, options.quiet,
         [&](const std::string& place) {
             return reports::write_plan_files(
                 *plan, {scenarios::tool_version(), scenarios::tool_revision(), to_iso8601(now)},
                 place);
         }},
        reports::ExitCode::pass);
}

/// Only the autoscaler's day, on the terminal.
reports::ExitCode execute_replicas(PlanOptions options) {
    options.servers = options.phase ? options.servers : options.servers.value_or(0.0);
    options.audit_events =
        options.phase ? options.audit_events : options.audit_events.value_or(0.0);
    const auto plan = plan_of(std::move(options));
    if (!plan)
        return fail(plan.error());
    for (const auto& section : view_of(*plan).sections)
        if (section.id == "replicas" || section.id == "course")
            reports::write_plan_section(section, std::cout);
    return reports::ExitCode::pass;
}

}  // namespace

void add_plan_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("plan", "Pods, pools, memory and storage of a target");
    command->footer(examples);
    command->require_subcommand(0, 1);
    auto options = std::make_shared<PlanOptions>();
    add_plan_load_options(*command, *options);
    add_plan_store_options(*command, *options);
    add_database_options(*command, options->target);
    add_redis_option(*command, options->target);
    command->callback([&action, options, command] {
        if (command->get_subcommands().empty())
            action = [options] { return execute(*options); };
    });

    auto* replicas = command->add_subcommand("replicas", "The autoscaler's day alone");
    auto scaling = std::make_shared<PlanOptions>();
    add_plan_load_options(*replicas, *scaling);
    replicas->callback(
        [&action, scaling] { action = [scaling] { return execute_replicas(*scaling); }; });
    add_plan_pools_command(*command, action);
}

}  // namespace sark::cli
