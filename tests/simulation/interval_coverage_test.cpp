#include "tests/simulation/interval_coverage.hpp"

#include <gtest/gtest.h>

namespace sark::test {
namespace {

/// Seeded, so it cannot fail by chance; the bounds are what a hundred runs can tell.
constexpr unsigned runs = 100;
constexpr unsigned truth_runs = 60;

std::vector<Coverage> expect_honest(const LatencyProcess& process) {
    const auto all = cover(process, runs, truth_runs, 3);
    for (const Coverage& one : all) {
        if (!one.share()) {
            ADD_FAILURE() << process.name << ' ' << one.statistic << " has no interval";
            continue;
        }
        EXPECT_GE(*one.share(), 0.89) << process.name << ' ' << one.statistic;
    }
    return all;
}

TEST(IntervalCoverageTest, HoldsForIndependentSamplesWithoutGivingThemAway) {
    const auto all = expect_honest(independent(200, 10));
    ASSERT_EQ(all.size(), 4U);
    for (const Coverage& one : all) {
        EXPECT_LT(one.widening().value_or(9.9), 1.35) << one.statistic;
        EXPECT_EQ(one.absent, 0U) << one.statistic;
    }
}

TEST(IntervalCoverageTest, HoldsForCorrelatedSamplesWhereNaiveIntervalsDoNot) {
    EXPECT_LT(expect_honest(autoregressive(0.9, 200, 10)).front().naive_share(), 0.6);
}

TEST(IntervalCoverageTest, HoldsForBursts) {
    expect_honest(stalls(0.25, 0.02, 0.08, 200, 10));
    expect_honest(spells(0.4, 0.1, 200, 10));
    expect_honest(outages(0.25, 0.02, 0.08, 200, 10));
}

TEST(IntervalCoverageTest, AMemoryOfAThirdOfTheRunIsOftenRefused) {
    // What is given then is often wrong: docs/measurement.md says how often.
    const Coverage p50 = cover(drifting(10.0, 200, 30), runs, truth_runs, 3).front();
    EXPECT_GT(p50.absent, 25U);
}

}  // namespace
}  // namespace sark::test
