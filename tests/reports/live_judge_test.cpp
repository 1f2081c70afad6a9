#include "reports/judgement/live_judge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/report.hpp"
#include "tests/support/live_figures.hpp"
#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using namespace std::chrono_literals;
using scenarios::Threshold;
using test::LiveFigures;
using test::RunResultBuilder;
using ::testing::HasSubstr;
using workloads::OutcomeCode;

/// A scenario of 2 s warm-up and 20 s with one threshold that may end it.
scenarios::Scenario scenario_with(const std::string& metric, const std::string& expression) {
    scenarios::Scenario scenario = RunResultBuilder()
                                       .operation("api.list")
                                       .operation("api.register")
                                       .threshold(metric, expression)
                                       .build()
                                       .scenario;
    scenario.thresholds[0].abort_on_fail = true;
    return scenario;
}

LiveFigures& operator<<(LiveFigures& figures, Nanos response) {
    return figures.ended(1, 1'000, response);
}

TEST(LiveJudgeTest, AFailingThresholdIsNamedWithItsFigure) {
    LiveFigures figures({"api.list", "api.register"}, 0);
    const LiveJudge judge(scenario_with("http_req_duration", "p(95)<50ms"));
    ASSERT_TRUE(judge.needed());
    const auto breach = judge.check((figures << 80ms).read(6s));
    ASSERT_TRUE(breach);
    EXPECT_EQ(breach->threshold, 0U);
    EXPECT_EQ(breach->at, 4s);
    EXPECT_NEAR(breach->actual.value(), 80.0, 0.8);
    EXPECT_EQ(breach->samples, 1'000U);
    EXPECT_THAT(breach->reason, HasSubstr("http_req_duration: p(95)<50ms failed after 4.0 s"));
}

TEST(LiveJudgeTest, AThresholdThatHoldsIsLeftAlone) {
    LiveFigures figures({"api.list", "api.register"}, 0);
    const LiveJudge judge(scenario_with("http_req_duration", "p(95)<50ms"));
    EXPECT_FALSE(judge.check((figures << 20ms).read(6s)));
}

TEST(LiveJudgeTest, WithoutAbortOnFailNothingIsJudged) {
    LiveFigures figures({"api.list", "api.register"}, 0);
    scenarios::Scenario scenario = scenario_with("http_req_duration", "p(95)<50ms");
    scenario.thresholds[0].abort_on_fail = false;
    const LiveJudge judge(scenario);
    EXPECT_FALSE(judge.needed());
    EXPECT_FALSE(judge.check((figures << 80ms).read(6s)));
}

TEST(LiveJudgeTest, TooFewSamplesDoNotEndARun) {
    LiveFigures figures({"api.list", "api.register"}, 0);
    const LiveJudge judge(scenario_with("http_req_duration", "p(95)<50ms"));
    EXPECT_FALSE(judge.check(figures.ended(1, 199, 80ms).read(6s)));
    EXPECT_TRUE(judge.check(figures.ended(1, 1, 80ms).read(7s)));
}

TEST(LiveJudgeTest, TheWarmUpAndTheDrainAreNotJudged) {
    LiveFigures figures({"api.list", "api.register"}, 0);
    const LiveJudge judge(scenario_with("http_req_duration", "p(95)<50ms"));
    EXPECT_FALSE(judge.check(figures.ended(0, 1'000, 80ms).read(1s)));
    EXPECT_FALSE(judge.check(figures.read(10s))) << "what the warm-up saw never counts";
    EXPECT_FALSE(judge.check((figures << 80ms).read(23s))) << "the window is over at 22 s";
}

TEST(LiveJudgeTest, ADelayHoldsItBack) {
    LiveFigures figures({"api.list", "api.register"}, 0);
    scenarios::Scenario scenario = scenario_with("http_req_duration", "p(95)<50ms");
    scenario.thresholds[0].delay_abort = 5s;
    const LiveJudge judge(scenario);
    EXPECT_FALSE(judge.check((figures << 80ms).read(6s)));
    EXPECT_TRUE(judge.check(figures.read(7s)));
}

TEST(LiveJudgeTest, AWindowForgetsWhatWasBeforeIt) {
    scenarios::Scenario scenario = scenario_with("http_req_duration", "p(50)<50ms");
    scenario.thresholds[0].window = 3s;
    const LiveJudge judge(scenario);
    EXPECT_EQ(judge.memory(), 3s);
    LiveFigures figures({"api.list", "api.register"}, 0, judge.memory());
    figures.read(2s);
    EXPECT_FALSE(judge.check(figures.ended(1, 1'000, 80ms).read(4s))) << "the window is not full";
    EXPECT_TRUE(judge.check(figures.read(5s)));
    for (int second = 6; second <= 8; ++second)
        figures.ended(1, 100, 10ms).read(std::chrono::seconds(second));
    EXPECT_FALSE(judge.check(figures.read(9s))) << "1,000 slow ones are out of the window";
    scenario.thresholds[0].window.reset();
    EXPECT_TRUE(LiveJudge(scenario).check(figures.read(10s))) << "and in the whole";
}

TEST(LiveJudgeTest, APhaseIsJudgedOnItsOwnSamplesWhileItLasts) {
    scenarios::Scenario scenario = scenario_with("http_req_duration", "p(95)<50ms");
    scenario.phases = {{"steady", 5s}, {"spike", 5s}, {"recovery", 10s}};
    scenario.thresholds[0].phase = "spike";
    const LiveJudge judge(scenario);
    LiveFigures figures({"api.list", "api.register"}, 3);
    EXPECT_FALSE(judge.check(figures.ended(1, 1'000, 80ms).read(6s))) << "steady is not spike";
    EXPECT_FALSE(judge.check(figures.read(8s)));
    EXPECT_TRUE(judge.check(figures.ended(2, 1'000, 80ms).read(9s)));
    EXPECT_FALSE(judge.check(figures.read(13s))) << "it is over";
}

TEST(LiveJudgeTest, ALatencyWithinTheLiveResolutionOfItsLimitIsNotCertain) {
    LiveFigures figures({"api.list", "api.register"}, 0);
    const LiveJudge judge(scenario_with("http_req_duration", "p(95)<50ms"));
    EXPECT_FALSE(judge.check((figures << 49'900us).read(6s)));
}

TEST(LiveJudgeTest, ErrorsAndQuantilesAmongThemEndARun) {
    LiveFigures figures({"api.list", "api.register"}, 0);
    figures.ended(1, 900, 1ms).ended(1, 100, 1ms, OutcomeCode::refused);
    const LiveJudge errors(scenario_with("errors", "rate<0.05"));
    const auto breach = errors.check(figures.read(6s));
    ASSERT_TRUE(breach);
    EXPECT_DOUBLE_EQ(breach->actual.value(), 0.1);
    EXPECT_EQ(breach->failed, 100U);
    const auto among =
        LiveJudge(scenario_with("http_req_duration", "p(95)<50ms")).check(figures.read(7s));
    ASSERT_TRUE(among);
    EXPECT_FALSE(among->actual) << "no number";
    EXPECT_THAT(among->reason, HasSubstr("lies among the 100 of 1,000 that failed"));
}

TEST(LiveJudgeTest, ACountThatMustGrowMayStillGrow) {
    LiveFigures figures({"api.list", "api.register"}, 0);
    figures << 1ms;
    EXPECT_FALSE(LiveJudge(scenario_with("iterations", "count>5000")).check(figures.read(6s)));
    EXPECT_TRUE(LiveJudge(scenario_with("iterations", "count<500")).check(figures.read(7s)));
    EXPECT_TRUE(LiveJudge(scenario_with("iterations", "rate>300")).check(figures.read(8s)))
        << "1,000 in 6 s";
    EXPECT_FALSE(LiveJudge(scenario_with("iterations", "rate>100")).check(figures.read(9s)));
}

TEST(LiveJudgeTest, SelectorsHoldForLiveFigures) {
    LiveFigures figures({"api.list", "api.register"}, 0);
    figures.ended(1, 1'000, 80ms, OutcomeCode::ok, 1).ended(1, 1'000, 1ms);
    EXPECT_FALSE(LiveJudge(scenario_with("http_req_duration{operation:api.list}", "p(95)<50ms"))
                     .check(figures.read(6s)));
    EXPECT_TRUE(LiveJudge(scenario_with("http_req_duration{operation:api.register}", "p(95)<50ms"))
                    .check(figures.read(7s)));
    EXPECT_FALSE(
        LiveJudge(scenario_with("http_req_duration", "p(40)<50ms")).check(figures.read(8s)));
}

scenarios::RunResult ended_by_its_threshold() {
    scenarios::RunResult run = RunResultBuilder()
                                   .answers("api.list", 10'000, 1, 2)
                                   .threshold("http_req_duration", "p(95)<50")
                                   .threshold("errors", "rate<0.01")
                                   .build();
    run.status = scenarios::RunStatus::aborted;
    run.status_reason = "it failed after 12.0 s";
    run.breach = scenarios::ThresholdBreach{1, 12s, 62.0, 1'500, 3, "it failed after 12.0 s"};
    return run;
}

TEST(LiveJudgeTest, TheThresholdThatEndedARunStaysFailedWhateverCameAfter) {
    const auto report = judge(ended_by_its_threshold(), {});
    ASSERT_TRUE(report);
    const Judgement& row = report->judgements[1];
    EXPECT_EQ(row.verdict, RowVerdict::fail);
    EXPECT_DOUBLE_EQ(row.actual.value(), 62.0);
    EXPECT_DOUBLE_EQ(row.ended_run_at_s.value(), 12.0);
    EXPECT_EQ(row.samples, 1'500U);
    EXPECT_THAT(row.reason,
                HasSubstr("it failed after 12.0 s; over all that was measured it is 1.9"));
    EXPECT_EQ(report->judgements[0].verdict, RowVerdict::pass);
    EXPECT_FALSE(report->judgements[0].ended_run_at_s);
    EXPECT_EQ(report->verdict.outcome, Outcome::fail);
    EXPECT_EQ(report->verdict.exit_code, ExitCode::sla_failed) << "not unavailable: the target was";
    EXPECT_THAT(report->verdict.summary, HasSubstr("a threshold ended the run"));
}

TEST(LiveJudgeTest, AnInvalidRunIsInvalidEvenWhenAThresholdEndedIt) {
    scenarios::RunResult run = ended_by_its_threshold();
    run.cpu.others = 1.5;
    const auto report = judge(std::move(run), {});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->verdict.exit_code, ExitCode::invalid_run);
}

}  // namespace
}  // namespace sark::reports
