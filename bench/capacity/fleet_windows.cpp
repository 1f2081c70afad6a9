#include "bench/capacity/fleet_windows.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "bench/foreign_cpu.hpp"
#include "scenarios/load_plans.hpp"

namespace sark::capacity {

namespace {

Result<FleetWindows::Window> window_of(const workloads::EngineResult& result) {
    FleetWindows::Window window;
    std::uint64_t due = 0;
    for (const auto& load : result.loads) {
        due += load.planned;
        for (const auto& operation : load.operations) window.answers.merge(operation.response_ok);
    }
    const auto rank = static_cast<std::uint64_t>(std::ceil(0.95 * static_cast<double>(due)));
    const auto p95 = window.answers.value_at_rank(rank);
    if (!p95)
        return Error{
            Errc::unavailable,
            fmt::format("{} of {} requests were answered right", window.answers.count(), due), "",
            "look at the servers, or lower --shares"};
    window.p95_ms = to_ms(*p95);
    return window;
}

}  // namespace

FleetWindows::FleetWindows(scenarios::Scenario scenario, const ProcessFleet& fleet,
                           const reports::StepTiming& timing)
    : scenario_(std::move(scenario)),
      fleet_(fleet),
      timing_(timing),
      calibration_(workloads::calibrate()) {
    for (scenarios::LoadSpec& load : scenario_.loads)
        if (auto* open = std::get_if<workloads::OpenArrivals>(&load.arrivals))
            open->poisson = true;
}

Result<void> FleetWindows::open_pools() {
    reports::StepTiming timing = timing_;
    timing.warmup = Nanos{0};
    timing.window = std::chrono::seconds(1);
    const scenarios::Scenario busy =
        reports::at_concurrency(scenario_, scenario_.loads.front().connections, timing);
    for (unsigned number = 0; number < fleet_.size(); ++number)
        if (auto result = run(busy, number, 1); !result)
            return result.error();
    return {};
}

Result<std::optional<FleetWindows::Window>> FleetWindows::measure(double each_per_s,
                                                                  unsigned processes) {
    constexpr double most_cores = 0.25;
    constexpr int most_windows = 3;
    scenarios::Scenario scenario = reports::at_rate(scenario_, each_per_s, timing_);
    // Arrivals and keys of its own for every window, and below for every process.
    scenario.seed += fleet_.size() * std::uint64_t{++windows_};
    for (int window = 0; window < most_windows; ++window) {
        const bench::ForeignCpu others;
        const auto result = run(scenario, 0, processes);
        if (!result)
            return result.error();
        if (others.cores() <= most_cores) {
            auto measured = window_of(*result);
            if (!measured)
                return measured.error();
            return std::optional(*std::move(measured));
        }
        ++disturbed_;
    }
    return std::optional<Window>();
}

Result<workloads::EngineResult> FleetWindows::run(const scenarios::Scenario& scenario,
                                                  unsigned first, unsigned count) {
    std::vector<workloads::LoadPlan> plans;
    for (unsigned number = first; number < first + count; ++number) {
        scenarios::Scenario own = scenario;
        own.seed = scenario.seed + number;
        auto planned =
            scenarios::plan_loads(own, fleet_.target(number), fmt::format("check-{}", own.seed));
        if (!planned)
            return planned.error();
        for (workloads::LoadPlan& plan : *planned) {
            plan.name += fmt::format(" of process {}", number + 1);
            plans.push_back(std::move(plan));
        }
    }
    workloads::StopControl stop;
    workloads::Engine engine(scenarios::engine_options(scenario, calibration_), std::move(plans));
    return engine.run(stop, {});
}

}  // namespace sark::capacity
