#include "bench/gate/simulated_gate.hpp"

#include <gtest/gtest.h>

#include "reports/judgement/host_health.hpp"

namespace sark::bench {
namespace {

constexpr int few = 6;

TEST(SimulatedGateTest, SaysTheSameOnAnyNumberOfThreads) {
    const SimulatedGate what{HostModel::bursts, Tolerated::nothing, 0.05};
    const GateTally alone = simulate_many(what, few, 1);
    EXPECT_EQ(alone.gates(), few);
    EXPECT_EQ(simulate_many(what, few, 4), alone);
    EXPECT_EQ(simulate_many(what, few, few + 1), alone);
    EXPECT_EQ(simulate_many(what, few, 0), alone);
}

TEST(SimulatedGateTest, EachGateHasRoundsOfItsOwn) {
    const SimulatedGate what{HostModel::bursts, Tolerated::nothing, 0.03};
    EXPECT_NE(simulate(what, 17).blocks, simulate(what, 1'000'020).blocks);
}

TEST(SimulatedGateTest, ALargeSlowdownIsFoundOnAQuietHost) {
    const GateTally tally = simulate_many({HostModel::quiet, Tolerated::defaults, 0.20}, few, 2);
    EXPECT_EQ(tally.regressed, few);
}

TEST(SimulatedGateTest, NoGatesSayNothing) {
    EXPECT_EQ(simulate_many({}, 0, 2), GateTally());
}

TEST(SimulatedGateTest, StealAllTheTimeIsInvalidWhateverTheArms) {
    for (const double slowdown : {0.0, 0.20}) {
        const GateTally tally =
            simulate_many({HostModel::stolen, Tolerated::nothing, slowdown}, few, 2);
        EXPECT_EQ(tally.invalid, few) << slowdown;
        EXPECT_EQ(tally.blocks, 0) << slowdown;
    }
}

TEST(SimulatedGateTest, SpellsOfStealAreNoRegression) {
    const GateTally tally =
        simulate_many({HostModel::stolen_spells, Tolerated::nothing, 0.0}, few, 2);
    EXPECT_EQ(tally.regressed, 0);
    EXPECT_LT(tally.blocks, static_cast<std::int64_t>(simulated_size().blocks) * few);
}

TEST(NoisyHostTest, StealComesAndGoesOnBothSidesOfTheLimit) {
    NoisyHost host(HostModel::stolen_spells, 1);
    int none = 0;
    int little = 0;
    int much = 0;
    for (int i = 0; i < 1'000; ++i) {
        const double steal = host.next().steal;
        EXPECT_LT(steal, 1.0);
        ++(steal > reports::steal_invalid ? much : steal > 0.0 ? little : none);
    }
    EXPECT_GT(none, 100);
    EXPECT_GT(little, 50);
    EXPECT_GT(much, 100);
}

TEST(NoisyHostTest, OnlyTheHypervisorSteals) {
    for (const HostModel model : host_models) {
        NoisyHost host(model, 7);
        bool stolen = false;
        for (int i = 0; i < 200; ++i) stolen = stolen || host.next().steal > 0.0;
        EXPECT_EQ(stolen, !is_ours(model)) << name_of(model);
    }
}

TEST(NoisyHostTest, AStolenRoundIsSlower) {
    NoisyHost quiet(HostModel::quiet, 3);
    NoisyHost stolen(HostModel::stolen, 3);
    const double before = quiet.next().disturbance;
    EXPECT_GT(stolen.next().disturbance, before + 0.2);
}

}  // namespace
}  // namespace sark::bench
