#include "reports/planning/contradictions.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::reports::planning {
namespace {

using ::testing::HasSubstr;

std::vector<Contradiction> of_x05(const PlanScope& scope) {
    auto all = contradictions(scope);
    std::erase_if(all, [](const Contradiction& one) { return one.id != "X-05"; });
    return all;
}

std::ptrdiff_t touched(const PlanScope& scope) {
    return std::ranges::count_if(contradictions(scope), &Contradiction::touches);
}

TEST(ContradictionsTest, EveryCaseOfX05CarriesBothFiguresAndBothSources) {
    const auto cases = of_x05({});
    ASSERT_EQ(cases.size(), 7U);
    for (const Contradiction& one : cases) {
        EXPECT_FALSE(one.one.source.empty()) << one.what;
        EXPECT_FALSE(one.other.source.empty()) << one.what;
        EXPECT_FALSE(one.resolution.empty()) << one.what;
    }
}

TEST(ContradictionsTest, TheFiguresAreThoseOfTheRequirement) {
    std::string all;
    for (const Contradiction& one : of_x05({})) all += one.one.text + "; " + one.other.text + "; ";
    for (const char* figure :
         {"4 x (20 + 40) + 20 = 260", "4 x 25 = 100", "4 x (20 + 10) = 120",
          "200 of 140 is \"43 % headroom\": 143 %", "60 of 200 stay free: 30 %",
          "4 x (30 + 20) = 200", "4 x (50 + 20) + 20 = 300", "50 pods x 30 = 1500",
          "(200 - 20) / 30 = 6 pods", "more than 10 pods"})
        EXPECT_THAT(all, HasSubstr(figure));
}

TEST(ContradictionsTest, APoolOf20And40TouchesItsCase) {
    PlanScope scope;
    scope.pools.pool = {20, 40};
    EXPECT_TRUE(of_x05(scope)[0].touches);
    scope.pools.pool = {12, 3};
    EXPECT_FALSE(of_x05(scope)[0].touches);
}

TEST(ContradictionsTest, TheAutoscalersLimitTouchesOnlyWhereItDoesNotFit) {
    PlanScope scope;
    scope.hpa_max = 6;
    EXPECT_FALSE(of_x05(scope)[5].touches);
    scope.hpa_max = 50;
    EXPECT_TRUE(of_x05(scope)[5].touches);
}

TEST(ContradictionsTest, APlanOfPoolsAloneIsNotAboutRetention) {
    PlanScope scope;
    const auto pools = touched(scope);
    scope.storage = scope.cache = true;
    EXPECT_EQ(touched(scope), pools + 2);
}

}  // namespace
}  // namespace sark::reports::planning
