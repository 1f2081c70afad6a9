#include "tests/simulation/interval_coverage.hpp"

#include <gtest/gtest.h>

namespace sark::test {
namespace {

/// Seeded, so it cannot fail by chance; the bounds are what 120 runs can tell.
void expect_honest(const LatencyProcess& process) {
    for (const Coverage& one : cover(process, 120, 100, 3)) {
        ASSERT_TRUE(one.share()) << process.name << ' ' << one.statistic;
        EXPECT_GE(*one.share(), 0.89) << process.name << ' ' << one.statistic;
    }
}

TEST(IntervalCoverageTest, HoldsForIndependentSamplesWithoutGivingThemAway) {
    const auto all = cover(independent(1'000, 5), 120, 100, 3);
    ASSERT_EQ(all.size(), 4U);
    for (const Coverage& one : all) {
        EXPECT_GE(*one.share(), 0.89) << one.statistic;
        EXPECT_LT(*one.widening(), 1.3) << one.statistic;
        EXPECT_EQ(one.absent, 0U) << one.statistic;
    }
}

TEST(IntervalCoverageTest, HoldsForCorrelatedSamplesWhereNaiveIntervalsDoNot) {
    const LatencyProcess process = autoregressive(0.9, 1'000, 5);
    expect_honest(process);
    EXPECT_LT(cover(process, 120, 100, 3).front().naive_share(), 0.6);
}

TEST(IntervalCoverageTest, HoldsForBursts) {
    expect_honest(stalls(0.5, 0.02, 0.08, 1'000, 10));
    expect_honest(spells(0.4, 0.1, 1'000, 10));
    expect_honest(outages(0.5, 0.02, 0.08, 1'000, 10));
}

TEST(IntervalCoverageTest, AMemoryAsLongAsTheRunIsNotHidden) {
    const auto all = cover(drifting(10.0, 200, 10), 100, 100, 3);
    const Coverage& p50 = all.front();
    EXPECT_GT(p50.absent + p50.open, 20U);
}

}  // namespace
}  // namespace sark::test
