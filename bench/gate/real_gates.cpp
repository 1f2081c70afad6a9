// real_gates SARK_BENCH [--quick] [--gates N] [--effect-gates N] [--rate R] [--seed N]: plays many
// regression gates on the real engine against the reference core, first between equal arms, then
// with B slowed down by a known share, and prints how often each was called regressed. The gate is
// the one that `sark-bench ab` holds; its rounds are short. Needs a quiet machine to itself.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include <fmt/core.h>

#include "bench/gate/gate_proof.hpp"
#include "bench/gate/short_round.hpp"
#include "reports/comparison/comparison_metric.hpp"
#include "reports/comparison/round.hpp"
#include "scenarios/language/parser.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own
using bench::GateRecord;
using bench::GateSeries;
using bench::GateSize;
using bench::ShortRounds;

struct Options {
    std::string program;
    int gates = 200;        ///< Between equal arms.
    int effect_gates = 40;  ///< For each slowdown.
    int rate = 6'000;
    std::uint64_t seed = 1;
    bool quick = false;
};

constexpr const char* usage =
    "usage: real_gates SARK_BENCH [--quick] [--gates N] [--effect-gates N] [--rate R] [--seed N]\n";

std::optional<Options> parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const auto number = [&] { return ++i < argc ? std::atoi(argv[i]) : 0; };
        if (word == "--quick") {
            options.quick = true;
            options.gates = 36;
            options.effect_gates = 8;
        } else if (word == "--gates") {
            options.gates = number();
        } else if (word == "--effect-gates") {
            options.effect_gates = number();
        } else if (word == "--rate") {
            options.rate = number();
        } else if (word == "--seed") {
            options.seed = static_cast<std::uint64_t>(number());
        } else if (options.program.empty() && !word.starts_with('-')) {
            options.program = word;
        } else {
            return std::nullopt;
        }
    }
    if (options.program.empty() || options.gates < 1 || options.effect_gates < 1 ||
        options.rate < 1)
        return std::nullopt;
    return options;
}

/// Policy evaluations over HTTP, as in the shipped policy_evaluation, quicker and for a round: much
/// shorter than a scenario of a user may be, so that many gates fit into an hour.
std::variant<scenarios::Scenario, scenarios::Faults> round_scenario(int rate,
                                                                    const GateSize& size) {
    const std::string text = fmt::format(
        R"({{"name": "gate_round", "description": "a round of a gate", "warmup": "20ms",
"drain": "5s", "environment": {{"systems": ["sark_api", "sark_audit"], "durable": false,
"dataset": {{"users": 1000, "servers": 1000, "tools_per_server": 5, "audit_rows": 1000}}}},
"load": {{"policy": {{"executor": "constant-arrival-rate", "rate": {}, "poisson": true,
"duration": "1s", "connections": 16, "timeout": "5s",
"operations": [{{"use": "api.policy_evaluate"}}]}}}}}})",
        rate);
    auto parsed = scenarios::parse_scenario(text, "gate_round.json", {});
    if (auto* scenario = std::get_if<scenarios::Scenario>(&parsed))
        for (scenarios::LoadSpec& load : scenario->loads)
            for (workloads::Stage& stage : std::get<workloads::OpenArrivals>(load.arrivals).stages)
                stage.duration = std::min(stage.duration, size.round);
    return parsed;
}

/// Plays one gate until it has decided at tolerance 0 and at the default tolerances.
Result<GateRecord> play(ShortRounds& a, ShortRounds& b, const GateSize& size, std::uint64_t seed) {
    GateRecord record;
    record.seed = seed;
    reports::PairedRun strict = bench::gate_of(reports::gate_metrics({{"", 0.0}}), size, seed);
    reports::PairedRun usual = bench::gate_of(reports::gate_metrics({}), size, seed);
    while (strict.next() || usual.next()) {
        const reports::Arm arm = strict.next() ? *strict.next() : *usual.next();
        const auto report = (arm == reports::Arm::a ? a : b).measure();
        if (!report)
            return report.error();
        record.rounds.push_back({arm, reports::measure_round(*report)});
        const Nanos elapsed = size.after(record.rounds.size());
        for (reports::PairedRun* gate : {&strict, &usual})
            gate->told(record.rounds.back().measure, elapsed);
    }
    return record;
}

Result<GateSeries> play_series(double slowdown, int gates, const Options& options,
                               const scenarios::Scenario& scenario, const GateSize& size) {
    fmt::print(stderr, "slowdown {:.0f} %: {} gates\n", 100.0 * slowdown, gates);
    auto a = ShortRounds::start(scenario, options.program, 0.0);
    if (!a)
        return a.error();
    auto b = ShortRounds::start(scenario, options.program, slowdown);
    if (!b)
        return b.error();
    // What is cold at first: caches, connection pools, the tables' pages.
    for (int i = 0; i < 10; ++i)
        for (ShortRounds* side : {a->get(), b->get()})
            if (auto warm = side->measure(); !warm)
                return warm.error();
    GateSeries series;
    series.slowdown = slowdown;
    const auto began = std::chrono::steady_clock::now();
    for (int g = 0; g < gates; ++g) {
        auto record =
            play(**a, **b, size, options.seed + static_cast<std::uint64_t>(g) * 1'000'003U);
        if (!record)
            return record.error();
        series.gates.push_back(*std::move(record));
        if (g % 10 == 9)
            fmt::print(stderr, "  {} of {}\n", g + 1, gates);
    }
    series.seconds = to_seconds(std::chrono::steady_clock::now() - began);
    return series;
}

int run(const Options& options) {
    const GateSize size;
    const auto parsed = round_scenario(options.rate, size);
    const auto* scenario = std::get_if<scenarios::Scenario>(&parsed);
    if (scenario == nullptr) {
        fmt::print(stderr, "{}\n", describe(std::get<scenarios::Faults>(parsed).front()));
        return 1;
    }
    std::vector<GateSeries> all;
    for (const double slowdown : {0.0, 0.03, 0.05, 0.10, 0.20}) {
        auto series = play_series(slowdown, slowdown > 0.0 ? options.effect_gates : options.gates,
                                  options, *scenario, size);
        if (!series) {
            fmt::print(stderr, "real_gates: error: {}\n", describe(series.error()));
            return 100;
        }
        all.push_back(*std::move(series));
    }
    fmt::print(
        "Real gates{}: {} between equal arms, {} for each slowdown; {} policy evaluations a "
        "second in rounds of {} ms; a pilot of {} blocks and up to {} blocks a gate.\n\n",
        options.quick ? " (--quick: fewer of them)" : "", options.gates, options.effect_gates,
        options.rate, std::chrono::duration_cast<std::chrono::milliseconds>(size.round).count(),
        reports::PairedRun::pilot_blocks, size.blocks);
    bench::print_gate_proof(all, size);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = parse(argc, argv);
    if (!options) {
        fmt::print(stderr, "{}", usage);
        return 104;
    }
    return run(*options);
}
