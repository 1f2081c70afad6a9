#include "reports/views/chart_summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using ::testing::HasSubstr;

ChartSummary summary_of_run(scenarios::RunResult run) {
    const auto report = judge(std::move(run), {});
    EXPECT_TRUE(report);
    return chart_summary_of(view_of(*report));
}

TEST(ChartSummaryTest, SaysBetweenWhatBoundsAndWhenItWasWorst) {
    scenarios::RunResult run = RunResultBuilder().answers("api.list", 2'000, 2, 2).build();
    run.engine.loads.front().intervals[7].response.record_many(from_seconds(0.04), 50);
    const ChartSummary summary = summary_of_run(std::move(run));
    EXPECT_EQ(summary.latency, "http: p99 of a slice from 2.00 to 40.0 ms, highest at 7 s.");
    EXPECT_THAT(summary.throughput, HasSubstr("http: 100 to 100/s of 500/s offered"));
}

TEST(ChartSummaryTest, NoFailureIsSaidToo) {
    const ChartSummary summary =
        summary_of_run(RunResultBuilder().answers("api.list", 200, 1, 2).build());
    EXPECT_EQ(summary.failures, "No operation failed.");
    EXPECT_EQ(summary.outcomes, "200 of 200 operations ended well.");
}

TEST(ChartSummaryTest, FailuresHaveAFirstAndAWorstMoment) {
    scenarios::RunResult run =
        RunResultBuilder().failures("api.list", workloads::OutcomeCode::refused, 5, 1).build();
    for (workloads::IntervalTally& slice : run.engine.loads.front().intervals) slice.failed = 0;
    run.engine.loads.front().intervals[4].failed = 1;
    run.engine.loads.front().intervals[9].failed = 4;
    EXPECT_EQ(summary_of_run(std::move(run)).failures,
              "5 operations failed or were abandoned, first in the slice at 4 s; the most, 4 of "
              "http, at 9 s.");
}

TEST(ChartSummaryTest, ARunOfNothingSaysSo) {
    const ChartSummary summary =
        summary_of_run(RunResultBuilder().operation("api.list").measured(Nanos{0}).build());
    EXPECT_EQ(summary.outcomes, "Nothing was measured.");
    EXPECT_THAT(summary.latency, HasSubstr("in no slice is p99 an answer"));
}

}  // namespace
}  // namespace sark::reports
