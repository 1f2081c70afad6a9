// real_gates SARK_BENCH [--quick] [--gates N] [--blocks N] [--slowdown PERCENT]... [--seed N]:
// proves the regression gate on the real engine against the reference core. Gates between equal
// arms in very short rounds say how often it cries wolf; blocks of one-second rounds, B slowed down
// by known shares of each request's own time, say what gates of ten minutes find. The gate is the
// one that `sark-bench ab` holds. Needs a quiet machine to itself.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

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
    int gates = 200;                ///< Between equal arms; 0: none.
    int blocks = 75;                ///< Of one-second rounds for each slowdown; 0: none.
    std::vector<double> slowdowns;  ///< Shares; 0 is equal arms.
    std::uint64_t seed = 1;
    bool quick = false;
};

constexpr const char* usage =
    "usage: real_gates SARK_BENCH [--quick] [--gates N] [--blocks N] [--slowdown PERCENT]... "
    "[--seed N]\n";

std::optional<Options> parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const auto number = [&] { return ++i < argc ? std::atoi(argv[i]) : -1; };
        if (word == "--quick") {
            options.quick = true;
            options.gates = 20;
            options.blocks = 12;
        } else if (word == "--gates") {
            options.gates = number();
        } else if (word == "--blocks") {
            options.blocks = number();
        } else if (word == "--slowdown") {
            options.slowdowns.push_back(number() / 100.0);
        } else if (word == "--seed") {
            options.seed = static_cast<std::uint64_t>(number());
        } else if (options.program.empty() && !word.starts_with('-')) {
            options.program = word;
        } else {
            return std::nullopt;
        }
    }
    if (options.slowdowns.empty())
        options.slowdowns = {0.0, 0.03, 0.05, 0.10, 0.20};
    if (options.program.empty() || options.gates < 0 || options.blocks < 0 ||
        std::ranges::any_of(options.slowdowns, [](double share) { return share < 0.0; }))
        return std::nullopt;
    return options;
}

/// One operation of the API at a fixed mean rate, for one round.
struct RoundLoad {
    const char* operation;
    int rate;
    const char* warmup;
    Nanos round;
};

/// Many gates must fit into half an hour: rounds of a tenth of a second, as many operations in them
/// as the host bears.
constexpr RoundLoad short_load{"api.policy_evaluate", 6'000, "20ms",
                               std::chrono::milliseconds(100)};
/// Where nearly all that the client waits for is the API's own time, so that a burnt share of it
/// is about that share of the percentiles.
constexpr RoundLoad long_load{"api.list", 300, "100ms", std::chrono::seconds(1)};

std::variant<scenarios::Scenario, scenarios::Faults> round_scenario(const RoundLoad& load) {
    const std::string text = fmt::format(
        R"({{"name": "gate_round", "description": "a round of a gate", "warmup": "{}",
"drain": "5s", "environment": {{"systems": ["sark_api", "sark_audit"], "durable": false,
"dataset": {{"users": 1000, "servers": 1000, "tools_per_server": 5, "audit_rows": 1000}}}},
"load": {{"api": {{"executor": "constant-arrival-rate", "rate": {}, "poisson": true,
"duration": "1s", "connections": 16, "timeout": "5s",
"operations": [{{"use": "{}"}}]}}}}}})",
        load.warmup, load.rate, load.operation);
    auto parsed = scenarios::parse_scenario(text, "gate_round.json", {});
    // Shorter than a scenario of a user may be.
    if (auto* scenario = std::get_if<scenarios::Scenario>(&parsed))
        for (scenarios::LoadSpec& spec : scenario->loads)
            for (workloads::Stage& stage : std::get<workloads::OpenArrivals>(spec.arrivals).stages)
                stage.duration = std::min(stage.duration, load.round);
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

/// Measures blocks whatever a gate would say: ABBA or BAAB by a fair coin, as in a gate.
Result<GateRecord> measure_blocks(ShortRounds& a, ShortRounds& b, int blocks, std::uint64_t seed) {
    GateRecord record;
    record.seed = seed;
    std::mt19937_64 random(seed);
    std::bernoulli_distribution coin;
    for (int block = 0; block < blocks; ++block) {
        const bool b_outside = coin(random);
        for (const bool outside : {true, false, false, true}) {
            const reports::Arm arm = outside == b_outside ? reports::Arm::b : reports::Arm::a;
            const auto report = (arm == reports::Arm::a ? a : b).measure();
            if (!report)
                return report.error();
            record.rounds.push_back({arm, reports::measure_round(*report)});
        }
    }
    return record;
}

/// The services of both arms, B slowed down, and warm: caches, connection pools, tables' pages.
struct Arms {
    std::unique_ptr<ShortRounds> a;
    std::unique_ptr<ShortRounds> b;

    static Result<Arms> start(const scenarios::Scenario& scenario, const std::string& program,
                              double slowdown) {
        auto a = ShortRounds::start(scenario, program, 0.0);
        if (!a)
            return a.error();
        auto b = ShortRounds::start(scenario, program, slowdown);
        if (!b)
            return b.error();
        for (int i = 0; i < 5; ++i)
            for (ShortRounds* side : {a->get(), b->get()})
                if (auto warm = side->measure(); !warm)
                    return warm.error();
        return Arms{*std::move(a), *std::move(b)};
    }
};

Result<GateSeries> play_gates(const Options& options, const scenarios::Scenario& scenario,
                              const GateSize& size) {
    auto arms = Arms::start(scenario, options.program, 0.0);
    if (!arms)
        return arms.error();
    GateSeries series;
    const auto began = std::chrono::steady_clock::now();
    for (int g = 0; g < options.gates; ++g) {
        auto record = play(*arms->a, *arms->b, size,
                           options.seed + static_cast<std::uint64_t>(g) * 1'000'003U);
        if (!record)
            return record.error();
        series.gates.push_back(*std::move(record));
        if (g % 10 == 9)
            fmt::print(stderr, "  gate {} of {}\n", g + 1, options.gates);
    }
    series.seconds = to_seconds(std::chrono::steady_clock::now() - began);
    return series;
}

Result<GateSeries> play_slowdown(double slowdown, const Options& options,
                                 const scenarios::Scenario& scenario) {
    fmt::print(stderr, "  slowdown {:.0f} %\n", 100.0 * slowdown);
    auto arms = Arms::start(scenario, options.program, slowdown);
    if (!arms)
        return arms.error();
    const auto began = std::chrono::steady_clock::now();
    auto record = measure_blocks(*arms->a, *arms->b, options.blocks, options.seed);
    if (!record)
        return record.error();
    GateSeries series;
    series.slowdown = slowdown;
    series.gates.push_back(*std::move(record));
    series.seconds = to_seconds(std::chrono::steady_clock::now() - began);
    return series;
}

Result<void> prove_short_gates(const Options& options) {
    GateSize size;
    size.round = short_load.round;
    const auto parsed = round_scenario(short_load);
    if (const auto* faults = std::get_if<scenarios::Faults>(&parsed))
        return faults->front();
    auto series = play_gates(options, std::get<scenarios::Scenario>(parsed), size);
    if (!series)
        return series.error();
    fmt::print(
        "{} gates between equal arms: {} {}/s in rounds of {} ms, a pilot of {} blocks and up to "
        "{} blocks a gate.\n\n",
        options.gates, short_load.operation, short_load.rate,
        std::chrono::duration_cast<std::chrono::milliseconds>(size.round).count(),
        reports::PairedRun::pilot_blocks, size.blocks);
    bench::print_short_gates(*series, size);
    return {};
}

Result<void> prove_long_gates(const Options& options) {
    const auto parsed = round_scenario(long_load);
    if (const auto* faults = std::get_if<scenarios::Faults>(&parsed))
        return faults->front();
    std::vector<GateSeries> all;
    for (const double slowdown : options.slowdowns) {
        auto series = play_slowdown(slowdown, options, std::get<scenarios::Scenario>(parsed));
        if (!series)
            return series.error();
        all.push_back(*std::move(series));
    }
    fmt::print("\n{} blocks of four rounds for each slowdown: {} {}/s in rounds of {:.0f} s.\n\n",
               options.blocks, long_load.operation, long_load.rate, to_seconds(long_load.round));
    bench::print_long_gates(all, long_load.round);
    return {};
}

int run(const Options& options) {
    fmt::print("Real gates{}\n\n", options.quick ? " (--quick: fewer of them)" : "");
    Result<void> done;
    if (options.gates > 0)
        done = prove_short_gates(options);
    if (done && options.blocks > 0)
        done = prove_long_gates(options);
    if (!done) {
        fmt::print(stderr, "real_gates: error: {}\n", describe(done.error()));
        return 100;
    }
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
