#include "reports/capacity/scalability_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::reports {
namespace {

using ::testing::HasSubstr;

constexpr UslParameters law{250.0, 0.1, 0.001};

UslFit fit_of(double noise, double least = 1.0) {
    std::vector<UslPoint> points;
    double sign = 1.0;
    for (const double n : {1.0, 2.0, 4.0, 8.0, 16.0, 32.0}) {
        points.push_back({least * n, law.at(least * n) * (1.0 + sign * noise)});
        sign = -sign;
    }
    return fit_usl("concurrency", points);
}

TEST(ScalabilityViewTest, TheCurveRunsFromTheLeastToTheMostThatWasMeasured) {
    for (const double least : {1.0, 0.05}) {  // rates in flight are less than one at first
        const ScalabilityView view = scalability_of(fit_of(0.0, least));
        ASSERT_EQ(view.law.size(), 61U);
        EXPECT_DOUBLE_EQ(view.law.front().in_flight, least);
        EXPECT_DOUBLE_EQ(view.law.back().in_flight, 32.0 * least);
        for (std::size_t i = 1; i < view.law.size(); ++i)
            EXPECT_GT(view.law[i].in_flight, view.law[i - 1].in_flight);
        EXPECT_NEAR(view.law[30].per_s, law.at(16.5 * least), 1.0);
    }
}

TEST(ScalabilityViewTest, EveryPointHasItsResidual) {
    const ScalabilityView view = scalability_of(fit_of(0.02));
    ASSERT_EQ(view.measured.size(), 6U);
    ASSERT_EQ(view.residuals.size(), 6U);
    EXPECT_EQ(view.residuals[0].in_flight, "1.00");
    EXPECT_EQ(view.residuals[0].measured, "255/s");
    for (const ResidualRow& row : view.residuals) {
        EXPECT_THAT(row.law, HasSubstr("/s"));
        EXPECT_THAT(row.residual, testing::MatchesRegex("[-+][0-9]+\\.[0-9] %"));
    }
}

TEST(ScalabilityViewTest, TheTextHasTheLawItsResidualsAndItsMaximum) {
    const std::string text = scalability_of(fit_of(0.0)).text;
    EXPECT_THAT(text, HasSubstr("over concurrency: X(N) = 250 N / (1 + 0.1 (N − 1) + 0.001 N"));
    EXPECT_THAT(text, HasSubstr("residuals 0.0 %"));
    EXPECT_THAT(text, HasSubstr("most at N = 30"));
}

TEST(ScalabilityViewTest, ALawWithoutAMaximumSaysSo) {
    std::vector<UslPoint> straight;
    for (const double n : {1.0, 2.0, 4.0, 8.0, 16.0, 32.0}) straight.push_back({n, 100.0 * n});
    UslFit fit = fit_usl("concurrency", straight);
    fit.law->beta = 0.0;
    fit.peak_concurrency.reset();
    EXPECT_THAT(scalability_of(fit).text, HasSubstr("no maximum"));
}

TEST(ScalabilityViewTest, ACoefficientThatIsOnlyTheFitsNoiseIsNought) {
    UslFit fit = fit_of(0.0);
    fit.law->beta = 5.21e-15;
    EXPECT_THAT(scalability_of(fit).text, HasSubstr(" + 0 N (N − 1)), "));
}

TEST(ScalabilityViewTest, AMaximumFarBeyondWhatWasMeasuredIsNotPrinted) {
    UslFit fit = fit_of(0.0);
    fit.peak_concurrency = 224'073.0;
    const std::string text = scalability_of(fit).text;
    EXPECT_THAT(text, HasSubstr("no maximum anywhere near"));
    EXPECT_THAT(text, testing::Not(HasSubstr("224073")));
}

TEST(ScalabilityViewTest, ARefusedFitShowsItsPointsAndResidualsButNoCurve) {
    const ScalabilityView view = scalability_of(fit_of(0.3));
    EXPECT_THAT(view.text, HasSubstr("refused: the residuals are"));
    EXPECT_TRUE(view.law.empty());
    EXPECT_EQ(view.residuals.size(), 6U);
}

TEST(ScalabilityViewTest, TooFewPointsHaveNeitherLawNorResiduals) {
    const std::vector<UslPoint> two = {{1.0, 100.0}, {2.0, 150.0}};
    const ScalabilityView view = scalability_of(fit_usl("rate", two));
    EXPECT_EQ(view.text, "over rate: not fitted, 2 points, 6 are needed");
    EXPECT_TRUE(view.law.empty());
    ASSERT_EQ(view.residuals.size(), 2U);
    EXPECT_EQ(view.residuals[0].law, "–");
    EXPECT_EQ(view.residuals[0].residual, "–");
    EXPECT_TRUE(scalability_of(fit_usl("rate", {})).measured.empty());
}

}  // namespace
}  // namespace sark::reports
