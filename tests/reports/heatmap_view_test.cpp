#include "reports/views/heatmap_view.hpp"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using ::testing::HasSubstr;

Nanos ms(double value) {
    return from_seconds(value / 1e3);
}

std::uint64_t total_of(const HeatmapView& view) {
    std::uint64_t total = 0;
    for (const auto& column : view.counts)
        total = std::accumulate(column.begin(), column.end(), total);
    return total;
}

/// One load of `slices` seconds with one answer of 2 ms in each.
scenarios::RunResult run_of(std::size_t slices) {
    scenarios::RunResult run = RunResultBuilder().operation("api.list").build();
    run.engine.loads.front().intervals.resize(slices);
    for (workloads::IntervalTally& slice : run.engine.loads.front().intervals)
        slice.response.record(ms(2));
    return run;
}

TEST(HeatmapViewTest, EveryAnswerIsInOneCell) {
    const auto views = heatmaps_of(RunResultBuilder()
                                       .answers("api.list", 2'000, 0.3, 900)
                                       .answers("api.register", 500, 2, 7)
                                       .build());
    ASSERT_EQ(views.size(), 1U);
    EXPECT_EQ(total_of(views.front()), 2'500U);
}

TEST(HeatmapViewTest, ACellIsOfItsTimeAndItsLatency) {
    scenarios::RunResult run = run_of(10);
    for (int i = 0; i < 9; ++i) run.engine.loads.front().intervals[7].response.record(ms(450));
    const HeatmapView view = heatmaps_of(run).front();
    ASSERT_EQ(view.counts.size(), 10U);
    for (std::size_t row = 0; row + 1 < view.edges_ms.size(); ++row) {
        const bool slow = view.edges_ms[row] < 450 && 450 <= view.edges_ms[row + 1];
        EXPECT_EQ(view.counts[7][row] >= 9, slow) << view.edges_ms[row];
        EXPECT_EQ(view.counts[6][row] >= 9, false);
    }
}

TEST(HeatmapViewTest, LongRunsAreAddedUpIntoNoMoreColumnsThanCanBeSeen) {
    const HeatmapView view = heatmaps_of(run_of(600)).front();
    EXPECT_EQ(view.counts.size(), HeatmapView::columns_maximum);
    EXPECT_DOUBLE_EQ(view.column_s, 4.0);
    EXPECT_EQ(total_of(view), 600U);
}

TEST(HeatmapViewTest, ColoursBeginAtOneAndDiffer) {
    const HeatmapView view =
        heatmaps_of(RunResultBuilder().answers("api.list", 20'000, 1, 2).build()).front();
    ASSERT_LE(view.level_floors.size(), HeatmapView::levels_maximum);
    EXPECT_EQ(view.level_floors.front(), 1U);
    for (std::size_t i = 1; i < view.level_floors.size(); ++i)
        EXPECT_GT(view.level_floors[i], view.level_floors[i - 1]);
}

TEST(HeatmapViewTest, OneAnswerIsOneColour) {
    EXPECT_EQ(heatmaps_of(run_of(1)).front().level_floors, std::vector<std::uint64_t>{1});
}

TEST(HeatmapViewTest, TheSummaryNamesTheFullestBandTheSlowestAndTheSilence) {
    scenarios::RunResult run = run_of(10);
    run.engine.loads.front().intervals[3].response.reset();
    run.engine.loads.front().intervals[5].response.record(ms(450));
    const std::string summary = heatmaps_of(run).front().summary;
    EXPECT_THAT(summary, HasSubstr("80.0 % of 10 answers took 1.60 to 2.00 ms"));
    EXPECT_THAT(summary, HasSubstr("the slowest took 400 to 500 ms, first about 5 s"));
    EXPECT_THAT(summary, HasSubstr("1 of 10 columns of 1 s have no answer"));
}

TEST(HeatmapViewTest, AWideRangeHasFewerSteps) {
    scenarios::RunResult run = run_of(2);
    run.engine.loads.front().intervals[0].response.record(ms(0.002));
    run.engine.loads.front().intervals[1].response.record(ms(50'000));
    const HeatmapView view = heatmaps_of(run).front();
    EXPECT_EQ(total_of(view), 4U);
    EXPECT_LE(view.edges_ms.size(), 45U);
}

TEST(HeatmapViewTest, ALoadWithoutAnswersHasNone) {
    EXPECT_TRUE(heatmaps_of(RunResultBuilder()
                                .failures("api.list", workloads::OutcomeCode::timeout, 50, 5'000)
                                .build())
                    .empty());
    EXPECT_TRUE(heatmaps_of(scenarios::RunResult{}).empty());
}

}  // namespace
}  // namespace sark::reports
