// Bad days: timeouts, broken connections, targets that cannot be reached, runs that are stopped.

#include "tests/workloads/engine/simulated_run.hpp"

namespace sark::test {
namespace {

using workloads::ClosedArrivals;
using workloads::OutcomeCode;

TEST(EngineFaultsTest, ATimeoutEndsTheOperationAndFreesTheConnection) {
    SimulatedRun run;
    run.target.script = [](const workloads::Call& call, Nanos) {
        if (call.index == 10)
            return Answer{0s, OutcomeCode::ok, Answer::Way::never};
        return Answer{1ms};
    };
    auto plan = plan_of(steady(10.0, 5s), run.target.factory());
    plan.timeout = 250ms;
    std::vector<workloads::LoadPlan> plans;
    plans.push_back(std::move(plan));
    const auto result = run.run(std::move(plans));
    const auto& op = result.loads[0].operations[0];
    EXPECT_EQ(outcomes(op, OutcomeCode::timeout), 1U);
    EXPECT_EQ(outcomes(op, OutcomeCode::ok), 49U);
    ASSERT_EQ(op.causes.ranked().size(), 1U);
    EXPECT_EQ(op.causes.ranked()[0].kind.view(), "no answer in time");
    EXPECT_EQ(op.causes.told(OutcomeCode::timeout), 1U);
    EXPECT_EQ(op.response_failed.max(), 250ms);
    EXPECT_EQ(op.service.max(), 250ms);
    EXPECT_EQ(run.target.abandoned, 1U);
    EXPECT_EQ(run.target.reconnects, 1U);
    EXPECT_EQ(result.loads[0].abandoned, 0U) << "a timeout is an outcome";
    EXPECT_EQ(result.loads[0].overdue, 2U);
}

TEST(EngineFaultsTest, TimeoutsCountFromSentNotFromIntended) {
    SimulatedRun run;
    run.options.drain = 60s;
    run.target.script = [](const auto&, Nanos) { return Answer{20ms}; };
    auto plan = plan_of(steady(100.0, 2s), run.target.factory());
    plan.timeout = 30ms;
    std::vector<workloads::LoadPlan> plans;
    plans.push_back(std::move(plan));
    const auto result = run.run(std::move(plans));
    EXPECT_EQ(outcomes(result.loads[0].operations[0], OutcomeCode::ok), 200U);
}

TEST(EngineFaultsTest, ABrokenConnectionCostsItsOwnOperationOnly) {
    SimulatedRun run;
    run.target.script = [](const workloads::Call& call, Nanos) {
        return Answer{1ms, call.index % 10 == 3 ? OutcomeCode::connection : OutcomeCode::ok};
    };
    const auto result = run.run(steady(100.0, 1s));
    const auto& op = result.loads[0].operations[0];
    EXPECT_EQ(outcomes(op, OutcomeCode::connection), 10U);
    EXPECT_EQ(outcomes(op, OutcomeCode::ok), 90U);
    EXPECT_EQ(run.target.reconnects, 10U);
}

TEST(EngineFaultsTest, APeerThatClosesWhileIdleIsNoFailure) {
    SimulatedRun run;
    run.time.make_ready(run.time.now() + 2500ms + 5ms, 100, EPOLLIN | EPOLLHUP);
    const auto result = run.run(steady(2.0, 5s));
    EXPECT_EQ(run.target.noticed_closes, 1U);
    EXPECT_EQ(run.target.reconnects, 1U);
    EXPECT_EQ(outcomes(result.loads[0].operations[0], OutcomeCode::ok), 10U);
}

TEST(EngineFaultsTest, ADeadTargetIsNotSpunOnInAClosedLoop) {
    for (const auto code : {OutcomeCode::refused, OutcomeCode::connection}) {
        SimulatedRun run;
        run.target.script = [code](const auto&, Nanos) {
            return Answer{0s, code, Answer::Way::in_start};
        };
        const auto result = run.run(ClosedArrivals{1s, 0s}, 2);
        EXPECT_EQ(result.loads[0].completed, 200U);
        EXPECT_EQ(outcomes(result.loads[0].operations[0], code), 200U);
    }
}

TEST(EngineFaultsTest, OtherFailuresDoNotRest) {
    SimulatedRun run;
    run.target.script = [](const auto&, Nanos) { return Answer{1ms, OutcomeCode::wrong_answer}; };
    const auto result = run.run(ClosedArrivals{1s, 0s});
    EXPECT_EQ(result.loads[0].completed, 1'000U);
}

TEST(EngineFaultsTest, ATargetThatCannotBeReachedIsAnErrorBeforeAnyLoad) {
    SimulatedRun run;
    auto plan = plan_of(steady(1.0, 1s), [](std::size_t number) {
        if (number < 2)
            return Result<std::unique_ptr<workloads::Connection>>(
                Error{Errc::unavailable, "Connection refused", "127.0.0.1:1", "start the server"});
        ADD_FAILURE() << "goes on after a failure";
        return Result<std::unique_ptr<workloads::Connection>>(Error{});
    });
    plan.connections = 3;
    std::vector<workloads::LoadPlan> plans;
    plans.push_back(std::move(plan));
    workloads::Engine engine(run.options, std::move(plans));
    const auto result = engine.run(run.stop, {});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::unavailable);
    EXPECT_EQ(result.error().where, "127.0.0.1:1");
}

TEST(EngineFaultsTest, FinishingEarlyShortensTheWindowAndDrains) {
    SimulatedRun run;
    run.target.script = [&run](const auto&, Nanos elapsed) {
        if (elapsed >= 2s)
            run.stop.finish();
        return Answer{200ms};
    };
    const auto result = run.run(steady(100.0, 10s), 40);
    const auto& load = result.loads[0];
    EXPECT_TRUE(result.stopped_early);
    EXPECT_GE(result.measured, 2s);
    EXPECT_LE(result.measured, 2s + 60ms);
    EXPECT_EQ(load.measured, result.measured);
    EXPECT_NEAR(static_cast<double>(load.planned), to_seconds(result.measured) * 100.0, 1.0);
    EXPECT_EQ(load.abandoned, 0U) << "what was in flight may end";
    EXPECT_EQ(load.intervals.size(), 3U);
    EXPECT_NEAR(load.offered_rate, 100.0, 0.6);
}

TEST(EngineFaultsTest, FinishingCompletesTheBacklogOfWhatWasDue) {
    SimulatedRun run;
    run.options.drain = 60s;
    run.target.script = [&run](const auto&, Nanos elapsed) {
        if (elapsed >= 2s)
            run.stop.finish();
        return Answer{20ms};
    };
    const auto result = run.run(steady(100.0, 10s));
    const auto& load = result.loads[0];
    EXPECT_NEAR(static_cast<double>(load.planned), to_seconds(result.measured) * 100.0, 1.0);
    EXPECT_EQ(load.completed, load.planned);
}

TEST(EngineFaultsTest, AbortingEndsTheDrainAtOnce) {
    SimulatedRun run;
    run.options.drain = 60s;
    run.target.script = [&run](const auto&, Nanos elapsed) {
        if (elapsed < 2s)
            return Answer{20ms};
        run.stop.abort();
        return Answer{0s, OutcomeCode::ok, Answer::Way::never};
    };
    const auto result = run.run(steady(100.0, 10s), 1);
    const auto& load = result.loads[0];
    EXPECT_TRUE(result.stopped_early);
    EXPECT_LE(run.time.elapsed(), 2s + 60ms);
    EXPECT_EQ(load.completed, 100U);
    // The window ended between two arrivals or at one.
    EXPECT_EQ(static_cast<Nanos>(result.measured + 9'999'999ns) / 10ms,
              static_cast<std::int64_t>(load.planned));
    EXPECT_EQ(load.planned, 100U + load.abandoned);
    EXPECT_EQ(load.operations[0].response_failed.count(), load.abandoned);
    EXPECT_EQ(run.target.abandoned, 1U);
}

TEST(EngineFaultsTest, AbortingDuringTheDrainKeepsTheWindow) {
    SimulatedRun run;
    run.options.drain = 60s;
    run.target.script = [&run](const auto&, Nanos elapsed) {
        if (elapsed >= 3s)
            run.stop.abort();
        return Answer{20ms};
    };
    const auto result = run.run(steady(100.0, 2s));
    EXPECT_TRUE(result.stopped_early);
    EXPECT_EQ(result.measured, 2s);
    EXPECT_EQ(result.loads[0].planned, 200U);
    EXPECT_NEAR(static_cast<double>(result.loads[0].completed), 151.0, 1.0);
}

TEST(EngineFaultsTest, StoppingDuringWarmUpMeasuresNothing) {
    SimulatedRun run;
    run.options.warmup = 5s;
    run.observer = [&run](Nanos elapsed, const auto&) {
        if (elapsed >= 1s)
            run.stop.finish();
    };
    const auto result = run.run(steady(100.0, 10s));
    EXPECT_TRUE(result.stopped_early);
    EXPECT_EQ(result.measured, 0s);
    EXPECT_EQ(result.loads[0].planned, 0U);
    EXPECT_GT(result.loads[0].warmup_completed, 50U);
    EXPECT_LE(run.time.elapsed(), 2s);
}

TEST(EngineFaultsTest, AClosedLoadStopsAskingWhenStopped) {
    SimulatedRun run;
    run.target.script = [&run](const auto&, Nanos elapsed) {
        if (elapsed >= 1s)
            run.stop.finish();
        return Answer{10ms};
    };
    const auto result = run.run(ClosedArrivals{10s, 0s}, 2);
    EXPECT_TRUE(result.stopped_early);
    EXPECT_NEAR(static_cast<double>(result.loads[0].completed), 200.0, 12.0);
    EXPECT_EQ(result.loads[0].abandoned, 0U);
}

TEST(EngineFaultsTest, AStopBeforeTheStartIsAnInterruption) {
    SimulatedRun run;
    run.stop.finish();
    std::vector<workloads::LoadPlan> plans;
    plans.push_back(plan_of(steady(1.0, 1s), run.target.factory()));
    workloads::Engine engine(run.options, std::move(plans));
    const auto result = engine.run(run.stop, {});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::interrupted);
}

}  // namespace
}  // namespace sark::test
