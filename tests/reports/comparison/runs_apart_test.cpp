#include "reports/comparison/runs_apart.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

using std::chrono::minutes;

constexpr ApartMetric p95{0.0487901641694320, 0.0487901641694320, 0.20};  // ln 1.05

/// Runs of one session with these values.
std::vector<RunValue> runs(const std::vector<double>& values, std::size_t session = 0) {
    std::vector<RunValue> list;
    for (const double value : values) list.push_back({session, value, 0.0});
    return list;
}

TEST(SessionsTest, AnHourWithoutAStartBeginsANewOne) {
    const UtcTime t0{};
    const std::vector<UtcTime> starts = {t0 + minutes(200), t0, t0 + minutes(50),
                                         t0 + minutes(100)};
    EXPECT_EQ(sessions_of(starts), (std::vector<std::size_t>{1, 0, 0, 0}));
    EXPECT_TRUE(sessions_of({}).empty());
}

TEST(RunsApartTest, NothingOnOneSideSaysNothing) {
    const auto finding = judge_apart(p95, {}, runs({0.1}));
    EXPECT_FALSE(finding.effect);
    EXPECT_FALSE(finding.interval95);
    EXPECT_EQ(finding.p_regressed, 1.0);
}

TEST(RunsApartTest, OneRunAgainstOneAssumesWhatIsPlausible) {
    const auto finding = judge_apart(p95, runs({0.0}), runs({0.3}));
    EXPECT_EQ(finding.degrees, 0U);
    EXPECT_DOUBLE_EQ(finding.deviation, p95.plausible);
    EXPECT_GT(finding.p_regressed, 0.1) << "35 % slower may still be two moods of one machine";
    EXPECT_LT(judge_apart(p95, runs({0.0}), runs({1.1})).p_regressed, 0.001)
        << "three times as slow is not";
    EXPECT_GT(judge_apart(p95, runs({0.0}), runs({-0.1})).p_cleared, 0.05);
}

TEST(RunsApartTest, SeveralRunsOfTheBaseTellHowRunsDiffer) {
    const auto base = runs({0.00, 0.01, -0.01, 0.005, -0.005});
    const auto worse = judge_apart(p95, base, runs({0.25}));
    EXPECT_EQ(worse.degrees, 4U);
    EXPECT_LT(worse.p_regressed, 0.001);
    const auto same = judge_apart(p95, base, runs({0.0}));
    EXPECT_LT(same.p_cleared, 0.05);
    EXPECT_LT(same.interval95->low, 0.0);
    EXPECT_GT(same.interval95->high, 0.0);
}

TEST(RunsApartTest, ANoisyBaseWidensTheInterval) {
    const auto quiet = judge_apart(p95, runs({0.0, 0.01, -0.01, 0.0}), runs({0.1}));
    const auto noisy = judge_apart(p95, runs({0.0, 0.10, -0.10, 0.0}), runs({0.1}));
    EXPECT_GT(noisy.interval95->high - noisy.interval95->low,
              5 * (quiet.interval95->high - quiet.interval95->low));
    EXPECT_GT(noisy.p_regressed, 0.1);
}

TEST(RunsApartTest, RunsOfOneSessionSayNothingOfAnother) {
    const auto base = runs({0.00, 0.01, -0.01, 0.005, -0.005}, 0);
    const auto finding = judge_apart(p95, base, runs({0.25}, 1));
    EXPECT_TRUE(finding.by_session);
    EXPECT_EQ(finding.degrees, 0U);
    EXPECT_GT(finding.p_regressed, 0.01);
}

TEST(RunsApartTest, SessionsAreTheUnitsWhenThereAreSeveral) {
    std::vector<RunValue> base;
    for (std::size_t session = 0; session < 5; ++session)
        for (const double value : {0.0, 0.002, -0.002})
            base.push_back({session, value + 0.01 * static_cast<double>(session % 2), 0.0});
    const auto finding = judge_apart(p95, base, runs({0.3}, 7));
    EXPECT_TRUE(finding.by_session);
    EXPECT_EQ(finding.degrees, 4U);
    EXPECT_LT(finding.p_regressed, 0.001);
}

TEST(RunsApartTest, CopiesOfOneRunAreNoCertainty) {
    const auto finding = judge_apart(p95, runs({0.0, 0.0, 0.0}), runs({0.0}));
    EXPECT_GT(finding.error, 0.0);
    EXPECT_TRUE(std::isfinite(finding.p_regressed));
}

TEST(RunsApartTest, WhatOneRunScattersWithinIsALowerBound) {
    std::vector<RunValue> base = runs({0.0, 0.001, -0.001});
    for (RunValue& run : base) run.deviation = 0.2;
    EXPECT_GE(judge_apart(p95, base, base).error, 0.2 * std::sqrt(2.0 / 3.0) - 1e-9);
}

TEST(RunsApartTest, DetectableIsAboveTheTolerance) {
    const auto finding = judge_apart(p95, runs({0.0, 0.01, -0.01}), runs({0.0}));
    EXPECT_GT(detectable_apart(p95, finding, 0.002), p95.tolerance);
}

/// How often a candidate exactly at the tolerance is called regressed, at the level that one of
/// five metrics has: runs scatter by `deviation`, sessions by `between`.
double false_alarms(std::size_t base_runs, std::size_t candidate_runs, double deviation,
                    double between, bool sessions, unsigned seed) {
    constexpr int gates = 800;
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise(0.0, 1.0);
    int alarms = 0;
    for (int gate = 0; gate < gates; ++gate) {
        std::vector<RunValue> base;
        std::vector<RunValue> candidate;
        for (std::size_t i = 0; i < base_runs; ++i)
            base.push_back(
                {sessions ? i : 0, deviation * noise(random) + between * noise(random), 0.0});
        const double mood = between * noise(random);
        for (std::size_t i = 0; i < candidate_runs; ++i)
            candidate.push_back(
                {sessions ? base_runs : 0, p95.tolerance + mood + deviation * noise(random), 0.0});
        alarms += judge_apart(p95, base, candidate).p_regressed <= 0.01 / 5.0 ? 1 : 0;
    }
    return static_cast<double>(alarms) / gates;
}

// At the level of 0.2 % for each metric the five together stay within 1 %. The bounds leave chance
// three standard errors.
TEST(RunsApartTest, FalseAlarmsStayWithinTheirShareWhateverTheNoiseBetweenRuns) {
    unsigned seed = 1;
    double sum = 0.0;
    int kinds = 0;
    for (const std::size_t base_runs : {1U, 2U, 3U, 5U, 10U})
        for (const std::size_t candidate_runs : {1U, 3U})
            for (const double deviation : {0.005, 0.05, 0.20}) {
                const double share =
                    false_alarms(base_runs, candidate_runs, deviation, 0.0, false, ++seed);
                EXPECT_LE(share, 0.007)
                    << base_runs << " against " << candidate_runs << ", " << deviation;
                sum += share;
                ++kinds;
            }
    EXPECT_LE(sum / kinds, 0.003);
}

TEST(RunsApartTest, FalseAlarmsStayWithinTheirShareWhenSessionsDiffer) {
    unsigned seed = 100;
    double sum = 0.0;
    int kinds = 0;
    for (const std::size_t base_runs : {1U, 4U, 8U})
        for (const double between : {0.02, 0.15}) {
            sum += false_alarms(base_runs, 3, 0.02, between, true, ++seed);
            ++kinds;
        }
    EXPECT_LE(sum / kinds, 0.004);
}

TEST(HolmTest, StopsAtTheFirstThatStands) {
    EXPECT_EQ(holm(std::vector<double>{0.02, 0.001, 0.004}, 0.01),
              (std::vector<bool>{false, true, true}));
    EXPECT_EQ(holm(std::vector<double>{0.004, 0.5}, 0.01), (std::vector<bool>{true, false}));
    EXPECT_EQ(holm(std::vector<double>{0.006, 0.006}, 0.01), (std::vector<bool>{false, false}));
    EXPECT_TRUE(holm({}, 0.01).empty());
}

}  // namespace
}  // namespace sark::reports
