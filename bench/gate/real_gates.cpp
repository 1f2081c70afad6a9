// real_gates SARK_BENCH [--quick] [--gates N] [--blocks N] [--beside-gates N] [--beside COMMAND]
// [--slowdown PERCENT]... [--seed N]: proves the regression gate on the real engine against the
// reference core. Three parts, each left out by 0 of it:
//   --gates         gates between equal arms in very short rounds: how often it cries wolf;
//   --blocks        blocks of one-second rounds, B slowed down by known shares of each request's
//   own
//                   time: what gates of ten minutes find;
//   --beside-gates  gates between equal arms while a neighbour works, all the time and by turns: a
//                   shell command run again and again, by default a compile, as many at a time as
//                   there are cores.
// The gate is the one that `sark-bench ab` holds. The first two parts need a quiet machine. Exit 99
// when a bound of the proof is broken (bench/gate/proof_bounds.hpp): more than 1 % of gates between
// equal arms say regressed, or more than 5 % at a tolerance as large as the change, by the low end
// of the exact interval; or a p95 worse by exactly 5 % at tolerance 0 or by exactly 10 % at the
// default tolerances is found by fewer than 95 % of gates drawn from the blocks. Otherwise 0; 100
// when the services fail, 104 for bad usage.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "bench/gate/gate_arms.hpp"
#include "bench/gate/gate_proof.hpp"
#include "bench/gate/neighbour.hpp"
#include "reports/exit_code.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own
using bench::GateArms;
using bench::GateSeries;
using bench::GateSize;
using bench::Neighbour;
using bench::ProofBounds;
using bench::RoundLoad;

struct Options {
    std::string program;
    int gates = 200;                ///< Between equal arms; 0: none.
    int blocks = 75;                ///< Of one-second rounds for each slowdown; 0: none.
    int beside_gates = 40;          ///< Beside each neighbour; 0: none.
    std::string beside;             ///< What the neighbour does.
    std::vector<double> slowdowns;  ///< Shares; 0 is equal arms.
    std::uint64_t seed = 1;
    bool quick = false;
};

constexpr const char* usage =
    "usage: real_gates SARK_BENCH [--quick] [--gates N] [--blocks N] [--beside-gates N]\n"
    "                  [--beside COMMAND] [--slowdown PERCENT]... [--seed N]\n";

/// Compiles a source of this project with the compiler that built this program; leaves no file
/// behind, not even a temporary one.
std::string compile_command() {
    return fmt::format("'{0}' -std=c++20 -O2 -S -o /dev/null -I'{1}' '{1}/{2}'", SARK_COMPILER,
                       SARK_SOURCE_DIR, "reports/comparison/gate.cpp");
}

std::optional<Options> parse(int argc, char** argv) {
    Options options;
    options.beside = compile_command();
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const auto number = [&] { return ++i < argc ? std::atoi(argv[i]) : -1; };
        if (word == "--quick") {
            options.quick = true;
            options.gates = 20;
            options.blocks = 12;
            options.beside_gates = 10;
        } else if (word == "--gates") {
            options.gates = number();
        } else if (word == "--blocks") {
            options.blocks = number();
        } else if (word == "--beside-gates") {
            options.beside_gates = number();
        } else if (word == "--beside") {
            options.beside = ++i < argc ? argv[i] : "";
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
    if (options.program.empty() || options.beside.empty() ||
        std::min({options.gates, options.blocks, options.beside_gates}) < 0 ||
        std::ranges::any_of(options.slowdowns, [](double share) { return share < 0.0; }))
        return std::nullopt;
    return options;
}

/// Many gates must fit into half an hour: rounds of a tenth of a second, as many operations in them
/// as the host bears.
constexpr RoundLoad short_load{"api.policy_evaluate", 6'000, "20ms",
                               std::chrono::milliseconds(100)};
/// Where nearly all that the client waits for is the API's own time, so that a burnt share of it
/// is about that share of the percentiles.
constexpr RoundLoad long_load{"api.list", 300, "100ms", std::chrono::seconds(1)};
/// Few enough operations to be served beside somebody who wants every core.
constexpr RoundLoad disturbed_load{"api.policy_evaluate", 2'000, "20ms",
                                   std::chrono::milliseconds(100)};

/// How long gates beside one neighbour may take: no gate begins later.
constexpr Nanos longest_beside = std::chrono::minutes(5);
/// Long beside a round, short beside a gate.
constexpr Nanos spell = std::chrono::seconds(3);

std::uint64_t seed_of(const Options& options, int gate) {
    return options.seed + static_cast<std::uint64_t>(gate) * 1'000'003U;
}

double seconds_since(std::chrono::steady_clock::time_point began) {
    return to_seconds(std::chrono::steady_clock::now() - began);
}

Result<GateSeries> play_gates(const Options& options, const GateSize& size) {
    auto arms = GateArms::start(short_load, options.program, 0.0);
    if (!arms)
        return arms.error();
    GateSeries series;
    const auto began = std::chrono::steady_clock::now();
    for (int g = 0; g < options.gates; ++g) {
        auto record = arms->play(size, seed_of(options, g));
        if (!record)
            return record.error();
        series.gates.push_back(*std::move(record));
        if (g % 10 == 9)
            fmt::print(stderr, "  gate {} of {}\n", g + 1, options.gates);
    }
    series.seconds = seconds_since(began);
    return series;
}

/// Gates on arms that are up already, while the neighbour works.
Result<GateSeries> play_beside(const Neighbour::Plan& plan, const std::string& name,
                               const GateArms& arms, const GateSize& size, const Options& options) {
    auto neighbour = Neighbour::start(plan);
    if (!neighbour)
        return neighbour.error();
    GateSeries series;
    series.neighbour = name;
    const auto began = std::chrono::steady_clock::now();
    for (int g = 0; g < options.beside_gates && seconds_since(began) < to_seconds(longest_beside);
         ++g) {
        auto record = arms.play(size, seed_of(options, g));
        if (!record)
            return record.error();
        if (auto failure = (*neighbour)->failure())
            return *std::move(failure);
        series.gates.push_back(*std::move(record));
        if (g % 10 == 9)
            fmt::print(stderr, "  neighbour {}: gate {} of {}\n", name, g + 1,
                       options.beside_gates);
    }
    series.seconds = seconds_since(began);
    return series;
}

Result<GateSeries> play_slowdown(double slowdown, const Options& options) {
    fmt::print(stderr, "  slowdown {:.0f} %\n", 100.0 * slowdown);
    auto arms = GateArms::start(long_load, options.program, slowdown);
    if (!arms)
        return arms.error();
    const auto began = std::chrono::steady_clock::now();
    auto record = arms->measure_blocks(options.blocks, options.seed);
    if (!record)
        return record.error();
    GateSeries series;
    series.slowdown = slowdown;
    series.gates.push_back(*std::move(record));
    series.seconds = seconds_since(began);
    return series;
}

std::string rounds_text(const RoundLoad& load, const GateSize& size) {
    return fmt::format(
        "{} {}/s in rounds of {} ms, a pilot of {} blocks and up to {} blocks a gate",
        load.operation, load.rate,
        std::chrono::duration_cast<std::chrono::milliseconds>(load.round).count(),
        reports::PairedRun::pilot_blocks, size.blocks);
}

Result<void> prove_short_gates(const Options& options, ProofBounds& bounds) {
    GateSize size;
    size.round = short_load.round;
    auto series = play_gates(options, size);
    if (!series)
        return series.error();
    fmt::print("{} gates between equal arms: {}.\n\n", options.gates,
               rounds_text(short_load, size));
    bench::print_short_gates(*series, size, bounds);
    return {};
}

Result<void> prove_long_gates(const Options& options, ProofBounds& bounds) {
    std::vector<GateSeries> all;
    for (const double slowdown : options.slowdowns) {
        auto series = play_slowdown(slowdown, options);
        if (!series)
            return series.error();
        all.push_back(*std::move(series));
    }
    fmt::print("\n{} blocks of four rounds for each slowdown: {} {}/s in rounds of {:.0f} s.\n\n",
               options.blocks, long_load.operation, long_load.rate, to_seconds(long_load.round));
    bench::print_long_gates(all, long_load.round, bounds);
    return {};
}

Result<void> prove_disturbed_gates(const Options& options, ProofBounds& bounds) {
    GateSize size;
    size.round = disturbed_load.round;
    auto arms = GateArms::start(disturbed_load, options.program, 0.0);
    if (!arms)
        return arms.error();
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    std::vector<GateSeries> all;
    const auto play = [&](const std::string& name, std::optional<Nanos> turn) -> Result<void> {
        Neighbour::Plan plan;
        plan.command = options.beside;
        plan.at_a_time = cores;
        plan.spell = turn;
        auto series = play_beside(plan, name, *arms, size, options);
        if (!series)
            return series.error();
        all.push_back(*std::move(series));
        return {};
    };
    if (auto played = play("all the time", std::nullopt); !played)
        return played.error();
    const double seconds = to_seconds(spell);
    if (auto played = play(fmt::format("{0:.0f} s on, {0:.0f} s off", seconds), spell); !played)
        return played.error();
    fmt::print("\nGates between equal arms beside a neighbour, {} at a time of: {}\n\n{}.\n\n",
               cores, options.beside == compile_command() ? "a compile" : options.beside,
               rounds_text(disturbed_load, size));
    bench::print_disturbed_gates(all, size, bounds);
    return {};
}

int run(const Options& options) {
    fmt::print("Real gates{}\n\n", options.quick ? " (--quick: fewer of them)" : "");
    ProofBounds bounds;
    Result<void> done;
    if (options.gates > 0)
        done = prove_short_gates(options, bounds);
    if (done && options.blocks > 0)
        done = prove_long_gates(options, bounds);
    if (done && options.beside_gates > 0)
        done = prove_disturbed_gates(options, bounds);
    if (!done) {
        fmt::print(stderr, "real_gates: error: {}\n", describe(done.error()));
        return static_cast<int>(reports::exit_code_of(done.error().code));
    }
    return bench::conclude(bounds);
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = parse(argc, argv);
    if (!options) {
        fmt::print(stderr, "{}", usage);
        return static_cast<int>(reports::ExitCode::bad_usage);
    }
    return run(*options);
}
