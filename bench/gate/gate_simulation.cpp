// gate_simulation [GATES]: plays many regression gates on simulated noisy hosts, on all cores, and
// prints how often each calls equal arms regressed, and how often it finds a true slowdown. The
// gate is the one that `sark-bench ab` uses; only the rounds are simulated, and the same ones on
// every machine. Exit 99 when a bound of the proof is broken (bench/gate/proof_bounds.hpp): more
// than 1 % of gates between equal arms, or more than 5 % between arms that differ by the tolerance,
// are called regressed, by the low end of the exact interval; or fewer than 95 % find a true 5 % at
// tolerance 0 or a true 10 % at the default tolerance on a host that leaves us the CPU.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include <fmt/core.h>

#include "bench/binomial_interval.hpp"
#include "bench/gate/proof_bounds.hpp"
#include "bench/gate/simulated_gate.hpp"
#include "reports/exit_code.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own
using bench::GateTally;
using bench::ProofBounds;
using bench::SimulatedGate;
using bench::Tolerated;

void expect(const SimulatedGate& what, const std::string& row, const GateTally& tally,
            ProofBounds& bounds) {
    const bool at_defaults = what.tolerated == Tolerated::defaults;
    if (what.tolerated == Tolerated::the_slowdown)
        bounds.expect_at_most(ProofBounds::at_tolerance_max, row, tally.regressed, tally.gates());
    else if (what.slowdown <= 0.0)
        bounds.expect_at_most(ProofBounds::equal_arms_max, row, tally.regressed, tally.gates());
    else if (bench::is_ours(what.host) && ProofBounds::must_be_found(what.slowdown, at_defaults))
        bounds.expect_found(row, tally.regressed, tally.gates());
}

void print_row(const SimulatedGate& what, int gates, ProofBounds& bounds) {
    constexpr std::array names = {"0", "default", "the slowdown"};
    const GateTally tally = bench::simulate_many(what, gates, std::thread::hardware_concurrency());
    const std::string row =
        fmt::format("{} | {} | {:.0f} %", name_of(what.host),
                    names[static_cast<std::size_t>(what.tolerated)], 100.0 * what.slowdown);
    const double n = gates;
    fmt::print("| {} | {} | {:.2f} % | {:.2f} % | {:.2f} % | {:.0f} |\n", row,
               bench::proportion_text(tally.regressed, gates), 100.0 * tally.cleared / n,
               100.0 * tally.inconclusive / n, 100.0 * tally.invalid / n,
               static_cast<double>(tally.blocks) / n);
    std::fflush(stdout);
    expect(what, row, tally, bounds);
}

}  // namespace

int main(int argc, char** argv) {
    const int gates = argc > 1 ? std::atoi(argv[1]) : 10'000;
    if (gates <= 0) {
        fmt::print(stderr, "usage: gate_simulation [GATES]\n");
        return static_cast<int>(reports::ExitCode::bad_usage);
    }
    const reports::PairedRun::Plan rule;
    fmt::print(
        "{} gates a row, at most {} blocks (ABBA or BAAB) each, alpha {}, beta {}; "
        "95 % intervals are exact (Clopper and Pearson)\n\n",
        gates, bench::simulated_size().blocks, rule.alpha, rule.beta);
    fmt::print(
        "| host | tolerance | true slowdown | regressed | no regression | inconclusive | invalid | "
        "mean blocks |\n|---|---|---|---|---|---|---|---|\n");
    ProofBounds bounds;
    for (const bench::HostModel host : bench::host_models) {
        for (const Tolerated tolerated : {Tolerated::nothing, Tolerated::defaults})
            for (const double slowdown : {0.0, 0.03, 0.05, 0.10, 0.20})
                print_row({host, tolerated, slowdown}, gates, bounds);
        for (const double slowdown : {0.05, 0.10})
            print_row({host, Tolerated::the_slowdown, slowdown}, gates, bounds);
    }
    return bench::conclude(bounds);
}
