#include "reports/judgement/threshold.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/report.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using ::testing::HasSubstr;
using workloads::OutcomeCode;

Judgement judged(RunResultBuilder builder, const std::string& metric, const std::string& text) {
    const auto report = judge(builder.threshold(metric, text).build(), {});
    EXPECT_TRUE(report);
    EXPECT_EQ(report->judgements.size(), 1U);
    return report->judgements.front();
}

RunResultBuilder healthy() {
    return RunResultBuilder()
        .answers("api.list", 1'000, 1, 10)
        .answers("api.detail", 1'000, 101, 110)
        .answers("v2.resource_by_id", 1'000, 2, 2);
}

TEST(ThresholdTest, IdIsTheThresholdAsWritten) {
    EXPECT_EQ(judged(healthy(), "http_req_duration{operation:api.list}", "p(95)<50ms").id,
              "http_req_duration{operation:api.list}: p(95)<50ms");
}

TEST(ThresholdTest, DurationsSelectTheirDriver) {
    EXPECT_EQ(judged(healthy(), "http_req_duration", "p(95)<50").verdict, RowVerdict::fail);
    EXPECT_EQ(judged(healthy(), "pg_stmt_duration", "p(95)<50").verdict, RowVerdict::pass);
    EXPECT_EQ(judged(healthy(), "op_duration", "max<120").verdict, RowVerdict::pass);
    EXPECT_EQ(judged(healthy(), "op_duration", "max<120").samples, 3'000U);
}

TEST(ThresholdTest, SelectorsNarrowToAnOperationOrALoad) {
    EXPECT_EQ(judged(healthy(), "http_req_duration{operation:api.list}", "p(95)<50").verdict,
              RowVerdict::pass);
    EXPECT_EQ(judged(healthy(), "op_duration{load:postgres}", "avg<=2.01").verdict,
              RowVerdict::pass);
    EXPECT_EQ(judged(healthy(), "op_duration{load:http}", "avg<=2.01").verdict, RowVerdict::fail);
}

TEST(ThresholdTest, EveryAggregationIsMeasured) {
    const RunResultBuilder builder = RunResultBuilder().answers("api.list", 1'000, 1, 10);
    const auto actual = [&](const std::string& text) {
        return judged(builder, "http_req_duration", text).actual.value();
    };
    EXPECT_NEAR(actual("avg<1000"), 5.5, 0.01);
    EXPECT_NEAR(actual("min<1000"), 1.0, 0.01);
    EXPECT_NEAR(actual("med<1000"), 5.5, 0.02);
    EXPECT_NEAR(actual("max<1000"), 10.0, 0.01);
    EXPECT_NEAR(actual("p(90)<1000"), 9.1, 0.01);
}

TEST(ThresholdTest, MissingIsAFailureThereIsNoWarning) {
    EXPECT_EQ(judged(healthy(), "http_req_duration", "avg<1").verdict, RowVerdict::fail);
}

TEST(ThresholdTest, AFailureIsTheSlowestOfAll) {
    RunResultBuilder builder = RunResultBuilder()
                                   .answers("api.list", 1'000, 1, 2)
                                   .failures("api.list", OutcomeCode::refused, 1, 0.01);
    EXPECT_EQ(judged(builder, "http_req_duration", "max<1000").verdict, RowVerdict::fail);
    EXPECT_EQ(judged(builder, "http_req_duration", "p(95)<10").verdict, RowVerdict::pass);
}

TEST(ThresholdTest, ErrorsAndIterationsAreCounted) {
    RunResultBuilder builder = RunResultBuilder()
                                   .answers("api.list", 990, 1, 2)
                                   .failures("api.list", OutcomeCode::timeout, 5, 100)
                                   .abandoned("api.list", 5, 100);
    EXPECT_EQ(judged(builder, "errors", "rate<0.01").verdict, RowVerdict::fail);
    EXPECT_DOUBLE_EQ(judged(builder, "errors", "rate<=0.01").actual.value(), 0.01);
    EXPECT_EQ(judged(builder, "errors", "rate<=0.01").verdict, RowVerdict::pass);
    EXPECT_DOUBLE_EQ(judged(builder, "errors", "count<11").actual.value(), 10.0);
    EXPECT_DOUBLE_EQ(judged(builder, "iterations", "count>1").actual.value(), 995.0);
    EXPECT_DOUBLE_EQ(judged(builder, "iterations", "rate>1").actual.value(), 995.0 / 20.0);
    EXPECT_DOUBLE_EQ(judged(builder, "dropped_iterations", "count<6").actual.value(), 5.0);
}

TEST(ThresholdTest, ALatencyWithoutSamplesIsNoDataAndTheRunDoesNotPass) {
    const auto report = judge(RunResultBuilder()
                                  .answers("v2.resource_by_id", 2'000, 1, 2)
                                  .operation("api.list")
                                  .threshold("http_req_duration", "p(95)<50")
                                  .threshold("pg_stmt_duration", "p(95)<50")
                                  .build(),
                              {});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->judgements.front().verdict, RowVerdict::no_data);
    EXPECT_EQ(report->verdict.outcome, Outcome::inconclusive);
    EXPECT_EQ(report->verdict.exit_code, ExitCode::inconclusive);
}

TEST(ThresholdTest, TooFewSamplesAreInconclusive) {
    const Judgement row =
        judged(RunResultBuilder().answers("api.list", 199, 1, 2), "http_req_duration", "p(95)<50");
    EXPECT_EQ(row.verdict, RowVerdict::inconclusive);
    EXPECT_THAT(row.reason, HasSubstr("p95 needs 200 samples, the run has 199"));
}

}  // namespace
}  // namespace sark::reports
