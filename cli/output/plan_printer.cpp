#include "cli/output/plan_printer.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <variant>

#include <fmt/core.h>

#include "workloads/arrivals/arrival_schedule.hpp"
#include "workloads/arrivals/trace_schedule.hpp"

namespace sark::cli {

namespace {

using scenarios::LoadSpec;
using scenarios::Scenario;

std::string joined(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
    return text.empty() ? "none" : text;
}

std::string think_text(const workloads::ThinkTime& think) {
    using Kind = workloads::ThinkTime::Kind;
    if (think.kind == Kind::uniform)
        return fmt::format("{:g} to {:g} ms", to_ms(think.length), to_ms(think.longest));
    return fmt::format("{:g} ms{}", to_ms(think.length),
                       think.kind == Kind::exponential ? " on average (exponential)" : "");
}

/// "0, to 100 in 120 s, 100 for 300 s".
template <class Stages, class Target>
std::string stages_text(double start, const Stages& stages, Target target) {
    std::vector<std::string> parts = {fmt::format("{:g}", start)};
    double before = start;
    for (const auto& stage : stages) {
        const double after = target(stage);
        const double seconds = to_seconds(stage.duration);
        parts.push_back(seconds == 0.0    ? fmt::format("jump to {:g}", after)
                        : after == before ? fmt::format("{:g} for {:g} s", after, seconds)
                                          : fmt::format("to {:g} in {:g} s", after, seconds));
        before = after;
    }
    return joined(parts);
}

std::string users_text(const LoadSpec& load, const workloads::ClosedArrivals& users) {
    std::string text = fmt::format("closed loop of {}{} users for {:g} s, think time {}",
                                   users.stages.empty() ? "" : "up to ", load.connections,
                                   to_seconds(users.duration), think_text(users.think_time));
    if (!users.stages.empty())
        text += "\n  users: " + stages_text(users.start_users, users.stages, [](const auto& stage) {
                    return static_cast<double>(stage.target_users);
                });
    return text;
}

std::string trace_text(const LoadSpec& load, const workloads::TraceArrivals& trace) {
    const std::size_t count = workloads::TraceSchedule(trace).count();
    const std::size_t beyond = trace.entries->size() - count;
    const double seconds = to_seconds(trace.duration);
    std::string text =
        fmt::format("{} requests of {} (speed {:g}) over {:g} s, {:g}/s on average", count,
                    load.trace_file, trace.speed, seconds, static_cast<double>(count) / seconds);
    if (beyond > 0)
        text += fmt::format("; {} later ones are left out", beyond);
    return text;
}

std::string rates_text(const LoadSpec& load, const workloads::OpenArrivals& open,
                       const Scenario& scenario) {
    const double seconds = to_seconds(workloads::duration_of(load.arrivals));
    const double expected = workloads::ArrivalSchedule(open, scenario.seed).expected_arrivals();
    std::string text = fmt::format("{:.0f} arrivals{} over {:g} s ({:g}/s on average)", expected,
                                   open.poisson ? " (Poisson)" : "", seconds,
                                   seconds > 0 ? expected / seconds : 0);
    if (load.executor == "ramping-arrival-rate")
        text += "\n  rate: " + stages_text(open.start_rate, open.stages,
                                           [](const auto& stage) { return stage.target_rate; });
    if (load.executor == "phased-arrival-rate") {
        std::vector<std::string> rates;
        for (std::size_t i = 0; i < scenario.phases.size(); ++i)
            rates.push_back(
                fmt::format("{} {:g}/s", scenario.phases[i].name, open.stages[2 * i].target_rate));
        text += "\n  rate: " + joined(rates);
    }
    if (open.bursts)
        text +=
            fmt::format("\n  bursts: {:g}/s for the last {:g} s of every {:g} s", open.bursts->rate,
                        to_seconds(open.bursts->length), to_seconds(open.bursts->every));
    return text;
}

std::string arrivals_text(const LoadSpec& load, const Scenario& scenario) {
    if (const auto* users = std::get_if<workloads::ClosedArrivals>(&load.arrivals))
        return users_text(load, *users);
    if (const auto* trace = std::get_if<workloads::TraceArrivals>(&load.arrivals))
        return trace_text(load, *trace);
    return rates_text(load, std::get<workloads::OpenArrivals>(load.arrivals), scenario);
}

std::string limits_text(const LoadSpec& load) {
    std::string text = fmt::format("{} connections", load.connections);
    if (load.pipeline > 1)
        text += fmt::format(" with up to {} requests each{}", load.pipeline,
                            load.sync_each ? "" : ", one sync for those sent together");
    if (load.max_in_flight > 0)
        text += fmt::format(", at most {} in flight", load.max_in_flight);
    if (load.drop_overflow)
        text += ", what finds none free is dropped";
    return text;
}

void print_load(const LoadSpec& load, const Scenario& scenario, std::ostream& out) {
    out << fmt::format(
        "load {}: {}, {}\n  {}, timeout {:g} s, driver {}\n", load.name, load.executor,
        arrivals_text(load, scenario), limits_text(load), to_seconds(load.timeout),
        workloads::driver_names[static_cast<std::size_t>(load.operations.front().driver())]);
    if (const auto* trace = std::get_if<workloads::TraceArrivals>(&load.arrivals)) {
        std::vector<std::size_t> counts(load.operations.size());
        workloads::TraceSchedule schedule(*trace);
        while (const auto entry = schedule.next()) ++counts[entry->operation];
        for (std::size_t i = 0; i < counts.size(); ++i)
            out << fmt::format("  {:>7}  {}\n", counts[i], load.operations[i].name);
        return;
    }
    double total = 0;
    for (const auto& operation : load.operations) total += operation.weight;
    for (const auto& operation : load.operations) {
        out << fmt::format("  {:>5.1f} %  {}\n", 100.0 * operation.weight / total, operation.name);
    }
}

void print_phases(const Scenario& scenario, std::ostream& out) {
    if (scenario.time_scale != 1.0)
        out << fmt::format(
            "time scale {:g}: the lengths of time below are the written ones times that\n",
            scenario.time_scale);
    if (scenario.phases.empty())
        return;
    std::vector<std::string> phases;
    for (const auto& phase : scenario.phases)
        phases.push_back(fmt::format("{} {:g} s", phase.name, to_seconds(phase.duration)));
    out << "phases: " << joined(phases) << "\n";
}

std::string threshold_text(const scenarios::Threshold& threshold) {
    std::vector<std::string> selectors;
    for (const auto& [key, name] :
         {std::pair("operation", &threshold.operation), std::pair("load", &threshold.load),
          std::pair("phase", &threshold.phase)}) {
        if (!name->empty())
            selectors.push_back(fmt::format("{}:{}", key, *name));
    }
    std::string text = threshold.metric;
    if (!selectors.empty())
        text += "{" + joined(selectors) + "}";
    text += " " + threshold.text;
    if (threshold.abort_on_fail)
        text += fmt::format(", aborts the run after {:g} s", to_seconds(threshold.delay_abort));
    if (threshold.window)
        text += fmt::format(", over the latest {:g} s", to_seconds(*threshold.window));
    return text;
}

}  // namespace

void print_plan(const Scenario& scenario, const scenarios::ServiceNeeds& needs, std::ostream& out) {
    constexpr std::array<std::string_view, 3> waits = {"sleeping", "sleeping and spinning",
                                                       "spinning"};
    out << fmt::format("scenario {}: {}\n", scenario.name, scenario.description);
    out << fmt::format("seed {}, {} threads, warm-up {:g} s, drain {:g} s, waits by {}\n",
                       scenario.seed, scenario.threads, to_seconds(scenario.warmup),
                       to_seconds(scenario.drain), waits[static_cast<std::size_t>(scenario.wait)]);
    print_phases(scenario, out);
    for (const auto& load : scenario.loads) print_load(load, scenario, out);
    const auto& environment = scenario.environment;
    out << fmt::format("needs:{}{}{}{}; schemas {}\n", needs.postgres ? " PostgreSQL" : "",
                       needs.redis ? " Redis" : "", environment.needs_api ? " HTTP API" : "",
                       needs.core ? " in-process core" : "", joined(environment.systems));
    std::string thresholds;
    for (const auto& threshold : scenario.thresholds)
        thresholds += "\n  " + threshold_text(threshold);
    out << "thresholds:" << (thresholds.empty() ? " none" : thresholds) << "\n";
    out << "SLA profiles: " << joined(scenario.sla_profiles) << "\n";
}

}  // namespace sark::cli
