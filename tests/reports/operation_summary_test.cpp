#include "reports/views/operation_summary.hpp"

#include <gtest/gtest.h>

#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using workloads::OutcomeCode;

Report report_of(scenarios::RunResult run) {
    auto report = judge(std::move(run), {});
    EXPECT_TRUE(report);
    return std::move(report).value();
}

TEST(OperationSummaryTest, SaysWhatTheOperationsViewSays) {
    const Report report = report_of(RunResultBuilder()
                                        .answers("api.list", 2'000, 1, 9)
                                        .failures("api.list", OutcomeCode::timeout, 40, 5'000)
                                        .abandoned("api.list", 10, 5'000)
                                        .build());
    const auto summaries = operation_summaries(report);
    ASSERT_EQ(summaries.size(), 1U);
    const OperationSummary& summary = summaries[0];
    const OperationView view = view_of(report).operations.at(0);
    EXPECT_EQ(summary.count, view.count);
    EXPECT_EQ(summary.failed, view.failed);
    EXPECT_EQ(summary.ended, 2'040U);
    EXPECT_EQ(summary.abandoned, 10U);
    EXPECT_EQ(summary.response.mean, view.response.mean);
    EXPECT_EQ(summary.response.p95.ms, view.response.p95.ms);
    EXPECT_EQ(summary.response_ms[0], view.response.p50.ms);
    EXPECT_EQ(summary.response_ms[4], view.response.p90.ms);
    EXPECT_EQ(summary.response_ms[5], view.response.p95.ms);
    EXPECT_FALSE(summary.response_ms[7]) << "p99 lies among the failures";
    EXPECT_FALSE(summary.response_max_of_all);
    EXPECT_DOUBLE_EQ(summary.per_s->count, 2'050 / 20.0);
}

TEST(OperationSummaryTest, JoinsAnOperationOverItsLoads) {
    scenarios::RunResult run = RunResultBuilder()
                                   .answers("api.list", 1'000, 1, 2)
                                   .answers("v2.resource_by_id", 3'000, 5, 6)
                                   .build();
    workloads::OperationTally& other = run.engine.loads[1].operations[0];
    other.name = "api.list";
    other.driver = "http";
    const auto summaries = operation_summaries(report_of(std::move(run)));
    ASSERT_EQ(summaries.size(), 1U);
    EXPECT_EQ(summaries[0].count, 4'000U);
    // Neither the mean of two medians nor one of them.
    EXPECT_GT(summaries[0].response.p50.ms.value(), 5.0);
    EXPECT_EQ(summaries[0].response.min, 1.0);
    EXPECT_EQ(summaries[0].response_max_of_all, 6.0);
}

TEST(OperationSummaryTest, NothingMeasuredIsAbsentAndNotZero) {
    const Report report =
        report_of(RunResultBuilder().operation("api.list").measured(Nanos{0}).build());
    const OperationSummary summary = summary_of(report, {});
    EXPECT_EQ(summary.count, 0U);
    EXPECT_FALSE(summary.per_s);
    EXPECT_FALSE(summary.error_ratio);
    EXPECT_FALSE(summary.bytes_received_each);
    EXPECT_FALSE(summary.response.mean);
    EXPECT_FALSE(summary.response_ms[0]);
    EXPECT_FALSE(summary.response_max_of_all);
    EXPECT_FALSE(summary_of(report, {"redis", "", ""}).error_ratio);
}

TEST(OperationSummaryTest, GeneratorCpuIsSharedByWhatEnded) {
    const Report report = report_of(RunResultBuilder().answers("api.list", 1'900, 1, 2).build());
    EXPECT_DOUBLE_EQ(generator_cpu_ms_each(report).value(), 2'000.0 / (1'900 + 100));
    Report nothing = report;
    nothing.run.engine.loads.clear();
    EXPECT_FALSE(generator_cpu_ms_each(nothing));
}

}  // namespace
}  // namespace sark::reports
