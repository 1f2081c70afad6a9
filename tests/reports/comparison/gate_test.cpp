#include "reports/comparison/gate.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

const double five_percent = std::log(1.05);

std::vector<GateMetric> one_metric(double tolerance, double indifference = 0.0) {
    return {{"p95", tolerance, indifference}};
}

/// Feeds normal noise around `effect` until the gate decides.
GateDecision play(Gate& gate, double effect, double noise, unsigned seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> draw(effect, noise);
    while (gate.decision() == GateDecision::undecided) {
        const std::optional<double> block = draw(random);
        gate.add({&block, 1});
    }
    return gate.decision();
}

TEST(GateTest, EqualArmsAreNoRegression) {
    Gate gate(one_metric(five_percent), {});
    EXPECT_EQ(play(gate, 0.0, 0.02, 1), GateDecision::no_regression);
    EXPECT_LT(gate.blocks(), 75U) << "the early looks suffice for so little noise";
}

TEST(GateTest, TwiceTheToleranceIsARegression) {
    Gate gate(one_metric(five_percent), {});
    EXPECT_EQ(play(gate, std::log(1.10), 0.02, 2), GateDecision::regressed);
    EXPECT_TRUE(gate.findings().at(0).regressed);
    EXPECT_NEAR(*gate.findings().at(0).effect, std::log(1.10), 0.02);
}

TEST(GateTest, NoiseBeyondAllMeasureIsInconclusive) {
    Gate gate(one_metric(five_percent), {});
    EXPECT_EQ(play(gate, std::log(1.05), 1.0, 3), GateDecision::inconclusive);
    EXPECT_EQ(gate.blocks(), 75U);
}

TEST(GateTest, ZeroToleranceLooksAtEveryBlockBeforeItClears) {
    Gate gate(one_metric(0.0, five_percent), {});
    EXPECT_EQ(play(gate, 0.0, 0.02, 4), GateDecision::no_regression);
    EXPECT_EQ(gate.blocks(), 75U);
}

TEST(GateTest, DecidesOnlyAtALook) {
    Gate gate(one_metric(0.0, five_percent), {});
    const std::optional<double> clear = 1.0;
    for (std::size_t i = 0; i + 1 < blocks_before_first_look; ++i) gate.add({&clear, 1});
    EXPECT_EQ(gate.decision(), GateDecision::undecided);
}

TEST(GateTest, ADecisionStays) {
    Gate gate(one_metric(five_percent), {});
    (void)play(gate, std::log(1.5), 0.02, 5);
    const std::size_t blocks = gate.blocks();
    const std::optional<double> better = -1.0;
    for (int i = 0; i < 100; ++i) gate.add({&better, 1});
    EXPECT_EQ(gate.decision(), GateDecision::regressed);
    EXPECT_EQ(gate.blocks(), blocks);
}

TEST(GateTest, ABlockThatDidNotMeasureAMetricSaysNothingAboutIt) {
    Gate gate({{"p95", five_percent, 0.0}, {"p99", five_percent, 0.0}}, {0.01, 0.05, 12});
    for (int i = 0; i < 12; ++i) {
        const std::optional<double> effects[] = {0.001 * i, std::nullopt};
        gate.add(effects);
    }
    EXPECT_EQ(gate.decision(), GateDecision::inconclusive) << "p99 cannot be cleared unseen";
    EXPECT_EQ(gate.findings().at(1).blocks, 0U);
    EXPECT_FALSE(gate.findings().at(1).effect);
}

TEST(GateTest, CorrectsForTheNumberOfMetrics) {
    // 2^-12 is 0.00024: below 0.01 * 12 / 75 for one metric, above a tenth of it.
    const auto play_signs = [](std::size_t metrics) {
        std::vector<GateMetric> all(metrics, {"m", 0.0, five_percent});
        Gate gate(all, {});
        for (std::size_t i = 0; i < blocks_before_first_look; ++i) {
            std::vector<std::optional<double>> effects(metrics, i % 2 == 0 ? 0.01 : -0.02);
            effects[0] = 0.01 * static_cast<double>(i + 1);
            gate.add(effects);
        }
        return gate.decision();
    };
    EXPECT_EQ(play_signs(1), GateDecision::regressed);
    EXPECT_EQ(play_signs(10), GateDecision::undecided);
}

TEST(GateTest, FalseAlarmsStayBelowAlphaAlthoughItLooksOften) {
    int alarms = 0;
    constexpr unsigned gates = 400;
    for (unsigned seed = 0; seed < gates; ++seed) {
        Gate gate(one_metric(0.0, five_percent), {});
        alarms += play(gate, 0.0, 0.1, seed) == GateDecision::regressed ? 1 : 0;
    }
    EXPECT_LE(alarms, 8);
}

TEST(DetectableEffectTest, ShrinksWithBlocksAndGrowsWithNoise) {
    const std::vector<double> pilot{0.01, -0.02, 0.015, -0.005, 0.0};
    const Gate::Rule few{0.01, 0.05, 20};
    const Gate::Rule many{0.01, 0.05, 80};
    EXPECT_GT(*detectable_effect(pilot, 5, few), *detectable_effect(pilot, 5, many));
    std::vector<double> louder = pilot;
    for (double& effect : louder) effect *= 2.0;
    EXPECT_NEAR(*detectable_effect(louder, 5, many), 2.0 * *detectable_effect(pilot, 5, many),
                1e-9);
}

TEST(DetectableEffectTest, IsAbsentWithoutScatterOrLooks) {
    EXPECT_FALSE(detectable_effect(std::vector{0.1}, 5, {}));
    EXPECT_FALSE(detectable_effect(std::vector{0.1, 0.2}, 5, {0.01, 0.05, 5}));
}

}  // namespace
}  // namespace sark::reports
