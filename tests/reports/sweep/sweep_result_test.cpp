#include "reports/sweep/sweep_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

SweptRound round_of(std::size_t point, unsigned number, double p95,
                    const std::string& unusable = {}) {
    SweptRound round;
    round.point = point;
    round.round = number;
    round.offered_per_s = 100.0 * static_cast<double>(point + 1);
    round.figures[swept::p95] = p95;
    round.unusable = unusable;
    return round;
}

SweepResult conclude(const std::vector<SweptRound>& rounds,
                     std::optional<Error> ended_by = std::nullopt) {
    SweepSetup setup;
    setup.scenario = "smoke";
    setup.rounds = 2;
    setup.seed = 9;
    setup.round = std::chrono::seconds(5);
    setup.warmup = std::chrono::seconds(1);
    std::vector<SweptPoint> points(2);
    points[0].name = "small";
    points[1].name = "large";
    return conclude_sweep(setup, points, rounds, std::chrono::seconds(24), std::move(ended_by));
}

TEST(SweepResultTest, EachPointHasItsOwnRounds) {
    const auto result = conclude(
        {round_of(1, 1, 7.0), round_of(0, 1, 2.0), round_of(0, 2, 4.0), round_of(1, 2, 9.0)});
    EXPECT_EQ(result.exit_code, ExitCode::pass);
    ASSERT_EQ(result.points.size(), 2U);
    EXPECT_EQ(result.points[0].figures[swept::p95].median, 2.0);
    EXPECT_EQ(result.points[1].figures[swept::p95].median, 7.0);
    EXPECT_EQ(result.points[1].offered_per_s, 200.0);
    EXPECT_EQ(result.points[1].figures[swept::pool_wait].median, std::nullopt);
    EXPECT_EQ(result.summary, "2 points, 2 rounds of each");
    EXPECT_THAT(result.order, HasSubstr("5.0 s after 1.0 s of warm-up"));
    EXPECT_THAT(result.order, HasSubstr("seed 9"));
}

TEST(SweepResultTest, DisturbedRoundsAreLeftOutAndCounted) {
    const auto result = conclude({round_of(0, 1, 2.0), round_of(0, 2, 99.0, "foreign_cpu"),
                                  round_of(1, 1, 7.0), round_of(1, 2, 99.0, "foreign_cpu")});
    EXPECT_EQ(result.points[0].rounds_used, 1U);
    EXPECT_EQ(result.points[0].rounds_discarded, 1U);
    EXPECT_EQ(result.points[0].figures[swept::p95].median, 2.0);
    EXPECT_THAT(result.disturbances, ElementsAre(Pair("foreign_cpu", 2U)));
    EXPECT_THAT(result.summary, HasSubstr("2 of 4 discarded"));
    EXPECT_EQ(result.exit_code, ExitCode::pass);
}

TEST(SweepResultTest, APointWithoutAUsableRoundIsNoSweep) {
    const auto result = conclude({round_of(0, 1, 2.0), round_of(1, 1, 7.0, "steal")});
    EXPECT_EQ(result.exit_code, ExitCode::invalid_run);
}

TEST(SweepResultTest, WhatEndedItEarlyIsSaidAndGivesTheExitCode) {
    const SweepResult stopped =
        conclude({round_of(0, 1, 2.0)}, Error{Errc::interrupted, "interrupted", "", ""});
    EXPECT_EQ(stopped.exit_code, ExitCode::interrupted);
    EXPECT_EQ(stopped.summary, "2 points, 2 rounds of each, interrupted after 1 of 4");
    const SweepResult died = conclude(
        {round_of(0, 1, 2.0)}, Error{Errc::unavailable, "the server ended", "point large", ""});
    EXPECT_EQ(died.exit_code, ExitCode::unavailable);
    EXPECT_EQ(died.summary,
              "2 points, 2 rounds of each, ended after 1 of 4: point large: the server ended");
    EXPECT_EQ(died.points[0].figures[swept::p95].median, 2.0) << "what was measured is kept";
    EXPECT_EQ(died.points[1].figures[swept::p95].median, std::nullopt);
}

}  // namespace
}  // namespace sark::reports
