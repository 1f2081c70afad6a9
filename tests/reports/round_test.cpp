#include "reports/comparison/round.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "reports/comparison/comparison_metric.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using workloads::OutcomeCode;

Report judged(scenarios::RunResult run) {
    auto report = judge(std::move(run), {});
    EXPECT_TRUE(report);
    return std::move(report).value();
}

TEST(ArmTotalsTest, PoolsSamplesAndNeverAveragesPercentiles) {
    ArmTotals totals;
    totals.add(RunResultBuilder().answers("api.list", 1'000, 10, 10).build());
    totals.add(RunResultBuilder().answers("api.list", 9'000, 20, 20).build());
    const RoundFigures figures = totals.figures();
    EXPECT_NEAR(*figures[0], 20.0, 0.05);
    EXPECT_NEAR(*figures[2], 10'000 / 40.0, 1e-6);
    EXPECT_EQ(*figures[3], 0.0);
    EXPECT_NEAR(*figures[4], 1e3 * 0.3 * 40 / 10'000, 1e-9) << "managed services' CPU";
}

TEST(ArmTotalsTest, FailuresRankBehindEveryAnswer) {
    ArmTotals totals;
    totals.add(RunResultBuilder()
                   .answers("api.list", 900, 10, 10)
                   .failures("api.list", OutcomeCode::timeout, 100, 1)
                   .build());
    EXPECT_FALSE(totals.figures()[0]) << "p95 lies among the failures";
    EXPECT_NEAR(*totals.figures()[3], 0.1, 1e-9);
}

TEST(ArmTotalsTest, WhatWasNotMeasuredIsAbsent) {
    for (const std::optional<double>& figure : ArmTotals().figures()) EXPECT_FALSE(figure);
    ArmTotals few;
    few.add(RunResultBuilder().answers("api.list", 90, 10, 10).build());
    EXPECT_FALSE(few.figures()[0]) << "too few beyond the quantile";
    scenarios::RunResult given = RunResultBuilder().answers("api.list", 1'000, 10, 10).build();
    given.environment.managed = false;
    ArmTotals foreign;
    foreign.add(given);
    EXPECT_FALSE(foreign.figures()[4]) << "nobody knows whose CPU it was";
}

TEST(ArmTotalsTest, OneOperationIsMeasuredApart) {
    ArmTotals totals;
    totals.add(RunResultBuilder()
                   .answers("api.list", 1'000, 10, 10)
                   .answers("api.policy_evaluate", 4'000, 50, 50)
                   .build(),
               "api.list");
    EXPECT_NEAR(*totals.figures()[0], 10.0, 0.02);
    EXPECT_NEAR(*totals.figures()[2], 50.0, 1e-6);
    EXPECT_FALSE(totals.figures()[4]) << "CPU is of all operations together";
    EXPECT_GE(totals.deviations()[0], 0.0);
}

TEST(MeasureRoundTest, IsOnTheScaleOfEffectsWithWorseUpwards) {
    const RoundMeasure measure =
        measure_round(judged(RunResultBuilder().answers("api.list", 2'000, 10, 10).build()));
    EXPECT_NEAR(*measure.values[0], std::log(10.0), 0.01);
    EXPECT_NEAR(*measure.values[2], -std::log(100.0), 1e-6);
    EXPECT_TRUE(measure.unusable.empty());
}

TEST(MeasureRoundTest, AnInvalidRunNamesItsReason) {
    auto run = RunResultBuilder().answers("api.list", 2'000, 10, 10).build();
    run.cpu.steal = 1.5;
    EXPECT_EQ(measure_round(judged(std::move(run))).unusable, "steal");
}

}  // namespace
}  // namespace sark::reports
