#include "cli/plan_printer.hpp"

#include <string>
#include <variant>

#include <fmt/core.h>

#include "workloads/arrivals/arrival_schedule.hpp"

namespace sark::cli {

namespace {

std::string arrivals_text(const workloads::ArrivalSpec& arrivals, std::uint64_t seed) {
    const double seconds = to_seconds(workloads::duration_of(arrivals));
    if (const auto* closed = std::get_if<workloads::ClosedArrivals>(&arrivals)) {
        return fmt::format("closed loop for {:g} s, think time {:g} ms", seconds,
                           to_ms(closed->think_time));
    }
    const auto& open = std::get<workloads::OpenArrivals>(arrivals);
    const double expected = workloads::ArrivalSchedule(open, seed).expected_arrivals();
    return fmt::format("{:.0f} arrivals{} over {:g} s ({:g}/s on average)", expected,
                       open.poisson ? " (Poisson)" : "", seconds,
                       seconds > 0 ? expected / seconds : 0);
}

void print_load(const scenarios::LoadSpec& load, std::uint64_t seed, std::ostream& out) {
    out << fmt::format(
        "load {}: {}, {}\n  {} connections, timeout {:g} s, driver {}\n", load.name, load.executor,
        arrivals_text(load.arrivals, seed), load.connections, to_seconds(load.timeout),
        workloads::driver_names[static_cast<std::size_t>(load.operations.front().driver())]);
    double total = 0;
    for (const auto& operation : load.operations) total += operation.weight;
    for (const auto& operation : load.operations) {
        out << fmt::format("  {:>5.1f} %  {}\n", 100.0 * operation.weight / total, operation.name);
    }
}

std::string joined(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
    return text.empty() ? "none" : text;
}

}  // namespace

void print_plan(const scenarios::Scenario& scenario, std::ostream& out) {
    out << fmt::format("scenario {}: {}\n", scenario.name, scenario.description);
    out << fmt::format("seed {}, {} threads, warm-up {:g} s, drain {:g} s\n", scenario.seed,
                       scenario.threads, to_seconds(scenario.warmup), to_seconds(scenario.drain));
    for (const auto& load : scenario.loads) print_load(load, scenario.seed, out);
    const auto& environment = scenario.environment;
    out << fmt::format(
        "needs:{}{}{}{}; schemas {}\n", environment.needs_postgres ? " PostgreSQL" : "",
        environment.needs_redis ? " Redis" : "", environment.needs_api ? " HTTP API" : "",
        environment.needs_core ? " in-process core" : "", joined(environment.systems));
    std::string thresholds;
    for (const auto& threshold : scenario.thresholds) {
        thresholds += fmt::format("\n  {} {}", threshold.metric, threshold.text);
    }
    out << "thresholds:" << (thresholds.empty() ? " none" : thresholds) << "\n";
    out << "SLA profiles: " << joined(scenario.sla_profiles) << "\n";
}

}  // namespace sark::cli
