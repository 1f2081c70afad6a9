#include "bench/gate/gate_proof.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <random>
#include <span>

#include <fmt/core.h>

#include "bench/binomial_interval.hpp"
#include "bench/gate/moved_blocks.hpp"
#include "reports/comparison/comparison_metric.hpp"

namespace sark::bench {

namespace {

using reports::GateMetric;
using Outcome = reports::PairedRun::Outcome;

std::vector<GateMetric> no_tolerance() {
    return reports::gate_metrics({{"", 0.0}});
}

std::vector<BlockEffects> all_effects(const GateSeries& series) {
    std::vector<BlockEffects> blocks;
    for (const GateRecord& gate : series.gates)
        for (BlockEffects& effects : effects_of(gate)) blocks.push_back(std::move(effects));
    return blocks;
}

/// Tolerances that the arms differ by exactly, as far as all their blocks tell.
std::vector<GateMetric> as_measured(const std::vector<BlockEffects>& blocks) {
    std::vector<GateMetric> metrics = no_tolerance();
    for (std::size_t m = 0; m < metrics.size(); ++m)
        metrics[m].tolerance = std::max(0.0, centre_of(blocks, m).value_or(0.0));
    return metrics;
}

std::string changes_text(const std::vector<BlockEffects>& blocks) {
    std::string text;
    for (std::size_t m = 0; m < reports::comparison_metrics.size(); ++m) {
        const reports::ComparisonMetric& metric = reports::comparison_metrics[m];
        const auto effect = centre_of(blocks, m);
        if (!effect || !metric.is_ratio)
            continue;
        text += fmt::format("{}{} {:+.1f} %", text.empty() ? "" : ", ", metric.name,
                            100.0 * (reports::from_effect(metric, *effect) - 1.0));
    }
    return text;
}

/// The cells of a table behind the neighbour: what gates between equal arms said.
void print_outcomes(const GateSeries& series, const char* tolerance,
                    const std::vector<GateMetric>& metrics, const GateSize& size,
                    ProofBounds& bounds) {
    std::map<Outcome, int> outcomes;
    for (const GateRecord& gate : series.gates) ++outcomes[replay(gate, metrics, size)];
    const int gates = static_cast<int>(series.gates.size());
    fmt::print("| {} | {} | {} | {} | {} | {} |\n", tolerance, gates,
               proportion_text(outcomes[Outcome::regressed], gates),
               outcomes[Outcome::no_regression], outcomes[Outcome::inconclusive],
               outcomes[Outcome::invalid]);
    const std::string beside =
        series.neighbour.empty() ? "" : fmt::format(", a neighbour {}", series.neighbour);
    bounds.expect_at_most(ProofBounds::equal_arms_max,
                          fmt::format("equal arms at tolerance {}{}", tolerance, beside),
                          outcomes[Outcome::regressed], gates);
}

constexpr Nanos longest_load = std::chrono::minutes(10);
constexpr int drawn_gates = 1'000;

/// Gates of ten minutes of load at most, their blocks drawn from those that were measured. How many
/// say regressed.
int print_drawn_gates(double slowdown, const char* tolerance,
                      const std::vector<BlockEffects>& blocks,
                      const std::vector<GateMetric>& metrics, Nanos round) {
    constexpr int gates = drawn_gates;
    const Nanos block_load = round * reports::PairedRun::rounds_per_block;
    const std::size_t longest = std::min(reports::PairedRun::blocks_limit,
                                         static_cast<std::size_t>(longest_load / block_load));
    std::mt19937_64 random(1);
    std::uniform_int_distribution<std::size_t> any(0, blocks.size() - 1);
    std::vector<GateMetric> measured;
    std::vector<std::size_t> places;
    for (std::size_t m = 0; m < metrics.size(); ++m)
        if (centre_of(blocks, m)) {
            measured.push_back(metrics[m]);
            places.push_back(m);
        }
    int regressed = 0;
    int cleared = 0;
    double used = 0.0;
    for (int g = 0; g < gates; ++g) {
        reports::Gate gate(measured, {.blocks_max = longest});
        while (gate.decision() == reports::GateDecision::undecided) {
            const BlockEffects& drawn = blocks[any(random)];
            BlockEffects effects;
            for (const std::size_t place : places) effects.push_back(drawn[place]);
            gate.add(effects);
        }
        regressed += gate.decision() == reports::GateDecision::regressed ? 1 : 0;
        cleared += gate.decision() == reports::GateDecision::no_regression ? 1 : 0;
        used += static_cast<double>(gate.blocks());
    }
    fmt::print("| {:.0f} % | {} | {} | {} | {:.1f} % | {:.0f} s |\n", 100.0 * slowdown, tolerance,
               blocks.size(), proportion_text(regressed, gates), 100.0 * cleared / gates,
               used / gates * to_seconds(block_load));
    return regressed;
}

/// The change is whatever B's burn made of it.
void print_drawn_gates(const GateSeries& series, Nanos round, ProofBounds& bounds) {
    const std::vector<BlockEffects> blocks = all_effects(series);
    if (blocks.empty())
        return;
    const std::string burn = fmt::format("slowdown of {:.0f} %", 100.0 * series.slowdown);
    const std::pair<const char*, std::vector<GateMetric>> lines[] = {
        {"0", no_tolerance()}, {"default", reports::gate_metrics({})}};
    for (const auto& [tolerance, metrics] : lines) {
        const int regressed = print_drawn_gates(series.slowdown, tolerance, blocks, metrics, round);
        if (series.slowdown <= 0.0)
            bounds.expect_at_most(ProofBounds::equal_arms_max,
                                  fmt::format("{}, tolerance {}", burn, tolerance), regressed,
                                  drawn_gates);
    }
    if (series.slowdown <= 0.0)
        return;
    const int regressed = print_drawn_gates(series.slowdown, "the change measured", blocks,
                                            as_measured(blocks), round);
    bounds.expect_at_most(ProofBounds::at_tolerance_max,
                          burn + ", the change measured as tolerance", regressed, drawn_gates);
}

/// The change is exactly what the promises are about.
void print_moved_gates(const GateSeries& series, Nanos round, ProofBounds& bounds) {
    const std::vector<BlockEffects> blocks = all_effects(series);
    struct Line {
        double p95_worse_by;
        const char* tolerance;
        std::vector<GateMetric> metrics;
        bool found;  ///< Is to be found, or else to be let pass.
    };
    const std::array lines = {
        Line{0.05, "0; p95 moved to +5 %", no_tolerance(), true},
        Line{0.10, "default; p95 moved to +10 %", reports::gate_metrics({}), true},
        Line{0.05, "default; p95 moved to +5 %", reports::gate_metrics({}), false}};
    for (const Line& line : lines) {
        const int gates = blocks.empty() ? 0 : drawn_gates;
        const int regressed = gates == 0
                                  ? 0
                                  : print_drawn_gates(series.slowdown, line.tolerance,
                                                      with_p95_worse_by(line.p95_worse_by, blocks),
                                                      line.metrics, round);
        const std::string what = fmt::format("noise of the slowdown of {:.0f} %, tolerance {}",
                                             100.0 * series.slowdown, line.tolerance);
        if (line.found)
            bounds.expect_found(what, regressed, gates);
        else
            bounds.expect_at_most(ProofBounds::at_tolerance_max, what, regressed, gates);
    }
}

void print_disturbances(std::span<const GateSeries> all) {
    std::map<std::string, std::size_t> reasons;
    std::size_t rounds = 0;
    for (const GateSeries& series : all)
        for (const GateRecord& gate : series.gates) {
            rounds += gate.rounds.size();
            for (const GateRecord::Round& round : gate.rounds)
                if (!round.measure.unusable.empty())
                    ++reasons[round.measure.unusable];
        }
    std::string disturbed;
    for (const auto& [reason, count] : reasons)
        disturbed += fmt::format("{}{} in {}", disturbed.empty() ? "" : ", ", reason, count);
    fmt::print("\nRounds measured: {}. Disturbed, their blocks discarded: {}.\n", rounds,
               disturbed.empty() ? "none" : disturbed);
}

}  // namespace

void print_short_gates(const GateSeries& series, const GateSize& size, ProofBounds& bounds) {
    fmt::print(
        "| tolerance | gates | regressed | no regression | inconclusive | invalid |\n"
        "|---|---|---|---|---|---|\n");
    print_outcomes(series, "0", no_tolerance(), size, bounds);
    print_outcomes(series, "default", reports::gate_metrics({}), size, bounds);
    print_disturbances({&series, 1});
    fmt::print("A gate took {:.1f} s.\n",
               series.seconds / static_cast<double>(series.gates.size()));
}

void print_disturbed_gates(const std::vector<GateSeries>& all, const GateSize& size,
                           ProofBounds& bounds) {
    fmt::print(
        "| neighbour | tolerance | gates | regressed | no regression | inconclusive | invalid |\n"
        "|---|---|---|---|---|---|---|\n");
    for (const GateSeries& series : all) {
        fmt::print("| {} ", series.neighbour);
        print_outcomes(series, "0", no_tolerance(), size, bounds);
        fmt::print("| {} ", series.neighbour);
        print_outcomes(series, "default", reports::gate_metrics({}), size, bounds);
    }
    for (const GateSeries& series : all) {
        fmt::print("\nA neighbour {}, {:.1f} minutes.", series.neighbour, series.seconds / 60.0);
        print_disturbances({&series, 1});
    }
}

void print_long_gates(const std::vector<GateSeries>& all, Nanos round, ProofBounds& bounds) {
    fmt::print(
        "| slowdown of B | minutes | change measured over all its blocks |\n"
        "|---|---|---|\n");
    for (const GateSeries& series : all)
        fmt::print("| {:.0f} % | {:.1f} | {} |\n", 100.0 * series.slowdown, series.seconds / 60.0,
                   changes_text(all_effects(series)));
    print_disturbances(all);
    fmt::print(
        "\n1,000 gates of up to ten minutes of load each, drawn from those blocks:\n\n"
        "| slowdown of B | tolerance | blocks drawn from | regressed | no regression | mean load "
        "|\n"
        "|---|---|---|---|---|---|\n");
    for (const GateSeries& series : all) print_drawn_gates(series, round, bounds);
    for (const GateSeries& series : all) print_moved_gates(series, round, bounds);
}

}  // namespace sark::bench
