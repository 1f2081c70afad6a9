#include "reports/views/waiting_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/run_result_builder.hpp"

namespace sark::reports {
namespace {

using test::RunResultBuilder;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = WaitingView::Kind;

Nanos ms(double value) {
    return from_seconds(value / 1e3);
}

/// 2,000 answers that took 10 ms from sending and 60 ms from when they were due.
scenarios::RunResult queued_run() {
    scenarios::RunResult run = RunResultBuilder().operation("api.list").build();
    workloads::LoadTally& load = run.engine.loads.front();
    load.planned = 2'000;
    for (int i = 0; i < 2'000; ++i) {
        load.operations.front().response_ok.record(ms(60));
        load.operations.front().service.record(ms(10));
    }
    return run;
}

TEST(WaitingViewTest, ClocksThatAgreeHideNothing) {
    const auto views = waiting_of(RunResultBuilder().answers("api.list", 2'000, 1, 4).build());
    ASSERT_EQ(views.size(), 1U);
    EXPECT_EQ(views.front().kind, Kind::agree);
    EXPECT_THAT(views.front().sentence, HasSubstr("agree (p99 3.97 ms and 3.97 ms)"));
}

TEST(WaitingViewTest, WaitingForAConnectionIsNamedWithWhatAClosedClockWouldHaveShown) {
    scenarios::RunResult run = queued_run();
    run.engine.loads.front().overdue = 1'500;
    const WaitingView view = waiting_of(run).front();
    EXPECT_EQ(view.kind, Kind::waited);
    EXPECT_THAT(view.sentence, HasSubstr("response time is 60.0 ms but service time 10.0 ms"));
    EXPECT_THAT(view.sentence, HasSubstr("1,500 of 2,000 arrivals of load http"));
    EXPECT_THAT(view.sentence, HasSubstr("would have shown 10.0 ms (coordinated omission)"));
}

TEST(WaitingViewTest, LatenessWithoutAnyWaitIsTheGenerators) {
    const WaitingView view = waiting_of(queued_run()).front();
    EXPECT_EQ(view.kind, Kind::generator);
    EXPECT_THAT(view.sentence, HasSubstr("the generator sent late"));
}

TEST(WaitingViewTest, WhatTheGeneratorIsLateAnywayIsNoParting) {
    scenarios::RunResult run = RunResultBuilder().operation("core.policy_evaluate").build();
    workloads::OperationTally& tally = run.engine.loads.front().operations.front();
    for (int i = 0; i < 2'000; ++i) {
        tally.response_ok.record(ms(0.05));  // five times the service time, yet within wake lag
        tally.service.record(ms(0.01));
    }
    run.engine.loads.front().overdue = 10;
    EXPECT_EQ(waiting_of(run).front().kind, Kind::agree);
}

/// 40 answers that took 0.39 ms from when they were due and 0.30 ms from sending.
scenarios::RunResult short_run() {
    scenarios::RunResult run = RunResultBuilder().operation("api.list").build();
    workloads::OperationTally& tally = run.engine.loads.front().operations.front();
    for (int i = 0; i < 40; ++i) {
        tally.response_ok.record(ms(0.39));
        tally.service.record(ms(0.30));
    }
    run.engine.generator.wake_lag = workloads::Histogram();
    return run;
}

TEST(WaitingViewTest, WithTooFewForItsP99TheWorstLatenessExplainsTheDifference) {
    scenarios::RunResult run = short_run();
    run.engine.generator.wake_lag.record_many(ms(0.09), 39);
    run.engine.generator.wake_lag.record(ms(3));
    const WaitingView view = waiting_of(run).front();
    EXPECT_EQ(view.kind, Kind::agree);
    EXPECT_THAT(view.sentence, HasSubstr("differ by no more than the generator's own lateness "
                                         "(p50 0.390 ms and 0.300 ms)"));
}

TEST(WaitingViewTest, WithoutAnyLatenessNothingExplainsTheDifference) {
    EXPECT_EQ(waiting_of(short_run()).front().kind, Kind::generator);
}

TEST(WaitingViewTest, FailuresCountAtTheTimeTheyTook) {
    const auto views =
        waiting_of(RunResultBuilder()
                       .answers("api.list", 2'000, 1, 4)
                       .failures("api.list", workloads::OutcomeCode::timeout, 200, 5'000)
                       .build());
    EXPECT_EQ(views.front().kind, Kind::agree);
    EXPECT_THAT(views.front().sentence, HasSubstr("p99 5000 ms and 5000 ms"));
}

TEST(WaitingViewTest, AClosedLoopCannotShowIt) {
    scenarios::RunResult run =
        RunResultBuilder().closed("http").answers("api.list", 2'000, 1, 4).build();
    EXPECT_EQ(waiting_of(run).front().kind, Kind::closed);
}

TEST(WaitingViewTest, TooFewSamplesSaySo) {
    const auto views = waiting_of(RunResultBuilder().answers("api.list", 5, 1, 4).build());
    EXPECT_EQ(views.front().kind, Kind::too_few);
    EXPECT_THAT(views.front().sentence, Not(HasSubstr("ms")));
}

TEST(WaitingViewTest, ARunOfNothingHasNoSentence) {
    EXPECT_TRUE(waiting_of(scenarios::RunResult{}).empty());
}

}  // namespace
}  // namespace sark::reports
