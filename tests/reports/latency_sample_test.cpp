#include "reports/statistics/latency_sample.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

using std::chrono::milliseconds;
using workloads::OutcomeCode;

workloads::OperationTally tally_with(std::uint64_t ok, std::uint64_t failed) {
    workloads::OperationTally tally;
    tally.batches.resize(workloads::BatchTally::count);
    for (std::uint64_t i = 1; i <= ok; ++i) {
        tally.batches[i * 13 % tally.batches.size()].response.record(milliseconds(i));
        tally.response_ok.record(milliseconds(i));
        tally.service.record(milliseconds(i));
    }
    for (std::uint64_t i = 0; i < failed; ++i) {
        ++tally.batches[i * 13 % tally.batches.size()].failed;
        tally.response_failed.record(std::chrono::microseconds(1));
        tally.service.record(std::chrono::microseconds(1));
    }
    tally.outcomes[0] = ok;
    tally.outcomes[static_cast<std::size_t>(OutcomeCode::refused)] = failed;
    return tally;
}

LatencySample response_of(const workloads::OperationTally& tally) {
    LatencySample sample;
    sample.add_response(tally, std::chrono::seconds(10));
    return sample;
}

TEST(LatencySampleTest, OfNothingHasNoStatistic) {
    const LatencySample sample = response_of(tally_with(0, 0));
    EXPECT_EQ(sample.total(), 0U);
    EXPECT_FALSE(sample.quantile(0.5).ms);
    EXPECT_FALSE(sample.quantile(0.5).among_failures);
    EXPECT_FALSE(sample.quantile(0.5).ci95);
    EXPECT_FALSE(sample.mean().ms);
    EXPECT_FALSE(sample.smallest().ms);
    EXPECT_FALSE(sample.largest().ms);
    EXPECT_FALSE(sample.answers_max_ms());
}

TEST(LatencySampleTest, RanksAnswersByTime) {
    const LatencySample sample = response_of(tally_with(100, 0));
    EXPECT_NEAR(sample.quantile(0.95).ms.value(), 95.0, 0.1);
    EXPECT_NEAR(sample.smallest().ms.value(), 1.0, 0.001);
    EXPECT_NEAR(sample.largest().ms.value(), 100.0, 0.1);
    EXPECT_NEAR(sample.mean().ms.value(), 50.5, 0.01);
}

TEST(LatencySampleTest, AFailureIsSlowerThanAnyAnswerHoweverQuicklyItFailed) {
    const LatencySample sample = response_of(tally_with(90, 10));
    EXPECT_EQ(sample.total(), 100U);
    EXPECT_NEAR(sample.quantile(0.90).ms.value(), 90.0, 0.1);
    EXPECT_FALSE(sample.quantile(0.90).among_failures);
    EXPECT_FALSE(sample.quantile(0.91).ms);
    EXPECT_TRUE(sample.quantile(0.91).among_failures);
    EXPECT_TRUE(sample.largest().among_failures);
    EXPECT_NEAR(sample.answers_max_ms().value(), 90.0, 0.1);
}

TEST(LatencySampleTest, ServerTimesRankBehindThemWhatDidNotTell) {
    workloads::OperationTally tally = tally_with(90, 10);
    tally.server.emplace();
    for (int i = 1; i <= 80; ++i) tally.server->record(milliseconds(i));
    LatencySample sample;
    sample.add_server(tally, std::chrono::seconds(10));
    EXPECT_EQ(sample.total(), 100U);
    EXPECT_NEAR(sample.quantile(0.80).ms.value(), 80.0, 0.1);
    EXPECT_TRUE(sample.quantile(0.81).among_failures);
    LatencySample told;
    told.add_told(tally);
    EXPECT_EQ(told.total(), 80U);
    EXPECT_NEAR(told.quantile(0.95).ms.value(), 76.0, 0.1);
    LatencySample untold;
    untold.add_told(tally_with(90, 10));
    EXPECT_EQ(untold.total(), 0U);
    EXPECT_FALSE(untold.mean().ms);
}

TEST(LatencySampleTest, AnUpperBoundAmongFailuresIsInfinite) {
    const LatencySample sample = response_of(tally_with(960, 40));
    const LatencyEstimate p95 = sample.quantile(0.95);
    ASSERT_TRUE(p95.ci95);
    EXPECT_LT(p95.ci95->low, 950.0);
    EXPECT_TRUE(std::isinf(p95.ci95->high));
}

TEST(LatencySampleTest, WhatIsSlowInOneBurstHasNoUpperBound) {
    // 1,000 answers in 32 parts of the window; the 20 slow ones, p98 and beyond, all in one of
    // them.
    workloads::OperationTally tally;
    tally.batches.resize(32);
    for (int i = 0; i < 1'000; ++i) {
        const bool slow = i >= 480 && i < 500;
        const auto time = slow ? milliseconds(100) : milliseconds(1);
        tally.response_ok.record(time);
        tally.batches[static_cast<std::size_t>(i) * 32 / 1'000].response.record(time);
    }
    tally.outcomes[0] = 1'000;
    const LatencyEstimate p99 = response_of(tally).quantile(0.99);
    EXPECT_NEAR(p99.ms.value(), 100.0, 0.1);
    ASSERT_TRUE(p99.ci95);
    EXPECT_TRUE(p99.ci95->open);
    EXPECT_TRUE(std::isinf(p99.ci95->high));
    EXPECT_NEAR(p99.ci95->low, 1.0, 0.01);
    EXPECT_GT(p99.inflation.value(), 10.0);
}

TEST(LatencySampleTest, AnswersWithoutAnOrderHaveNoInterval) {
    LatencySample sample;
    sample.add_answers(tally_with(1'000, 0).response_ok);
    EXPECT_TRUE(sample.quantile(0.5).ms);
    EXPECT_FALSE(sample.quantile(0.5).ci95);
    EXPECT_FALSE(sample.mean().ci95);
}

TEST(LatencySampleTest, TheMeanChargesFailuresTheirTimeout) {
    const LatencySample sample = response_of(tally_with(99, 1));
    EXPECT_NEAR(sample.mean().ms.value(), (99 * 50.0 + 10'000.0) / 100, 0.5);
}

TEST(LatencySampleTest, AbandonedOperationsCountAsFailures) {
    workloads::OperationTally tally = tally_with(50, 0);
    tally.abandoned = 50;
    tally.response_failed.record_many(milliseconds(1), 50);
    const LatencySample sample = response_of(tally);
    EXPECT_EQ(sample.failed(), 50U);
    EXPECT_TRUE(sample.quantile(0.51).among_failures);
}

TEST(LatencySampleTest, JoinsHistogramsInsteadOfAveragingQuantiles) {
    LatencySample sample;
    workloads::OperationTally slow;
    slow.response_ok.record_many(milliseconds(1'000), 10);
    slow.outcomes[0] = 10;
    sample.add_response(tally_with(90, 0), Nanos{0});
    sample.add_response(slow, Nanos{0});
    EXPECT_NEAR(sample.quantile(0.90).ms.value(), 90.0, 0.1);
    EXPECT_NEAR(sample.quantile(0.91).ms.value(), 1'000.0, 1.0);
}

TEST(LatencySampleTest, ServiceTimeAssumesThatFailuresWereTheFastest) {
    LatencySample sample;
    sample.add_service(tally_with(90, 10), std::chrono::seconds(10));
    // Rank 50 of the answers is rank 60 of all that was sent: the ten failures took a microsecond.
    EXPECT_NEAR(sample.quantile(0.50).ms.value(), 50.0, 0.1);
    EXPECT_TRUE(sample.quantile(0.95).among_failures);
}

}  // namespace
}  // namespace sark::reports
