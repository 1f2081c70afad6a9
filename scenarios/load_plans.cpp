#include "scenarios/load_plans.hpp"

#include <utility>

namespace sark::scenarios {

namespace {

Result<workloads::LoadPlan> plan_load(const Scenario& scenario, const LoadSpec& load,
                                      const workloads::Target& target, const std::string& run_id) {
    if (load.operations.empty())
        return Error{Errc::invalid_scenario, "load " + load.name + " has no operations", "/loads",
                     ""};
    const workloads::DriverKind driver = load.operations.front().driver();
    const workloads::RequestContext context = request_context(scenario, load, run_id);
    auto connect = workloads::make_connection_factory(driver, target, load.operations, context);
    if (!connect)
        return connect.error();

    workloads::LoadPlan plan;
    plan.name = load.name;
    plan.arrivals = load.arrivals;
    for (const auto& operation : load.operations) {
        plan.operation_names.push_back(operation.name);
        plan.weights.push_back(operation.weight);
    }
    plan.driver = workloads::driver_names[static_cast<std::size_t>(driver)];
    plan.connections = load.connections;
    plan.max_in_flight = load.max_in_flight;
    plan.overflow = load.drop_overflow ? workloads::LoadPlan::Overflow::drop
                                       : workloads::LoadPlan::Overflow::queue;
    plan.timeout = load.timeout;
    plan.connect = std::move(*connect);
    return plan;
}

}  // namespace

workloads::RequestContext request_context(const Scenario& scenario, const LoadSpec& load,
                                          const std::string& run_id) {
    workloads::RequestContext context;
    context.seed = scenario.seed;
    context.dataset = scenario.environment.dataset;
    context.run_id = run_id + "-" + load.name;  // loads may share operations with unique values
    context.pipeline = load.pipeline;
    context.sync_each = load.sync_each;
    context.prepared = load.prepared;
    context.replica = load.replica;
    return context;
}

Result<std::vector<workloads::LoadPlan>> plan_loads(const Scenario& scenario,
                                                    const workloads::Target& target,
                                                    const std::string& run_id) {
    std::vector<workloads::LoadPlan> plans;
    for (const LoadSpec& load : scenario.loads) {
        auto plan = plan_load(scenario, load, target, run_id);
        if (!plan)
            return plan.error();
        plans.push_back(std::move(*plan));
    }
    return plans;
}

workloads::EngineOptions engine_options(const Scenario& scenario,
                                        const workloads::Calibration& calibration) {
    workloads::EngineOptions options;
    options.threads = scenario.threads;
    options.warmup = scenario.warmup;
    options.drain = scenario.drain;
    options.seed = scenario.seed;
    options.wait = scenario.wait;
    options.spin_margin = calibration.spin_margin();
    for (const PhaseSpec& phase : scenario.phases)
        options.phases.push_back({phase.name, phase.duration});
    return options;
}

}  // namespace sark::scenarios
