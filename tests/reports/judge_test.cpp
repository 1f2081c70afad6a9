#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/report.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using ::testing::HasSubstr;
using workloads::OutcomeCode;

Report judged(const RunResultBuilder& builder, const std::vector<std::string>& profiles) {
    auto report = judge(builder.build(), profiles);
    EXPECT_TRUE(report) << describe(report.error());
    return std::move(report).value();
}

Judgement row_of(const Report& report, const std::string& id) {
    const auto found = std::ranges::find(report.judgements, id, &Judgement::id);
    if (found == report.judgements.end()) {
        ADD_FAILURE() << "no row " << id;
        return {};
    }
    return *found;
}

/// S000-SLA-01 wants p95 < 5 ms (target) and p99 < 10 ms (critical level).
Judgement lookup(const RunResultBuilder& builder) {
    return row_of(judged(builder, {"v2-database"}), "S000-SLA-01");
}

TEST(JudgeTest, AnUnknownProfileIsNotFound) {
    const auto report = judge(RunResultBuilder().answers("api.list", 10, 1, 2).build(), {"nope"});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Errc::not_found);
}

TEST(JudgeTest, MeetingTargetAndCriticalLevelPasses) {
    const Judgement row = lookup(RunResultBuilder().answers("v2.resource_by_id", 2'000, 1, 4));
    EXPECT_EQ(row.verdict, RowVerdict::pass);
    EXPECT_TRUE(row.decides);
    EXPECT_NEAR(row.actual.value(), 3.85, 0.01);
    EXPECT_NEAR(row.critical_actual.value(), 3.97, 0.01);
    ASSERT_TRUE(row.ci95);
    EXPECT_LT(row.ci95->low, *row.actual);
    EXPECT_GT(row.ci95->high, *row.actual);
    EXPECT_EQ(row.samples, 2'000U);
    EXPECT_EQ(row.operation, "v2.resource_by_id");
    EXPECT_EQ(row.reason, "");
}

TEST(JudgeTest, MissingTheTargetWithinTheCriticalLevelWarns) {
    const Judgement row = lookup(RunResultBuilder().answers("v2.resource_by_id", 2'000, 1, 8));
    EXPECT_EQ(row.verdict, RowVerdict::warn);
    EXPECT_THAT(row.reason, HasSubstr("p95 7.65 ms misses the target < 5 ms"));
    EXPECT_THAT(row.reason, HasSubstr("p99 7.93 ms meets the critical level < 10 ms"));
}

TEST(JudgeTest, MissingTheCriticalLevelFailsEvenWhenTheTargetIsMet) {
    const Judgement row = lookup(RunResultBuilder()
                                     .answers("v2.resource_by_id", 1'960, 1, 2)
                                     .answers("v2.resource_by_id", 40, 50, 60));
    EXPECT_LT(row.actual.value(), 5.0);
    EXPECT_GT(row.critical_actual.value(), 10.0);
    EXPECT_EQ(row.verdict, RowVerdict::fail);
}

TEST(JudgeTest, TheLimitItselfIsAMiss) {
    const Judgement row = row_of(judged(RunResultBuilder()
                                            .answers("redis.get", 300, 10, 10)
                                            .threshold("redis_cmd_duration", "max<10"),
                                        {}),
                                 "redis_cmd_duration: max<10");
    EXPECT_EQ(row.verdict, RowVerdict::fail);
}

TEST(JudgeTest, TooFewSamplesForTheCriticalQuantileAreInconclusive) {
    const Judgement row = lookup(RunResultBuilder().answers("v2.resource_by_id", 999, 1, 2));
    EXPECT_EQ(row.verdict, RowVerdict::inconclusive);
    EXPECT_THAT(row.reason, HasSubstr("p99 needs 1,000 samples, the run has 999"));
    EXPECT_FALSE(row.actual);
    EXPECT_FALSE(row.ci95);
}

TEST(JudgeTest, AQuantileAmongFailuresFailsWithoutANumber) {
    const Judgement row =
        lookup(RunResultBuilder()
                   .answers("v2.resource_by_id", 1'800, 1, 2)
                   .failures("v2.resource_by_id", OutcomeCode::refused, 200, 0.1));
    EXPECT_EQ(row.verdict, RowVerdict::fail);
    EXPECT_FALSE(row.actual);
    EXPECT_EQ(row.samples, 2'000U);
    EXPECT_EQ(row.failed, 200U);
    EXPECT_THAT(row.reason, HasSubstr("p99 lies among the 200 of 2,000 that failed"));
}

TEST(JudgeTest, AbandonedOperationsAreMisses) {
    const Judgement row = lookup(RunResultBuilder()
                                     .answers("v2.resource_by_id", 1'800, 1, 2)
                                     .abandoned("v2.resource_by_id", 200, 0.5));
    EXPECT_EQ(row.verdict, RowVerdict::fail);
}

TEST(JudgeTest, FewFailuresAreNamedBesideALatencyThatHolds) {
    const Judgement row =
        lookup(RunResultBuilder()
                   .answers("v2.resource_by_id", 1'999, 1, 2)
                   .failures("v2.resource_by_id", OutcomeCode::timeout, 1, 5'000));
    EXPECT_EQ(row.verdict, RowVerdict::pass);
    EXPECT_THAT(row.reason, HasSubstr("1 of 2,000 failed"));
}

TEST(JudgeTest, AnIntervalAcrossTheLimitIsJudgedByTheEstimateAndSaysSo) {
    const Judgement row = lookup(RunResultBuilder()
                                     .answers("v2.resource_by_id", 1'902, 1, 2)
                                     .answers("v2.resource_by_id", 98, 6, 7));
    EXPECT_EQ(row.verdict, RowVerdict::pass);
    EXPECT_THAT(row.reason, HasSubstr("CI spans the limit of the target"));
}

TEST(JudgeTest, AnOperationOutsideTheScenarioDecidesNothing) {
    const Report report =
        judged(RunResultBuilder().answers("v2.resource_by_id", 2'000, 1, 2), {"v2-database"});
    const Judgement row = row_of(report, "S000-SLA-06");
    EXPECT_EQ(row.verdict, RowVerdict::no_data);
    EXPECT_FALSE(row.decides);
    EXPECT_EQ(row.reason, "operation v2.federation_lookup is not part of this scenario");
    EXPECT_EQ(report.verdict.outcome, Outcome::pass);
}

TEST(JudgeTest, AnOperationOfTheScenarioWithoutSamplesKeepsTheRunFromPassing) {
    const Report report = judged(RunResultBuilder()
                                     .answers("v2.resource_by_id", 2'000, 1, 2)
                                     .operation("v2.federation_lookup"),
                                 {"v2-database"});
    EXPECT_EQ(row_of(report, "S000-SLA-06").verdict, RowVerdict::no_data);
    EXPECT_TRUE(row_of(report, "S000-SLA-06").decides);
    EXPECT_EQ(report.verdict.exit_code, ExitCode::inconclusive);
}

TEST(JudgeTest, MeansNeedThirtySamplesAndChargeFailures) {
    const auto mean = [](std::uint64_t ok, std::uint64_t failed) {
        RunResultBuilder builder;
        builder.answers("v2.resources_by_protocol", ok, 2, 2);
        if (failed > 0)
            builder.failures("v2.resources_by_protocol", OutcomeCode::timeout, failed, 1);
        return row_of(judged(builder, {"v2-database"}), "S000-SLA-08");
    };
    EXPECT_EQ(mean(29, 0).verdict, RowVerdict::inconclusive);
    EXPECT_EQ(mean(30, 0).verdict, RowVerdict::pass);
    // 1 of 100 at the load's timeout of 5 s: the mean is 52 ms.
    EXPECT_EQ(mean(99, 1).verdict, RowVerdict::fail);
    EXPECT_NEAR(mean(99, 1).actual.value(), 51.98, 0.05);
}

TEST(JudgeTest, AllHttpOperationsAreJoinedForTheApiRows) {
    const Report report = judged(RunResultBuilder()
                                     .answers("api.list", 900, 1, 2)
                                     .answers("api.detail", 100, 150, 150)
                                     .answers("redis.get", 1'000, 900, 900),
                                 {"api"});
    const Judgement row = row_of(report, "S002-SLA-01");
    EXPECT_EQ(row.operation, "api.*");
    EXPECT_EQ(row.samples, 1'000U);
    EXPECT_NEAR(row.actual.value(), 150.0, 0.2);
    EXPECT_EQ(row.verdict, RowVerdict::warn);  // misses 100, meets upstream's critical 200
}

TEST(JudgeTest, ErrorRatiosComeWithWilsonsInterval) {
    const auto errors = [](std::uint64_t ok, std::uint64_t failed) {
        return row_of(judged(RunResultBuilder()
                                 .answers("api.list", ok, 1, 2)
                                 .failures("api.list", OutcomeCode::wrong_answer, failed, 1),
                             {"api"}),
                      "S002-SLA-05");
    };
    EXPECT_EQ(errors(1'000, 0).verdict, RowVerdict::pass);
    EXPECT_EQ(errors(970, 30).verdict, RowVerdict::warn);
    EXPECT_EQ(errors(900, 100).verdict, RowVerdict::fail);
    EXPECT_EQ(errors(29, 0).verdict, RowVerdict::inconclusive);
    const Judgement tenth = errors(900, 100);
    EXPECT_DOUBLE_EQ(tenth.actual.value(), 0.1);
    EXPECT_NEAR(tenth.ci95->low, 0.083, 0.001);
}

TEST(JudgeTest, RegistrationThroughputIsJudgedOnlyUnderEnoughLoad) {
    const auto throughput = [](double offered, std::uint64_t ok, std::uint64_t failed) {
        return row_of(judged(RunResultBuilder()
                                 .rate("http", offered)
                                 .answers("api.register", ok, 1, 2)
                                 .failures("api.register", OutcomeCode::refused, failed, 1),
                             {"api"}),
                      "S002-SLA-08");
    };
    const Judgement slow = throughput(500, 10'000, 0);
    EXPECT_EQ(slow.verdict, RowVerdict::skipped);
    EXPECT_FALSE(slow.decides);
    EXPECT_THAT(slow.reason, HasSubstr("judged from 900 offered per second"));
    EXPECT_EQ(throughput(1'000, 20'000, 0).verdict, RowVerdict::pass);
    EXPECT_EQ(throughput(1'000, 19'900, 0).verdict, RowVerdict::pass)
        << "the luck of a Poisson plan is not the target's";
    EXPECT_EQ(throughput(1'000, 15'000, 5'000).verdict, RowVerdict::warn);
    EXPECT_EQ(throughput(1'000, 9'000, 11'000).verdict, RowVerdict::fail);
    const Judgement little = throughput(950, 19'000, 0);
    EXPECT_EQ(little.verdict, RowVerdict::inconclusive);
    EXPECT_THAT(little.reason, HasSubstr("offered only 950/s"));
}

TEST(JudgeTest, AnUpperBoundAboveTheLimitProvesNothing) {
    const auto server_side = [](double ms) {
        return row_of(judged(RunResultBuilder().answers("api.list", 1'000, ms, ms), {"sla"}),
                      "S003-SLA-24");
    };
    EXPECT_EQ(server_side(40).verdict, RowVerdict::pass);
    EXPECT_EQ(server_side(60).verdict, RowVerdict::inconclusive);
}

TEST(JudgeTest, SlowFailuresDoNotRaiseTheServiceTimeOfAnswers) {
    const Judgement row = row_of(judged(RunResultBuilder()
                                            .answers("api.list", 990, 30, 30)
                                            .failures("api.list", OutcomeCode::timeout, 10, 5'000),
                                        {"sla"}),
                                 "S003-SLA-25");
    EXPECT_EQ(row.verdict, RowVerdict::pass);
    EXPECT_NEAR(row.actual.value(), 30.0, 0.1);
}

TEST(JudgeTest, RowsThatNoRunCanJudgeAreSkippedWithTheReason) {
    const Report report =
        judged(RunResultBuilder().answers("api.policy_evaluate", 2'000, 1, 1.5), {"sla"});
    const Judgement row = row_of(report, "S003-SLA-22");
    EXPECT_EQ(row.verdict, RowVerdict::skipped);
    EXPECT_FALSE(row.decides);
    EXPECT_THAT(row.reason, HasSubstr("30 days"));
    EXPECT_EQ(row_of(report, "S003-SLA-28").verdict, RowVerdict::pass);
    EXPECT_EQ(report.verdict.outcome, Outcome::pass);
}

TEST(JudgeTest, RowsThatNeedTimescaleDbAreSkippedWithoutIt) {  // E-24
    const auto row_on = [](const char* timescaledb) {
        auto run = RunResultBuilder().answers("app.user_by_id", 2'000, 1, 1.5).build();
        if (timescaledb != nullptr)
            run.environment.facts.emplace_back("postgresql.timescaledb", timescaledb);
        const auto report = judge(std::move(run), {"database-goals"});
        return row_of(report.value(), "S001-SLA-17");
    };
    for (const char* without : {"not there: daily partitions", "2.28.3, apache licence"}) {
        const Judgement row = row_on(without);
        EXPECT_EQ(row.verdict, RowVerdict::skipped) << without;
        EXPECT_FALSE(row.decides);
        EXPECT_THAT(row.reason, HasSubstr("needs TimescaleDB under the Timescale licence"));
    }
    EXPECT_THAT(row_on(nullptr).reason, HasSubstr("needs TimescaleDB"));
    EXPECT_THAT(row_on("2.28.3, timescale licence").reason, HasSubstr("sark-bench db compress"));
}

}  // namespace
}  // namespace sark::reports
