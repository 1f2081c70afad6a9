// gate_simulation [GATES]: plays many regression gates on simulated noisy hosts and prints how
// often each calls equal arms regressed, and how often it finds a true slowdown. The gate is the
// one that `sark-bench ab` uses; only the rounds are simulated.

#include <array>
#include <cmath>
#include <cstdlib>

#include <fmt/core.h>

#include "bench/binomial_interval.hpp"
#include "bench/gate/noisy_host.hpp"
#include "reports/comparison/gate.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own
using bench::HostModel;
using bench::NoisyHost;
using reports::Gate;
using reports::GateDecision;

/// One metric of a round: how much of the host's disturbance it takes, and noise of its own.
struct Response {
    const char* name;
    double tolerance;
    double share;
    double noise;
};
constexpr std::array<Response, 4> responses = {{{"p95", 0.05, 1.0, 0.03},
                                                {"p99", 0.10, 1.3, 0.06},
                                                {"cpu_per_op", 0.05, 0.3, 0.02},
                                                {"throughput", 0.05, 0.1, 0.002}}};

struct Count {
    int regressed = 0;
    int cleared = 0;
    double blocks = 0;
};

enum class Tolerated : std::uint8_t { nothing, defaults, the_slowdown };

double tolerance_of(const Response& response, Tolerated tolerated, double slowdown) {
    switch (tolerated) {
        case Tolerated::nothing:
            return 0.0;
        case Tolerated::defaults:
            return response.tolerance;
        case Tolerated::the_slowdown:
            return slowdown;
    }
    return 0.0;
}

/// Plays one gate; the arm B is slower by `slowdown` in all but throughput.
void play(HostModel model, double slowdown, Tolerated tolerated, std::uint64_t seed, Count& count) {
    std::vector<reports::GateMetric> metrics;
    for (const Response& response : responses)
        metrics.push_back({response.name, std::log1p(tolerance_of(response, tolerated, slowdown)),
                           std::log1p(0.05)});
    Gate gate(metrics, {});
    NoisyHost host(model, seed);
    std::mt19937_64 own(~seed);
    std::normal_distribution<double> normal(0.0, 1.0);
    while (gate.decision() == GateDecision::undecided) {
        // ABBA or BAAB: a coin makes the sign of the block fair when the arms are equal.
        const bool b_outside = host.coin();
        std::array<std::optional<double>, responses.size()> effects;
        effects.fill(0.0);
        for (int position = 0; position < 4; ++position) {
            const bool is_b = (position == 0 || position == 3) == b_outside;
            const double disturbance = host.next();
            for (std::size_t m = 0; m < responses.size(); ++m) {
                double value = responses[m].share * disturbance + responses[m].noise * normal(own);
                if (is_b && m != 3)
                    value += std::log1p(slowdown);
                *effects[m] += (is_b ? 0.5 : -0.5) * value;
            }
        }
        gate.add(effects);
    }
    count.regressed += gate.decision() == GateDecision::regressed ? 1 : 0;
    count.cleared += gate.decision() == GateDecision::no_regression ? 1 : 0;
    count.blocks += static_cast<double>(gate.blocks());
}

void print_row(HostModel model, double slowdown, Tolerated tolerated, int gates) {
    constexpr std::array names = {"0", "default", "the slowdown"};
    Count count;
    for (int g = 0; g < gates; ++g)
        play(model, slowdown, tolerated, 1'000'003U * static_cast<std::uint64_t>(g) + 17U, count);
    const double n = gates;
    fmt::print("| {} | {} | {:.0f} % | {} | {:.2f} % | {:.2f} % | {:.0f} |\n", name_of(model),
               names[static_cast<std::size_t>(tolerated)], 100.0 * slowdown,
               bench::proportion_text(count.regressed, gates), 100.0 * count.cleared / n,
               100.0 * (n - count.regressed - count.cleared) / n, count.blocks / n);
}

}  // namespace

int main(int argc, char** argv) {
    const int gates = argc > 1 ? std::atoi(argv[1]) : 10'000;
    if (gates <= 0) {
        fmt::print(stderr, "usage: gate_simulation [GATES]\n");
        return 104;
    }
    fmt::print(
        "{} gates a row, at most {} blocks (ABBA or BAAB) each, alpha {}, beta {}; "
        "95 % intervals are exact (Clopper and Pearson)\n\n",
        gates, Gate::Rule{}.blocks_max, Gate::Rule{}.alpha, Gate::Rule{}.beta);
    fmt::print(
        "| host | tolerance | true slowdown | regressed | no regression | inconclusive | "
        "mean blocks |\n|---|---|---|---|---|---|---|\n");
    for (const HostModel model : bench::host_models) {
        for (const Tolerated tolerated : {Tolerated::nothing, Tolerated::defaults})
            for (const double slowdown : {0.0, 0.03, 0.05, 0.10, 0.20})
                print_row(model, slowdown, tolerated, gates);
        for (const double slowdown : {0.05, 0.10})
            print_row(model, slowdown, Tolerated::the_slowdown, gates);
    }
    return 0;
}
