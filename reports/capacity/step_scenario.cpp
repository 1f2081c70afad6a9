#include "reports/capacity/step_scenario.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace sark::reports {

namespace {

/// 0 without a rate of its own.
double highest_rate_of(const scenarios::LoadSpec& load) {
    const auto* open = std::get_if<workloads::OpenArrivals>(&load.arrivals);
    if (open == nullptr)
        return 0.0;
    double highest = open->start_rate;
    for (const workloads::Stage& stage : open->stages)
        highest = std::max(highest, stage.target_rate);
    return highest;
}

double highest_rate_of(const scenarios::Scenario& scenario) {
    double rate = 0.0;
    for (const scenarios::LoadSpec& load : scenario.loads) rate += highest_rate_of(load);
    return rate;
}

scenarios::Scenario step_of(const scenarios::Scenario& scenario, const StepTiming& timing) {
    scenarios::Scenario step = scenario;
    step.warmup = timing.warmup;
    step.drain = timing.drain;
    step.phases.clear();
    step.thresholds.clear();
    step.sla_profiles.clear();
    return step;
}

/// A closed loop beside the loads that are searched goes on for as long as they do.
void set_length(workloads::ArrivalSpec& arrivals, Nanos length) {
    if (auto* closed = std::get_if<workloads::ClosedArrivals>(&arrivals);
        closed != nullptr && closed->stages.empty())
        closed->duration = length;
}

}  // namespace

Result<double> asked_rate_of(const scenarios::Scenario& scenario) {
    const double rate = highest_rate_of(scenario);
    if (rate <= 0.0)
        return Error{Errc::invalid_argument,
                     "no load of this scenario has a rate that could be varied", scenario.name,
                     "give it a load of executor constant-arrival-rate"};
    return rate;
}

scenarios::Scenario at_rate(const scenarios::Scenario& scenario, double rate,
                            const StepTiming& timing) {
    const double all = highest_rate_of(scenario);
    scenarios::Scenario step = step_of(scenario, timing);
    for (scenarios::LoadSpec& load : step.loads) {
        const double own = highest_rate_of(load);
        if (own <= 0.0) {
            set_length(load.arrivals, timing.window);
            continue;
        }
        auto& open = std::get<workloads::OpenArrivals>(load.arrivals);
        open.start_rate = rate * own / all;
        open.stages = {{timing.window, open.start_rate}};
        open.bursts.reset();
        load.executor = "constant-arrival-rate";
    }
    return step;
}

bool arrives_at_random(const scenarios::Scenario& scenario) {
    return std::ranges::all_of(scenario.loads, [](const scenarios::LoadSpec& load) {
        return highest_rate_of(load) <= 0.0 ||
               std::get<workloads::OpenArrivals>(load.arrivals).poisson;
    });
}

bool has_concurrency(const scenarios::Scenario& scenario) {
    return scenario.loads.size() == 1 && highest_rate_of(scenario) > 0.0;
}

scenarios::Scenario at_concurrency(const scenarios::Scenario& scenario, unsigned users,
                                   const StepTiming& timing) {
    scenarios::Scenario step = step_of(scenario, timing);
    scenarios::LoadSpec& load = step.loads.front();
    load.arrivals = workloads::ClosedArrivals{timing.window, {}, 0, {}};
    load.executor = "constant-vus";
    load.connections = users;
    load.pipeline = 1;
    load.max_in_flight = 0;
    return step;
}

}  // namespace sark::reports
