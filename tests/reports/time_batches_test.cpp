#include "reports/statistics/time_batches.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "reports/statistics/autocorrelation.hpp"
#include "reports/statistics/order_statistics.hpp"
#include "reports/statistics/proportion.hpp"
#include "reports/statistics/student_t.hpp"

namespace sark::reports {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

/// Each part of the window has 100 answers; `slow` says how many of them took 10 ms, the others
/// took 1 ms.
template <class Slow>
workloads::OperationTally tally_of(std::size_t parts, Slow slow) {
    workloads::OperationTally tally;
    tally.batch = seconds(1);
    tally.batches.resize(parts);
    for (std::size_t part = 0; part < parts; ++part) {
        const std::uint64_t many = slow(part);
        tally.batches[part].response.record_many(microseconds(10'000), many);
        tally.batches[part].response.record_many(microseconds(1'000), 100 - many);
        tally.response_ok.record_many(microseconds(10'000), many);
        tally.response_ok.record_many(microseconds(1'000), 100 - many);
    }
    return tally;
}

std::optional<Scatter> beyond_of(const workloads::OperationTally& tally, double q) {
    TimeBatches batches;
    batches.add(tally, 0.0);
    return batches.beyond(q);
}

TEST(TimeBatchesTest, PartsThatAgreeInflateNothing) {
    const auto scatter = beyond_of(tally_of(32, [](std::size_t) { return 10U; }), 0.95);
    ASSERT_TRUE(scatter);
    EXPECT_EQ(scatter->inflation, 1.0);
    EXPECT_NEAR(scatter->reach(), normal_975, 1e-12);
    EXPECT_EQ(scatter->effective(3'200.0), 3'200.0);
}

TEST(TimeBatchesTest, PartsThatScatterInflateByWhatTheyScatter) {
    // 5 or 15 slow ones of a hundred in an order without correlation of neighbours: a variance of
    // 25 (26 by the sample's formula) where independent answers have 100 * 0.1 * 0.9 = 9.
    const auto scatter = beyond_of(
        tally_of(32, [](std::size_t part) { return part / 2 % 2 == 0 ? 5U : 15U; }), 0.90);
    ASSERT_TRUE(scatter);
    const double seen = 25.0 * 32 / 31 / 9;
    EXPECT_NEAR(scatter->inflation, seen - std::sqrt(2.0 / 31) / seen, 0.01);
    EXPECT_NEAR(scatter->degrees, 31.0, 1e-9);
    EXPECT_NEAR(scatter->effective(3'200.0),
                3'200.0 / scatter->inflation / std::pow(2.0395 / normal_975, 2), 1.0);
}

TEST(TimeBatchesTest, PartsThatResembleTheirNeighboursInflateMore) {
    const auto alternating = beyond_of(
        tally_of(32, [](std::size_t part) { return part / 2 % 2 == 0 ? 5U : 15U; }), 0.90);
    const auto drifting = beyond_of(
        tally_of(32, [](std::size_t part) { return part / 4 % 2 == 0 ? 5U : 15U; }), 0.90);
    ASSERT_TRUE(alternating && drifting);
    EXPECT_GT(drifting->inflation, 2.0 * alternating->inflation);
    EXPECT_LT(drifting->degrees, 0.6 * alternating->degrees);
}

TEST(TimeBatchesTest, AWindowThatChangesOnceIsTooShort) {
    EXPECT_FALSE(
        beyond_of(tally_of(32, [](std::size_t part) { return part < 16 ? 5U : 15U; }), 0.90));
}

TEST(TimeBatchesTest, OneBurstLeavesFewDegreesOfFreedom) {
    const auto scatter =
        beyond_of(tally_of(32, [](std::size_t part) { return part == 7 ? 100U : 0U; }), 0.99);
    ASSERT_TRUE(scatter);
    EXPECT_LT(scatter->degrees, 3.0);
    EXPECT_GT(scatter->inflation, 50.0);
}

TEST(TimeBatchesTest, FewerThanEightPartsTellNothing) {
    const auto even = [](std::size_t) { return 10U; };
    EXPECT_FALSE(beyond_of(tally_of(7, even), 0.95));
    EXPECT_TRUE(beyond_of(tally_of(8, even), 0.95));
    EXPECT_FALSE(beyond_of(tally_of(0, even), 0.95));
    EXPECT_FALSE(beyond_of(workloads::OperationTally(), 0.95));
}

TEST(TimeBatchesTest, OperationsAreJoinedPartByPart) {
    // Two operations that take turns in being slow: together nothing scatters.
    const auto even = tally_of(32, [](std::size_t part) { return part % 2 == 0 ? 4U : 16U; });
    const auto odd = tally_of(32, [](std::size_t part) { return part % 2 == 0 ? 16U : 4U; });
    TimeBatches joined;
    joined.add(even, 0.0);
    EXPECT_GT(joined.beyond(0.90)->inflation, 3.0);
    joined.add(odd, 0.0);
    EXPECT_EQ(joined.beyond(0.90)->inflation, 1.0);
}

TEST(TimeBatchesTest, WindowsOfDifferentLengthsCannotBeJoined) {
    auto shorter = tally_of(32, [](std::size_t) { return 10U; });
    shorter.batch = std::chrono::milliseconds(500);
    TimeBatches joined;
    joined.add(tally_of(32, [](std::size_t) { return 10U; }), 0.0);
    joined.add(shorter, 0.0);
    EXPECT_FALSE(joined.beyond(0.90));
    EXPECT_FALSE(joined.mean());
    EXPECT_FALSE(joined.failures());
}

TEST(TimeBatchesTest, AMeanThatMovesShowsWhereOneBucketHoldsEverything) {
    // 1.00 and 1.01 ms share a bucket of the parts: the indicator is blind, the mean is not.
    workloads::OperationTally tally;
    tally.batches.resize(32);
    for (std::size_t part = 0; part < 32; ++part) {
        const auto time = microseconds(part / 2 % 2 == 0 ? 1'000 : 1'010);
        tally.batches[part].response.record_many(time, 100);
        tally.response_ok.record_many(time, 100);
    }
    const auto scatter = beyond_of(tally, 0.50);
    ASSERT_TRUE(scatter);
    EXPECT_GT(scatter->inflation, 50.0);
}

TEST(TimeBatchesTest, FailuresInOneOutageAreWorthLittle) {
    workloads::OperationTally outage = tally_of(32, [](std::size_t) { return 0U; });
    outage.batches[3].failed = 100;
    TimeBatches batches;
    batches.add(outage, 5'000.0);
    const auto clustered = wilson_95(100, 3'300, batches.failures());
    const auto independent = wilson_95(100, 3'300);
    ASSERT_TRUE(clustered);
    EXPECT_LT(clustered->low, independent->low / 2);
    EXPECT_GT(clustered->high, independent->high * 2);
    EXPECT_GT(batches.mean()->inflation, 20.0) << "the mean charges them";
}

TEST(TimeBatchesTest, WithoutFailuresIndependenceIsAllThereIs) {
    TimeBatches batches;
    batches.add(tally_of(32, [](std::size_t) { return 0U; }), 0.0);
    EXPECT_EQ(wilson_95(0, 3'200, batches.failures())->high, wilson_95(0, 3'200)->high);
    EXPECT_FALSE(wilson_95(0, 3'200, std::nullopt)) << "absent where the scatter is not known";
}

TEST(StudentTTest, AgreesWithTables) {
    EXPECT_NEAR(student_t_975(3.0), 3.182, 0.006);
    EXPECT_NEAR(student_t_975(5.0), 2.571, 0.001);
    EXPECT_NEAR(student_t_975(31.0), 2.0395, 0.0001);
    EXPECT_NEAR(student_t_975(1e9), normal_975, 1e-6);
    EXPECT_EQ(student_t_975(0.0), student_t_975(3.0));
}

TEST(AutocorrelationTest, ChanceDoesNotWiden) {
    EXPECT_EQ(correlation_widening({}), 1.0);
    EXPECT_EQ(correlation_widening({0.0, 0.0, 0.0}), 1.0);
    EXPECT_EQ(correlation_widening({1.0, -1.0, 1.0, -1.0, 1.0, -1.0}), 1.0);
    EXPECT_NEAR(correlation_widening(std::vector<double>(30, 1.0)), 39.0, 1e-9);
}

TEST(AutocorrelationTest, DegreesAreWhatCarriesTheVariance) {
    EXPECT_EQ(variance_degrees({}), 1.0);
    EXPECT_EQ(variance_degrees({1.0, -1.0, 1.0, -1.0}), 3.0);
    std::vector<double> spike(32, 0.0);
    spike[4] = 1.0;
    EXPECT_NEAR(variance_degrees(spike), 64.0 / 31.0, 1e-9);
}

TEST(EffectiveRanksTest, FewIndependentSamplesStretchTheRanks) {
    const auto exact = rank_interval_95(0.5, 10'000);
    const auto same = rank_interval_95(0.5, 10'000, 10'000.0);
    const auto wide = rank_interval_95(0.5, 10'000, 100.0);
    ASSERT_TRUE(exact && same && wide);
    EXPECT_EQ(same->low, exact->low);
    EXPECT_EQ(same->high, exact->high);
    EXPECT_NEAR(static_cast<double>(wide->high - wide->low),
                10.0 * static_cast<double>(exact->high - exact->low), 200.0);
    EXPECT_FALSE(wide->open);
}

TEST(EffectiveRanksTest, TooFewForTheTailLeaveItOpen) {
    const auto p99 = rank_interval_95(0.99, 10'000, 300.0);
    ASSERT_TRUE(p99);
    EXPECT_TRUE(p99->open);
    EXPECT_LT(p99->low, 9'900U);
    EXPECT_FALSE(rank_interval_95(0.5, 10'000, 4.0)) << "not even a low rank";
    EXPECT_FALSE(rank_interval_95(0.99, 100, 100.0)) << "n itself is too small";
}

}  // namespace
}  // namespace sark::reports
