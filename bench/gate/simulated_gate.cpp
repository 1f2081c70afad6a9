#include "bench/gate/simulated_gate.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <random>
#include <thread>
#include <vector>

#include "reports/judgement/host_health.hpp"

namespace sark::bench {

namespace {

/// One metric of a round: how much of the host's disturbance it takes, and noise of its own.
struct Response {
    const char* name;
    double tolerance;
    double share;
    double noise;
    bool slows_down;
};
constexpr std::array<Response, 4> responses = {{{"p95", 0.05, 1.0, 0.03, true},
                                                {"p99", 0.10, 1.3, 0.06, true},
                                                {"cpu_per_op", 0.05, 0.3, 0.02, true},
                                                {"throughput", 0.05, 0.1, 0.002, false}}};

double tolerance_of(const Response& response, const SimulatedGate& what) {
    switch (what.tolerated) {
        case Tolerated::nothing:
            return 0.0;
        case Tolerated::defaults:
            return response.tolerance;
        case Tolerated::the_slowdown:
            return what.slowdown;
    }
    return 0.0;
}

std::vector<reports::GateMetric> metrics_of(const SimulatedGate& what) {
    std::vector<reports::GateMetric> metrics;
    for (const Response& response : responses)
        metrics.push_back(
            {response.name, std::log1p(tolerance_of(response, what)), std::log1p(0.05)});
    return metrics;
}

GateTally one(reports::PairedRun::Outcome outcome) {
    using Outcome = reports::PairedRun::Outcome;
    GateTally tally;
    tally.regressed = outcome == Outcome::regressed ? 1 : 0;
    tally.cleared = outcome == Outcome::no_regression ? 1 : 0;
    tally.inconclusive = outcome == Outcome::inconclusive ? 1 : 0;
    tally.invalid = outcome == Outcome::invalid ? 1 : 0;
    return tally;
}

}  // namespace

GateTally& GateTally::operator+=(const GateTally& other) {
    regressed += other.regressed;
    cleared += other.cleared;
    inconclusive += other.inconclusive;
    invalid += other.invalid;
    blocks += other.blocks;
    return *this;
}

GateSize simulated_size() {
    return {.blocks = 75, .round = std::chrono::seconds(1)};
}

GateTally simulate(const SimulatedGate& what, std::uint64_t seed) {
    const GateSize size = simulated_size();
    reports::PairedRun gate = gate_of(metrics_of(what), size, seed);
    NoisyHost host(what.host, seed);
    std::mt19937_64 own(~seed);
    std::normal_distribution<double> normal(0.0, 1.0);
    const double slower = std::log1p(what.slowdown);
    std::size_t rounds = 0;
    while (const auto arm = gate.next()) {
        const HostRound round = host.next();
        reports::RoundMeasure measure;
        for (const Response& response : responses)
            measure.values.push_back(
                response.share * round.disturbance + response.noise * normal(own) +
                (*arm == reports::Arm::b && response.slows_down ? slower : 0.0));
        if (round.steal > reports::steal_invalid)
            measure.unusable = "steal";
        gate.told(measure, size.after(++rounds));
    }
    GateTally tally = one(gate.outcome());
    tally.blocks = static_cast<std::int64_t>(gate.blocks_used());
    return tally;
}

GateTally simulate_many(const SimulatedGate& what, int gates, unsigned threads) {
    const int step = static_cast<int>(std::max(1U, threads));
    std::vector<GateTally> shares(static_cast<std::size_t>(step));
    {
        std::vector<std::jthread> workers;
        for (int first = 0; first < step; ++first)
            workers.emplace_back([&, first] {
                GateTally share;
                for (int g = first; g < gates; g += step)
                    share += simulate(what, 1'000'003U * static_cast<std::uint64_t>(g) + 17U);
                shares[static_cast<std::size_t>(first)] = share;
            });
    }
    GateTally all;
    for (const GateTally& share : shares) all += share;
    return all;
}

}  // namespace sark::bench
