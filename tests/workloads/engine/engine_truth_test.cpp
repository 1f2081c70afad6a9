// What the numbers mean: whose lateness is whose.

#include "tests/workloads/engine/simulated_run.hpp"

namespace sark::test {
namespace {

using workloads::ClosedArrivals;
using workloads::OutcomeCode;

TEST(EngineTruthTest, AStalledTargetRaisesAHundredResponsesButOneService) {
    SimulatedRun run;
    run.target.script = [frozen = false](const auto&, Nanos elapsed) mutable {
        if (elapsed < 5s || std::exchange(frozen, true))
            return Answer{100us};
        return Answer{1s};
    };
    const auto result = run.run(steady(100.0, 10s));
    const auto& load = result.loads[0];
    const auto& op = load.operations[0];
    EXPECT_EQ(load.completed, 1'000U);
    EXPECT_GE(above(op.response_ok, 2ms), 95U);
    EXPECT_LE(above(op.response_ok, 2ms), 105U);
    EXPECT_EQ(above(op.service, 2ms), 1U);
    EXPECT_EQ(op.response_ok.max(), 1s);
    // Half of the stalled second is the mean wait of those who came in it.
    EXPECT_GE(above(op.response_ok, 500ms), 45U);
    EXPECT_GE(load.overdue, 95U);
    EXPECT_LE(load.overdue, 105U);
    // None of it was ours.
    EXPECT_EQ(result.generator.wake_lag.count(), load.started - load.overdue);
    EXPECT_LT(*result.generator.wake_lag.max(), 1ms);
    EXPECT_EQ(result.generator.stalled, 0ns);
}

TEST(EngineTruthTest, LateWakeUpsAreOursAndNotTheTargets) {
    SimulatedRun run;
    run.time.oversleep = [next = TimePoint{}](TimePoint now) mutable {
        if (now < next)
            return Nanos{0};
        next = now + 2s;
        return Nanos{500ms};
    };
    const auto result = run.run(steady(100.0, 10s), 64);
    const auto& load = result.loads[0];
    EXPECT_EQ(load.completed, 1'000U);
    EXPECT_EQ(load.overdue, 0U) << "a connection was idle all the time";
    EXPECT_GE(above(result.generator.wake_lag, 100ms), 100U);
    // The clock still starts when the request was due.
    EXPECT_GE(above(load.operations[0].response_ok, 100ms), 100U);
    // Only answers that came while we slept look slow to serve: one per sleep at most.
    EXPECT_LE(above(load.operations[0].service, 2ms), 6U);
}

TEST(EngineTruthTest, ABlockedWorkerShowsInTurnAndStalled) {
    SimulatedRun run;
    run.target.script = [](const workloads::Call& call, Nanos) {
        return Answer{1ms, OutcomeCode::ok, Answer::Way::on_ready,
                      call.index % 100 == 50 ? Nanos{300ms} : Nanos{0}};
    };
    const auto result = run.run(steady(100.0, 5s), 64);
    EXPECT_EQ(result.loads[0].completed, 500U);
    EXPECT_EQ(result.generator.stalled, 5 * 290ms);
    EXPECT_EQ(above(result.generator.turn, 100ms), 5U);
    EXPECT_EQ(result.generator.turn.max(), 300ms);
    EXPECT_GE(above(result.generator.wake_lag, 50ms), 100U);
}

TEST(EngineTruthTest, AnInProcessTargetsWorkIsNotTheGenerators) {
    SimulatedRun run;
    run.target.in_process = true;
    run.target.script = [](const workloads::Call& call, Nanos) {
        return Answer{call.index == 100 ? Nanos{500ms} : Nanos{1ms}, OutcomeCode::ok,
                      Answer::Way::in_start};
    };
    const auto result = run.run(steady(100.0, 5s), 4);
    const auto& load = result.loads[0];
    EXPECT_EQ(load.completed, 500U);
    EXPECT_EQ(result.generator.stalled, 0ns);
    EXPECT_LT(*result.generator.turn.max(), 1ms);
    // While the thread did the target's work nobody could be served, whatever connections say.
    EXPECT_GE(load.overdue, 49U);
    EXPECT_LT(*result.generator.wake_lag.max(), 1ms);
    EXPECT_EQ(above(load.operations[0].service, 10ms), 1U);
    EXPECT_GE(above(load.operations[0].response_ok, 10ms), 49U);
}

TEST(EngineTruthTest, WarmUpIsRunAndLeftOut) {
    SimulatedRun run;
    run.options.warmup = 2s;
    run.target.script = [](const auto&, Nanos elapsed) {
        return Answer{elapsed < 2s ? Nanos{50ms} : Nanos{1ms}};
    };
    const auto result = run.run(steady(10.0, 3s));
    const auto& load = result.loads[0];
    EXPECT_EQ(load.warmup_completed, 20U);
    EXPECT_EQ(load.planned, 30U);
    EXPECT_EQ(load.operations[0].response_ok.max(), 1ms);
    EXPECT_EQ(result.measured, 3s);
    EXPECT_EQ(load.intervals.size(), 3U);
    EXPECT_EQ(run.target.calls.front().index, 0U);
    EXPECT_EQ(run.target.calls.back().index, 49U);
}

TEST(EngineTruthTest, AnOpenLoadKeepsItsRateWhateverTheTargetDoes) {
    SimulatedRun run;
    run.options.drain = 60s;
    run.target.script = [](const auto&, Nanos) { return Answer{20ms}; };  // 50/s at most
    const auto result = run.run(steady(100.0, 10s));
    const auto& load = result.loads[0];
    EXPECT_EQ(load.planned, 1'000U);
    EXPECT_EQ(load.completed, 1'000U);
    EXPECT_DOUBLE_EQ(load.offered_rate, 100.0);
    EXPECT_NEAR(load.achieved_rate, 50.0, 0.2) << "the drain's completions are no achievement";
    EXPECT_NEAR(to_seconds(*load.operations[0].response_ok.max()), 10.0, 0.1);
}

TEST(EngineTruthTest, AClosedLoadAsksWhenItHasThought) {
    SimulatedRun run;
    run.target.script = [](const auto&, Nanos) { return Answer{10ms}; };
    const auto result = run.run(ClosedArrivals{10s, 90ms}, 3);
    const auto& load = result.loads[0];
    EXPECT_EQ(load.completed, 300U);
    EXPECT_EQ(load.overdue, 0U);
    EXPECT_DOUBLE_EQ(load.offered_rate, 0.0);
    EXPECT_DOUBLE_EQ(load.achieved_rate, 30.0);
    EXPECT_EQ(load.operations[0].response_ok.max(), 10ms);
    EXPECT_EQ(load.completions_per_connection, (std::vector<std::uint64_t>{100, 100, 100}));
}

TEST(EngineTruthTest, AnInProcessClosedLoadLetsOthersLive) {
    SimulatedRun run;
    ScriptedTarget core{run.time, [](const auto&, Nanos) {
                            return Answer{10us, OutcomeCode::ok, Answer::Way::in_start};
                        }};
    core.in_process = true;
    std::vector<workloads::LoadPlan> plans;
    plans.push_back(plan_of(ClosedArrivals{1s, 0s}, core.factory()));
    plans.push_back(plan_of(steady(100.0, 1s), run.target.factory()));
    const auto result = run.run(std::move(plans));
    EXPECT_NEAR(static_cast<double>(result.loads[0].completed), 100'000.0, 200.0);
    EXPECT_EQ(result.loads[1].completed, 100U);
    EXPECT_LT(*result.loads[1].operations[0].response_ok.max(), 2ms);
    EXPECT_EQ(result.generator.stalled, 0ns);
}

TEST(EngineTruthTest, LoadsOfOneRunNeverShareAnIndex) {
    SimulatedRun run;
    std::vector<workloads::LoadPlan> plans;
    for (int i = 0; i < 2; ++i) {
        plans.push_back(plan_of(steady(10.0, 1s), run.target.factory()));
        plans.push_back(plan_of(ClosedArrivals{1s, 100ms}, run.target.factory()));
    }
    ScriptedTarget others[3] = {{run.time, run.target.script},
                                {run.time, run.target.script},
                                {run.time, run.target.script}};
    for (std::size_t i = 1; i < 4; ++i)
        plans[i].connect = [&others, i](std::size_t) {
            return Result<std::unique_ptr<workloads::Connection>>(
                std::make_unique<ScriptedConnection>(others[i - 1], 200 + static_cast<int>(i)));
        };
    (void)run.run(std::move(plans));
    std::vector<std::uint64_t> seen;
    for (const auto* target : {&run.target, &others[0], &others[1], &others[2]})
        for (const auto& call : target->calls) seen.push_back(call.index);
    const std::size_t sent = seen.size();
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    EXPECT_GE(sent, 38U);
    EXPECT_EQ(seen.size(), sent);
}

}  // namespace
}  // namespace sark::test
