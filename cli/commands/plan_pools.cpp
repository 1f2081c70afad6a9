#include "cli/commands/plan_pools.hpp"

#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "reports/planning/plan_view.hpp"
#include "reports/writers/plan/plan_writer.hpp"

namespace sark::cli {

namespace {

using namespace reports::planning;

struct PoolsOptions {
    PoolRequest request;
    bool table = false;
};

/// The total on a line of its own first, so that a script can read it.
reports::ExitCode execute(const PoolsOptions& options) {
    if (options.table) {
        reports::write_plan_section(sizing_section(), std::cout);
        return reports::ExitCode::pass;
    }
    const ConnectionBudget budget = budget_of(options.request);
    fmt::print("{}\n", budget.total);
    std::cout << '\n';
    PlanScope scope;
    scope.pools = options.request;
    scope.hpa_max = HpaPolicy{}.max_replicas;
    reports::write_plan_console(view_of_pools(budget, contradictions(scope)), std::cout);
    return reports::ExitCode::pass;
}

}  // namespace

void add_plan_pools_command(CLI::App& plan, Action& action) {
    auto* command =
        plan.add_subcommand("pools", "Connections of pods by the documented formula (S001-FRM-01)");
    auto options = std::make_shared<PoolsOptions>();
    PoolRequest& request = options->request;
    command->add_option("--pods", request.pods, "Pods")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_option("--pool-size", request.pool.base, "Connections of a pod")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
    command->add_option("--max-overflow", request.pool.overflow, "Further ones under pressure")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
    command->add_option("--reserved", request.reserved, "For administration and monitoring")
        ->check(CLI::Range(0, 100'000))
        ->capture_default_str();
    command->add_option("--max-connections", request.max_connections, "Of the server")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_flag("--table", options->table, "The documented sizing by load instead");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
