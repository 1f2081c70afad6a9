#include "reports/capacity/usl_fit.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

constexpr double levels[] = {1, 2, 4, 8, 16, 32, 64};

std::vector<UslPoint> points_of(const UslParameters& law, double noise = 0.0) {
    std::vector<UslPoint> points;
    double sign = 1.0;
    for (const double n : levels) {
        points.push_back({n, law.at(n) * (1.0 + sign * noise)});
        sign = -sign;
    }
    return points;
}

TEST(UslFitTest, FindsPlantedParameters) {
    for (const UslParameters& planted :
         {UslParameters{1000.0, 0.05, 0.001}, UslParameters{250.0, 0.0, 0.0},
          UslParameters{40.0, 0.3, 0.0}, UslParameters{9000.0, 0.02, 0.02},
          UslParameters{250.0, 1.0, 0.0}}) {
        const UslFit fit = fit_usl("concurrency", points_of(planted));
        ASSERT_TRUE(fit.accepted) << fit.reason;
        EXPECT_NEAR(fit.law->lambda / planted.lambda, 1.0, 1e-3);
        EXPECT_NEAR(fit.law->alpha, planted.alpha, 1e-3);
        EXPECT_NEAR(fit.law->beta, planted.beta, 1e-4);
        EXPECT_LT(*fit.relative_rmse, 1e-3);
    }
}

TEST(UslFitTest, StandsALittleNoise) {
    const UslParameters planted{1000.0, 0.05, 0.001};
    const UslFit fit = fit_usl("rate", points_of(planted, 0.03));
    ASSERT_TRUE(fit.accepted) << fit.reason;
    EXPECT_EQ(fit.over, "rate");
    EXPECT_NEAR(fit.law->lambda / planted.lambda, 1.0, 0.05);
    EXPECT_NEAR(*fit.law->peak() / *planted.peak(), 1.0, 0.15);
    EXPECT_NEAR(*fit.relative_rmse, 0.03, 0.01);
}

TEST(UslFitTest, KnowsWhereTheMaximumIs) {
    EXPECT_NEAR(*(UslParameters{1000.0, 0.1, 0.001}.peak()), 30.0, 1e-9);
    EXPECT_FALSE((UslParameters{1000.0, 0.1, 0.0}.peak()));
    EXPECT_FALSE((UslParameters{1000.0, 1.0, 0.1}.peak()));
}

TEST(UslFitTest, RefusesWhatDoesNotFollowTheLaw) {
    // Sixteen at full pace; one more, and most of it is gone.
    std::vector<UslPoint> cliff;
    for (const double n : levels) cliff.push_back({n, n <= 16.0 ? 100.0 * n : 300.0});
    const UslFit sharp = fit_usl("concurrency", cliff);
    EXPECT_FALSE(sharp.accepted);
    EXPECT_NE(sharp.reason.find('%'), std::string::npos);
    // Every other level at half the pace.
    const UslFit jagged = fit_usl("concurrency", points_of({1000.0, 0.05, 0.001}, 0.33));
    EXPECT_FALSE(jagged.accepted);
    EXPECT_FALSE(jagged.reason.empty());
    EXPECT_TRUE(jagged.rmse);
}

TEST(UslFitTest, RefusesTooFewPointsOrTooLittleSpread) {
    const auto points = points_of({1000.0, 0.05, 0.001});
    EXPECT_FALSE(fit_usl("concurrency", {}).accepted);
    EXPECT_FALSE(fit_usl("concurrency", std::span(points).first(5)).accepted);
    std::vector<UslPoint> narrow;
    for (int i = 0; i < 8; ++i) narrow.push_back({10.0 + i, 500.0 + i});
    const UslFit fit = fit_usl("concurrency", narrow);
    EXPECT_FALSE(fit.accepted);
    EXPECT_FALSE(fit.law);
    EXPECT_NE(fit.reason.find("4 times"), std::string::npos);
}

TEST(UslFitTest, LeavesOutPointsWithoutThroughput) {
    auto points = points_of({1000.0, 0.05, 0.001});
    points.push_back({128.0, 0.0});
    points.push_back({0.0, 10.0});
    const UslFit fit = fit_usl("concurrency", points);
    EXPECT_TRUE(fit.accepted) << fit.reason;
    EXPECT_EQ(fit.points.size(), 7U);
}

}  // namespace
}  // namespace sark::reports
