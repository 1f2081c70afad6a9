#include "reports/statistics/steady_state.hpp"

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "reports/views/steady_view.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using Verdict = SteadyState::Verdict;

/// Slices whose median is `ms(i)`, a little noise on top, the tail twice that.
std::vector<SteadySlice> series(std::size_t count, const std::function<double(double)>& ms,
                                std::uint64_t answers = 500) {
    constexpr double noise[] = {0.01, -0.02, 0.0, 0.02, -0.01, 0.015, -0.015};
    std::vector<SteadySlice> slices;
    for (std::size_t i = 0; i < count; ++i) {
        const double p50 = ms(static_cast<double>(i)) * (1.0 + noise[i % 7]);
        slices.push_back({p50, 2.0 * p50, answers});
    }
    return slices;
}

void expect_steady(const SteadyState& state, std::size_t first, std::size_t last) {
    EXPECT_EQ(state.verdict, Verdict::steady);
    EXPECT_EQ(state.first, first);
    EXPECT_EQ(state.last, last);
}

TEST(SteadyStateTest, AFlatSeriesIsSteadyFromEndToEnd) {
    expect_steady(find_steady_state(series(30, [](double) { return 2.0; })), 0, 30);
    expect_steady(find_steady_state(series(600, [](double) { return 2.0; })), 0, 600);
}

TEST(SteadyStateTest, AConstantSeriesIsSteady) {
    const std::vector<SteadySlice> slices(12, SteadySlice{1.0, 1.0, 500});
    expect_steady(find_steady_state(slices), 0, 12);
}

TEST(SteadyStateTest, AWarmUpIsCutOff) {
    const auto state =
        find_steady_state(series(30, [](double i) { return 2.0 * (1.0 + 3.0 * std::exp(-i)); }));
    EXPECT_EQ(state.verdict, Verdict::steady);
    EXPECT_GE(state.first, 3U);
    EXPECT_LE(state.first, 6U);
    EXPECT_EQ(state.last, 30U);
}

TEST(SteadyStateTest, ALateDegradationIsCutOff) {
    expect_steady(find_steady_state(series(40, [](double i) { return i < 32 ? 2.0 : 3.0; })), 0,
                  32);
}

TEST(SteadyStateTest, BothEndsAreCutOff) {
    expect_steady(
        find_steady_state(series(60, [](double i) { return i < 5 ? 9.0 : (i < 50 ? 2.0 : 4.0); })),
        5, 50);
}

TEST(SteadyStateTest, AStepInTheMiddleLeavesTheLongerPart) {
    expect_steady(find_steady_state(series(40, [](double i) { return i < 16 ? 3.0 : 2.0; })), 16,
                  40);
}

TEST(SteadyStateTest, ADriftIsNoSteadyState) {
    const auto state = find_steady_state(series(60, [](double i) { return 2.0 + i * 0.01; }));
    EXPECT_EQ(state.verdict, Verdict::none);
    EXPECT_EQ(state.moving, "p50");
    EXPECT_NEAR(state.growth_per_slice, 0.0044, 0.001);
}

TEST(SteadyStateTest, AChangeWithinFivePerCentIsSteadyHoweverCertain) {
    expect_steady(
        find_steady_state(series(300, [](double i) { return 2.0 + i * 0.04 * 2.0 / 300.0; })), 0,
        300);
}

TEST(SteadyStateTest, OneStallIsNoChangeOfState) {
    for (const double at : {0.0, 3.0, 15.0, 29.0}) {
        const auto state =
            find_steady_state(series(30, [&](double i) { return i == at ? 400.0 : 2.0; }));
        EXPECT_EQ(state.verdict, Verdict::steady) << at;
        EXPECT_EQ(state.last - state.first, 30U) << at;
    }
}

TEST(SteadyStateTest, ATailThatGrowsUnderASteadyMedianIsSeen) {
    auto slices = series(60, [](double) { return 2.0; });
    for (std::size_t i = 0; i < slices.size(); ++i)
        slices[i].p95_ms = 4.0 + 0.1 * static_cast<double>(i);
    const auto state = find_steady_state(slices);
    EXPECT_EQ(state.verdict, Verdict::none);
    EXPECT_EQ(state.moving, "p95");
    for (SteadySlice& slice : slices) slice.answers = 50;
    expect_steady(find_steady_state(slices), 0, 60);
}

TEST(SteadyStateTest, ThroughputThatFallsIsSeen) {
    auto slices = series(60, [](double) { return 2.0; });
    for (std::size_t i = 0; i < slices.size(); ++i) slices[i].answers = 500 - 4 * i;
    const auto state = find_steady_state(slices);
    EXPECT_EQ(state.verdict, Verdict::none);
    EXPECT_EQ(state.moving, "throughput");
    EXPECT_LT(state.growth_per_slice, -0.005);
}

TEST(SteadyStateTest, AnOutageAtTheEndIsCutOff) {
    auto slices = series(30, [](double) { return 2.0; });
    for (std::size_t i = 25; i < 30; ++i) slices[i] = {std::nullopt, std::nullopt, 0};
    expect_steady(find_steady_state(slices), 0, 25);
}

TEST(SteadyStateTest, TooFewSlicesSayNothing) {
    EXPECT_EQ(find_steady_state({}).verdict, Verdict::too_short);
    EXPECT_EQ(find_steady_state(series(9, [](double) { return 2.0; })).verdict, Verdict::too_short);
    auto silent = series(30, [](double) { return 2.0; });
    for (std::size_t i = 9; i < 30; ++i) silent[i] = {std::nullopt, std::nullopt, 0};
    EXPECT_EQ(find_steady_state(silent).verdict, Verdict::too_short);
}

scenarios::RunResult run_of(Nanos measured) {
    return test::RunResultBuilder().answers("api.list", 4'000, 1.0, 3.0).measured(measured).build();
}

SteadyView view_of_first(const scenarios::RunResult& run) {
    return steady_view_of(run.engine.loads[0], &run.scenario.loads[0], run.engine.interval);
}

TEST(SteadyViewTest, NamesTheWindowAndItsFigures) {
    const SteadyView view = view_of_first(run_of(std::chrono::seconds(20)));
    EXPECT_EQ(view.verdict, "steady");
    EXPECT_EQ(view.sentence, "steady from 0 s to 20 s");
    EXPECT_EQ(view.begin_s, 0.0);
    EXPECT_EQ(view.end_s, 20.0);
    EXPECT_NEAR(view.ok_per_s.value(), 200.0, 1e-9);
    EXPECT_NEAR(view.p50_ms.value(), 2.0, 0.03);
    EXPECT_NEAR(view.p99_ms.value(), 3.0, 0.05);
    EXPECT_FALSE(view.growth_per_minute);
}

TEST(SteadyViewTest, ASliceCutShortIsNotJudged) {
    const scenarios::RunResult run = run_of(std::chrono::milliseconds(19'500));
    EXPECT_EQ(steady_slices_of(run.engine.loads[0], run.engine.interval).size(), 19U);
    EXPECT_EQ(view_of_first(run).end_s, 19.0);
    EXPECT_EQ(view_of_first(run_of(Nanos{0})).verdict, "too_short");
}

TEST(SteadyViewTest, SaysWhatMovesAndHowFast) {
    scenarios::RunResult run = run_of(std::chrono::seconds(20));
    for (std::size_t i = 0; i < 20; ++i) {
        workloads::IntervalTally& slice = run.engine.loads[0].intervals[i];
        slice.response.reset();
        slice.response.record_many(from_seconds(0.001 * (1.0 + 0.1 * static_cast<double>(i))), 200);
    }
    const SteadyView view = view_of_first(run);
    EXPECT_EQ(view.verdict, "none");
    EXPECT_EQ(view.moving, "p50");
    EXPECT_NE(view.sentence.find("no steady state: response p50 rises by"), std::string::npos)
        << view.sentence;
    EXPECT_NE(view.sentence.find("over the window"), std::string::npos) << view.sentence;
    EXPECT_GT(view.growth_per_minute.value(), 1.0);
    EXPECT_FALSE(view.begin_s);
    EXPECT_FALSE(view.p50_ms);
}

TEST(SteadyViewTest, ALoadThatChangesByPlanIsNotJudged) {
    scenarios::RunResult run = run_of(std::chrono::seconds(20));
    scenarios::LoadSpec& plan = run.scenario.loads[0];
    plan.arrivals = workloads::OpenArrivals{
        100.0, {{std::chrono::seconds(10), 100.0}, {std::chrono::seconds(10), 200.0}}, false};
    EXPECT_EQ(view_of_first(run).verdict, "not_constant");
    EXPECT_EQ(view_of_first(run).sentence, "the load is not constant");
    plan.arrivals = workloads::TraceArrivals{};
    EXPECT_EQ(view_of_first(run).verdict, "not_constant");
    plan.arrivals = workloads::ClosedArrivals{std::chrono::seconds(20), Nanos{0}};
    plan.executor = "constant-vus";
    EXPECT_EQ(view_of_first(run).verdict, "steady");
    EXPECT_EQ(steady_view_of(run.engine.loads[0], nullptr, run.engine.interval).verdict,
              "not_constant");
}

}  // namespace
}  // namespace sark::reports
