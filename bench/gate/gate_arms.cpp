#include "bench/gate/gate_arms.hpp"

#include <algorithm>
#include <random>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "reports/comparison/comparison_metric.hpp"
#include "reports/comparison/round.hpp"
#include "scenarios/language/parser.hpp"

namespace sark::bench {

using reports::Arm;
using reports::PairedRun;

namespace {

/// Private services and that load.
Result<scenarios::Scenario> round_scenario(const RoundLoad& load) {
    const std::string text = fmt::format(
        R"({{"name": "gate_round", "description": "a round of a gate", "warmup": "{}",
"drain": "5s", "environment": {{"systems": ["sark_api", "sark_audit"], "durable": false,
"dataset": {{"users": 1000, "servers": 1000, "tools_per_server": 5, "audit_rows": 1000}}}},
"load": {{"api": {{"executor": "constant-arrival-rate", "rate": {}, "poisson": true,
"duration": "1s", "connections": 16, "timeout": "5s",
"operations": [{{"use": "{}"}}]}}}}}})",
        load.warmup, load.rate, load.operation);
    auto parsed = scenarios::parse_scenario(text, "gate_round.json", {});
    if (const auto* faults = std::get_if<scenarios::Faults>(&parsed))
        return faults->front();
    auto scenario = std::get<scenarios::Scenario>(std::move(parsed));
    for (scenarios::LoadSpec& spec : scenario.loads)
        for (workloads::Stage& stage : std::get<workloads::OpenArrivals>(spec.arrivals).stages)
            stage.duration = std::min(stage.duration, load.round);
    return scenario;
}

}  // namespace

Result<GateArms> GateArms::start(const RoundLoad& load, const std::string& program,
                                 double slowdown) {
    const auto scenario = round_scenario(load);
    if (!scenario)
        return scenario.error();
    auto a = ShortRounds::start(*scenario, program, 0.0);
    if (!a)
        return a.error();
    auto b = ShortRounds::start(*scenario, program, slowdown);
    if (!b)
        return b.error();
    for (int i = 0; i < 5; ++i)
        for (ShortRounds* side : {a->get(), b->get()})
            if (auto warm = side->measure(); !warm)
                return warm.error();
    return GateArms(*std::move(a), *std::move(b));
}

Result<void> GateArms::measure(Arm arm, GateRecord& record) const {
    const auto report = (arm == Arm::a ? a_ : b_)->measure();
    if (!report)
        return report.error();
    record.rounds.push_back({arm, reports::measure_round(*report)});
    return {};
}

Result<GateRecord> GateArms::play(const GateSize& size, std::uint64_t seed) const {
    GateRecord record;
    record.seed = seed;
    PairedRun strict = gate_of(reports::gate_metrics({{"", 0.0}}), size, seed);
    PairedRun usual = gate_of(reports::gate_metrics({}), size, seed);
    const auto is_open = [](const PairedRun& gate) { return gate.next() && !is_lost(gate); };
    while (is_open(strict) || is_open(usual)) {
        const Arm arm = strict.next() ? *strict.next() : *usual.next();
        if (auto measured = measure(arm, record); !measured)
            return measured.error();
        for (PairedRun* gate : {&strict, &usual})
            gate->told(record.rounds.back().measure, size.after(record.rounds.size()));
    }
    return record;
}

Result<GateRecord> GateArms::measure_blocks(int blocks, std::uint64_t seed) const {
    GateRecord record;
    record.seed = seed;
    std::mt19937_64 random(seed);
    std::bernoulli_distribution coin;
    for (int block = 0; block < blocks; ++block) {
        const bool b_outside = coin(random);
        for (const bool outside : {true, false, false, true})
            if (auto measured = measure(outside == b_outside ? Arm::b : Arm::a, record); !measured)
                return measured.error();
    }
    return record;
}

}  // namespace sark::bench
