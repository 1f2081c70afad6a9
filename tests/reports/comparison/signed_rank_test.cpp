#include "reports/comparison/signed_rank.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

TEST(SignedRankTest, MatchesThePublishedTable) {
    // Wilcoxon and Wilcox (1964): one-sided 5 % critical values of the smaller sum are 10 for n =
    // 10, 60 for n = 20; the larger sum is n (n + 1) / 2 minus that.
    const SignedRankTable table(20);
    EXPECT_EQ(table.critical(10, 0.05), 55U - 10U);
    EXPECT_EQ(table.critical(20, 0.05), 210U - 60U);
    EXPECT_DOUBLE_EQ(table.upper_tail(3, 6), 1.0 / 8.0);
    EXPECT_DOUBLE_EQ(table.upper_tail(3, 0), 1.0);
}

TEST(SignedRankTest, NothingIsSignificantAmongTooFew) {
    const SignedRankTable table(8);
    EXPECT_FALSE(table.critical(4, 0.05));
    EXPECT_FALSE(table.critical(0, 0.05));
    EXPECT_DOUBLE_EQ(signed_rank_p(table, {}), 1.0);
    EXPECT_FALSE(centre_interval(table, std::vector{1.0, 2.0}, 0.025));
    EXPECT_FALSE(pseudo_median({}));
}

TEST(SignedRankTest, SumsTheRanksOfWhatIsPositive) {
    EXPECT_DOUBLE_EQ(signed_rank_sum(std::vector{1.0, -2.0, 3.0}), 4.0);
    EXPECT_DOUBLE_EQ(signed_rank_sum(std::vector{-1.0, -2.0}), 0.0);
    EXPECT_DOUBLE_EQ(signed_rank_sum(std::vector{2.0, -2.0, 5.0}), 4.5);
}

TEST(SignedRankTest, DifferencesOfNothingAreNoEvidence) {
    const SignedRankTable table(30);
    EXPECT_DOUBLE_EQ(signed_rank_p(table, std::vector<double>(30, 0.0)), 1.0);
}

TEST(SignedRankTest, HoldsItsLevelForSymmetricNoiseOfAnyShape) {
    const SignedRankTable table(24);
    std::mt19937_64 random(7);
    std::cauchy_distribution<double> wild(0.0, 1.0);
    int alarms = 0;
    constexpr int trials = 20'000;
    for (int t = 0; t < trials; ++t) {
        std::vector<double> differences(24);
        for (double& difference : differences) difference = wild(random);
        alarms += signed_rank_p(table, differences) <= 0.05 ? 1 : 0;
    }
    EXPECT_LE(alarms, trials * 0.055);
    EXPECT_GE(alarms, trials * 0.040);
}

TEST(SignedRankTest, TheIntervalHoldsTheCentreAsOftenAsItSays) {
    const SignedRankTable table(30);
    std::mt19937_64 random(11);
    std::normal_distribution<double> noise(0.7, 2.0);
    int held = 0;
    constexpr int trials = 1'000;
    for (int t = 0; t < trials; ++t) {
        std::vector<double> differences(30);
        for (double& difference : differences) difference = noise(random);
        const auto interval = centre_interval(table, differences, 0.025);
        ASSERT_TRUE(interval);
        const double centre = *pseudo_median(differences);
        EXPECT_LE(interval->low, centre);
        EXPECT_GE(interval->high, centre);
        held += interval->low <= 0.7 && 0.7 <= interval->high ? 1 : 0;
    }
    EXPECT_GE(held, trials * 0.93);
    EXPECT_LE(held, trials * 0.97);
}

TEST(SignedRankTest, TheIntervalAgreesWithTheTest) {
    const SignedRankTable table(12);
    const std::vector<double> differences{0.3, 1.1,  -0.2, 0.8, 0.5, 0.9,
                                          1.7, -0.4, 0.6,  1.3, 0.1, 0.7};
    const auto interval = centre_interval(table, differences, 0.025);
    ASSERT_TRUE(interval);
    const auto p_above = [&](double centre) {
        auto moved = differences;
        for (double& value : moved) value -= centre;
        return signed_rank_p(table, moved);
    };
    EXPECT_LE(p_above(interval->low - 1e-9), 0.025);
    EXPECT_GT(p_above(interval->low + 1e-9), 0.025);
}

}  // namespace
}  // namespace sark::reports
