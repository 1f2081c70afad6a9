#include "reports/capacity/step_totals.hpp"

#include <gtest/gtest.h>

#include "tests/reports/capacity/capacity_examples.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using test::window_run;
using workloads::OutcomeCode;

TEST(StepTotalsTest, NothingMeasuredIsAbsentNotZero) {
    const StepFigures figures = StepTotals().figures();
    EXPECT_EQ(figures.operations, 0U);
    EXPECT_FALSE(figures.achieved_per_s);
    EXPECT_FALSE(figures.ok_per_s);
    EXPECT_FALSE(figures.in_flight);
    EXPECT_FALSE(figures.mean_ms);
    EXPECT_FALSE(figures.p95_ms);
    EXPECT_FALSE(figures.busiest_worker);
    EXPECT_TRUE(figures.worst_outcome.empty());
    EXPECT_TRUE(StepTotals().services().empty());
}

TEST(StepTotalsTest, WindowsArePooledNotAveraged) {
    StepTotals totals;
    totals.add(window_run(100.0, 1.0, 1.0));
    totals.add(window_run(300.0, 9.0, 9.0));
    const StepFigures figures = totals.figures();
    EXPECT_DOUBLE_EQ(figures.measured_s, 10.0);
    EXPECT_EQ(figures.operations, 2'000U);
    EXPECT_DOUBLE_EQ(*figures.achieved_per_s, 200.0);
    EXPECT_NEAR(*figures.p50_ms, 9.0, 0.1) << "three of four took 9 ms";
    EXPECT_NEAR(*figures.mean_ms, 7.0, 0.1);
    ASSERT_EQ(totals.services().size(), 1U);
    EXPECT_EQ(totals.services()[0].count, 2'000U);
    EXPECT_EQ(totals.services()[0].service.count(), 2'000U);
}

TEST(StepTotalsTest, ThroughputIsWhatEndedWithinTheWindows) {
    auto run = window_run(100.0, 1.0, 2.0);
    run.engine.loads[0].ended_in_window = 400;  // the drain finished the other hundred
    StepTotals totals;
    totals.add(run);
    EXPECT_DOUBLE_EQ(*totals.figures().achieved_per_s, 80.0);
    EXPECT_DOUBLE_EQ(*totals.figures().ok_per_s, 80.0);
    EXPECT_EQ(totals.figures().operations, 500U);
}

TEST(StepTotalsTest, FailuresRankLastAndAreNotThroughput) {
    auto run = RunResultBuilder()
                   .measured(std::chrono::seconds(5))
                   .answers("api.policy_evaluate", 360, 1, 2)
                   .failures("api.policy_evaluate", OutcomeCode::refused, 40, 0.1)
                   .abandoned("api.policy_evaluate", 100, 900)
                   .build();
    run.engine.loads[0].ended_in_window = 400;
    StepTotals totals;
    totals.add(run);
    const StepFigures figures = totals.figures();
    EXPECT_EQ(figures.failed, 140U);
    EXPECT_DOUBLE_EQ(*figures.achieved_per_s, 80.0);
    EXPECT_DOUBLE_EQ(*figures.ok_per_s, 72.0) << "nine of ten that ended were right";
    EXPECT_TRUE(figures.p50_ms);
    EXPECT_FALSE(figures.p95_ms) << "it lies among the failures";
    EXPECT_EQ(figures.worst_outcome, "abandoned");
}

TEST(StepTotalsTest, AQuantileNeedsSamplesBeyondIt) {
    StepTotals totals;
    totals.add(window_run(19.0, 1.0, 2.0));  // 95 operations: 4.75 beyond p95
    EXPECT_TRUE(totals.figures().p50_ms);
    EXPECT_FALSE(totals.figures().p95_ms);
    totals.add(window_run(19.0, 1.0, 2.0));
    EXPECT_TRUE(totals.figures().p95_ms);
    EXPECT_FALSE(totals.figures().p99_ms);
}

TEST(StepTotalsTest, TheTargetsCpuIsKnownOnlyWhereItsProcessesAre) {
    StepTotals managed;
    managed.add(window_run(100.0, 1.0, 2.0));
    EXPECT_DOUBLE_EQ(*managed.figures().target_cores, 0.3);
    EXPECT_DOUBLE_EQ(managed.figures().own_busy, 0.2) << "0.1 + 0.3 of 2 cores";

    auto elsewhere = window_run(100.0, 1.0, 2.0);
    elsewhere.environment.managed = false;
    elsewhere.cpu.services = 0.0;
    StepTotals unknown;
    unknown.add(elsewhere);
    EXPECT_FALSE(unknown.figures().target_cores);

    auto inside = window_run(100.0, 1.0, 2.0);
    inside.scenario.environment.needs_core = true;
    managed.add(inside);
    EXPECT_FALSE(managed.figures().target_cores) << "of one window nothing is known";
}

TEST(StepTotalsTest, WaitsForThePoolComeFromTheTargetsOwnCounters) {
    auto run = window_run(100.0, 1.0, 2.0);
    run.evidence.core = {{"sark_db_pool_acquire_seconds_sum{pool=\"main\"}", 2.0},
                         {"sark_db_pool_acquire_seconds_sum{pool=\"audit\"}", 0.5},
                         {"sark_db_pool_timeouts_total{pool=\"main\"}", 4.0}};
    StepTotals totals;
    totals.add(run);
    EXPECT_DOUBLE_EQ(totals.figures().pool_waits_s, 2.5 / 500.0);
    EXPECT_DOUBLE_EQ(totals.figures().pool_timeouts, 4.0);
}

}  // namespace
}  // namespace sark::reports
