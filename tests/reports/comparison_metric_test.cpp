#include "reports/comparison/comparison_metric.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "scenarios/language/tolerances.hpp"

namespace sark::reports {
namespace {

const ComparisonMetric& metric(std::string_view name) {
    for (const ComparisonMetric& one : comparison_metrics)
        if (one.name == name)
            return one;
    ADD_FAILURE() << name;
    return comparison_metrics[0];
}

TEST(ToleranceTest, ReadsSharesAndPercentForOneMetricOrForAll) {
    Tolerances tolerances;
    ASSERT_TRUE(add_tolerance("p95=0.2", tolerances));
    ASSERT_TRUE(add_tolerance("p99=15%", tolerances));
    ASSERT_TRUE(add_tolerance("0", tolerances));
    ASSERT_TRUE(add_tolerance("errors=200%", tolerances));
    EXPECT_DOUBLE_EQ(tolerance_of(metric("errors"), tolerances), 2.0);
    EXPECT_DOUBLE_EQ(tolerance_of(metric("p95"), tolerances), 0.2);
    EXPECT_DOUBLE_EQ(tolerance_of(metric("p99"), tolerances), 0.15);
    EXPECT_DOUBLE_EQ(tolerance_of(metric("throughput"), tolerances), 0.0);
    EXPECT_DOUBLE_EQ(tolerance_of(metric("throughput"), {}), 0.05);
}

TEST(ToleranceTest, RefusesWhatIsNoToleranceOrNoMetric) {
    Tolerances tolerances;
    for (const char* text :
         {"", "p95=", "p95=x", "-1", "1e9", "nan", "p95=5%%", "5", "p95=1.5", "1001%"}) {
        const auto added = add_tolerance(text, tolerances);
        EXPECT_FALSE(added) << text;
    }
    const auto unknown = add_tolerance("p59=1%", tolerances);
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().hint.find("p95"), std::string::npos) << unknown.error().hint;
    EXPECT_TRUE(tolerances.empty());
}

TEST(ComparisonMetricTest, AnEffectUpwardsIsWorseWhicheverWayTheMetricRuns) {
    EXPECT_NEAR(from_effect(metric("p95"), std::log(1.1)), 1.1, 1e-12);
    EXPECT_NEAR(from_effect(metric("throughput"), std::log(1.1)), 1 / 1.1, 1e-12);
    EXPECT_NEAR(from_effect(metric("errors"), 0.02), 0.02, 1e-12);
}

TEST(ComparisonMetricTest, NoToleranceLeavesAnIndifferenceToClearBelow) {
    Tolerances none;
    ASSERT_TRUE(add_tolerance("0", none));
    for (const GateMetric& gate : gate_metrics(none)) {
        EXPECT_EQ(gate.tolerance, 0.0) << gate.name;
        EXPECT_GT(gate.indifference, 0.0) << gate.name;
    }
}

TEST(ToleranceTest, TheScenarioNamesTheVeryMetricsThatAreCompared) {
    const auto& names = scenarios::language::tolerance_metrics;
    ASSERT_EQ(names.size(), comparison_metrics.size());
    for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(names[i], comparison_metrics[i].name);
}

TEST(ToleranceTest, TheCommandLineOverridesTheScenario) {
    scenarios::Scenario scenario;
    scenario.tolerances = {{"p95", 0.3}, {"p99", 0.4}};
    const auto both = tolerances_of(scenario, {"p95=1%"});
    ASSERT_TRUE(both);
    EXPECT_DOUBLE_EQ(tolerance_of(metric("p95"), *both), 0.01);
    EXPECT_DOUBLE_EQ(tolerance_of(metric("p99"), *both), 0.4);
    EXPECT_DOUBLE_EQ(tolerance_of(metric("throughput"), *both), 0.05);
    const auto none = tolerances_of(scenario, {"0"});
    ASSERT_TRUE(none);
    EXPECT_DOUBLE_EQ(tolerance_of(metric("p99"), *none), 0.0) << "0 is for every metric";
    EXPECT_FALSE(tolerances_of(scenario, {"p59=1%"}));
}

TEST(EffectScaleTest, ARatioOfNothingIsAbsent) {
    EXPECT_FALSE(to_effect_scale(metric("p95"), 0.0));
    EXPECT_FALSE(to_effect_scale(metric("p95"), std::nullopt));
    EXPECT_NEAR(*to_effect_scale(metric("throughput"), 100.0), -std::log(100.0), 1e-12);
    EXPECT_EQ(*to_effect_scale(metric("errors"), 0.0), 0.0);
}

}  // namespace
}  // namespace sark::reports
