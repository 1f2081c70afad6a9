#include "reports/growth/growth_fit.hpp"

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

TEST(GrowthFitTest, APowerLawGivesItsExponentAndFactor) {
    std::vector<GrowthPoint> points;
    for (const double size : {1e4, 1e5, 1e6, 1e7}) points.push_back({size, 3.0 * std::sqrt(size)});
    const auto fit = fit_growth(points);
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->exponent, 0.5, 1e-9);
    EXPECT_NEAR(fit->factor, 3.0, 1e-6);
    EXPECT_NEAR(fit->at(4e4), 600.0, 1e-6);
    EXPECT_EQ(kind_of(*fit), GrowthKind::below_linear);
}

// x = 0, 1, 2 and y = 0, 1, 1 (decades): slope 1/2, residuals -1/6, 1/3, -1/6, so that its standard
// error is sqrt((1/6) / 1 / 2) and t with one degree of freedom 12.706.
TEST(GrowthFitTest, TheIntervalIsStudentsOfTheResiduals) {
    const std::array<GrowthPoint, 3> points = {{{1.0, 1.0}, {10.0, 10.0}, {100.0, 10.0}}};
    const auto fit = fit_growth(points);
    ASSERT_TRUE(fit && fit->interval95);
    EXPECT_NEAR(fit->exponent, 0.5, 1e-9);
    const double reach = 12.7062 * std::sqrt(1.0 / 12.0);
    EXPECT_NEAR(fit->interval95->low, 0.5 - reach, 1e-3);
    EXPECT_NEAR(fit->interval95->high, 0.5 + reach, 1e-3);
    EXPECT_EQ(kind_of(*fit), GrowthKind::undecided);
}

TEST(GrowthFitTest, TheIntervalHoldsTheExponentAsOftenAsItSays) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> noise(0.0, 0.2);
    int held = 0;
    for (int trial = 0; trial < 1000; ++trial) {
        std::vector<GrowthPoint> points;
        for (const double size : {1e4, 1e5, 1e6})
            for (int round = 0; round < 5; ++round)
                points.push_back({size, 0.01 * size * std::exp(noise(random))});
        const auto fit = fit_growth(points);
        held += fit->interval95->low <= 1.0 && 1.0 <= fit->interval95->high ? 1 : 0;
    }
    EXPECT_GT(held, 930);
    EXPECT_LT(held, 970);
}

TEST(GrowthFitTest, StepsShowABendThatTheLineHides) {
    std::vector<GrowthPoint> points;
    for (int round = 0; round < 3; ++round)
        for (const auto& [size, cost] : {std::pair{1e4, 1.0}, {1e5, 1.0}, {1e6, 100.0}})
            points.push_back({size, cost});
    const auto fit = fit_growth(points);
    ASSERT_TRUE(fit);
    ASSERT_EQ(fit->steps.size(), 2U);
    EXPECT_NEAR(fit->steps[0].exponent, 0.0, 1e-9);
    EXPECT_NEAR(fit->steps[1].exponent, 2.0, 1e-9);
    EXPECT_EQ(fit->steps[1].from, 1e5);
    EXPECT_EQ(fit->steps[1].to, 1e6);
}

TEST(GrowthFitTest, StepsGoByTheMedianOfASize) {
    const std::array<GrowthPoint, 6> points = {
        {{10.0, 1.0}, {10.0, 1.0}, {10.0, 1000.0}, {100.0, 10.0}, {100.0, 10.0}, {100.0, 1.0}}};
    EXPECT_NEAR(fit_growth(points)->steps.front().exponent, 1.0, 1e-9);
}

TEST(GrowthFitTest, OneSizeHasNoGrowth) {
    EXPECT_FALSE(fit_growth({}));
    const std::array<GrowthPoint, 3> points = {{{10.0, 1.0}, {10.0, 2.0}, {10.0, 3.0}}};
    EXPECT_FALSE(fit_growth(points));
}

TEST(GrowthFitTest, WhatHasNoLogarithmIsLeftOut) {
    const std::array<GrowthPoint, 4> points = {
        {{0.0, 1.0}, {10.0, -1.0}, {10.0, 0.0}, {10.0, 5.0}}};
    EXPECT_FALSE(fit_growth(points));
}

TEST(GrowthFitTest, TwoPointsHaveASlopeAndNoInterval) {
    const std::array<GrowthPoint, 2> points = {{{10.0, 1.0}, {100.0, 10.0}}};
    const auto fit = fit_growth(points);
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->exponent, 1.0, 1e-9);
    EXPECT_FALSE(fit->interval95);
    EXPECT_EQ(kind_of(*fit), GrowthKind::undecided);
}

TEST(GrowthKindTest, IsWhereTheWholeIntervalLies) {
    const auto kind = [](double low, double high) {
        GrowthFit fit;
        fit.interval95 = GrowthFit::Interval{low, high};
        return kind_of(fit);
    };
    EXPECT_EQ(kind(-0.05, 0.08), GrowthKind::none);
    EXPECT_EQ(kind(-0.2, 0.05), GrowthKind::below_linear);
    EXPECT_EQ(kind(0.05, 0.5), GrowthKind::below_linear);
    EXPECT_EQ(kind(0.95, 1.05), GrowthKind::linear);
    EXPECT_EQ(kind(0.8, 1.0), GrowthKind::undecided);
    EXPECT_EQ(kind(1.05, 1.2), GrowthKind::undecided);
    EXPECT_EQ(kind(1.2, 1.4), GrowthKind::above_linear);
    EXPECT_EQ(name_of(GrowthKind::below_linear), "below linear");
}

}  // namespace
}  // namespace sark::reports
