// Loads of every shape in virtual time: what is sent when, and that nothing is lost from the books.

#include <algorithm>
#include <cmath>

#include "tests/workloads/engine/simulated_run.hpp"

namespace sark::test {
namespace {

using workloads::ClosedArrivals;
using workloads::LoadPlan;
using workloads::TraceArrivals;
using workloads::TraceEntry;
using workloads::UserStage;

TEST(EngineShapesTest, UsersComeAndGoWithTheCurve) {
    SimulatedRun run;
    // 100 ms of service and no thought: as many operations are in flight as users are active.
    std::vector<std::pair<Nanos, int>> changes;
    run.target.script = [&](const auto&, Nanos elapsed) {
        changes.emplace_back(elapsed, 1);
        changes.emplace_back(elapsed + 100ms, -1);
        return Answer{100ms};
    };
    ClosedArrivals users{9s, {}, 0, {{3s, 6}, {3s, 6}, {3s, 0}}};
    const auto result = run.run(users, 6);
    EXPECT_EQ(result.loads[0].abandoned, 0U);
    std::sort(changes.begin(), changes.end());
    for (Nanos at = 250ms; at < 9s; at += 500ms) {
        int in_flight = 0;
        for (const auto& [when, change] : changes) in_flight += when <= at ? change : 0;
        const double curve = at < 3s   ? to_seconds(at) * 2.0
                             : at < 6s ? 6.0
                                       : 18.0 - to_seconds(at) * 2.0;
        // Who becomes inactive ends what it has begun: at most one more for 100 ms.
        EXPECT_GE(in_flight, static_cast<int>(std::ceil(curve))) << to_seconds(at);
        EXPECT_LE(in_flight, static_cast<int>(std::ceil(curve + 0.2))) << to_seconds(at);
    }
}

TEST(EngineShapesTest, WarmUpOfARampIsAtItsFirstNumberOfUsers) {
    SimulatedRun run;
    run.options.warmup = 2s;
    run.target.script = [](const auto&, Nanos) { return Answer{100ms}; };
    const auto result = run.run(ClosedArrivals{1s, {}, 2, {{0s, 3}, {1s, 3}}}, 3);
    EXPECT_EQ(result.loads[0].warmup_completed, 40U);
    EXPECT_EQ(result.loads[0].completed, 30U);
}

TEST(EngineShapesTest, AReplaySendsTheTraceAndNothingElse) {
    SimulatedRun run;
    run.options.warmup = 1s;
    std::vector<Nanos> times;
    run.target.script = [&](const auto&, Nanos elapsed) {
        times.push_back(elapsed);
        return Answer{1ms};
    };
    const auto entries = std::make_shared<const std::vector<TraceEntry>>(
        std::vector<TraceEntry>{{0ms, 1, 7}, {100ms, 0, {}}, {100ms, 1, 9}, {2s, 0, 3}});
    auto plan = plan_of(TraceArrivals{entries, 2.0, 3s}, run.target.factory());
    plan.connections = 2;
    plan.operation_names = {"read", "write"};
    plan.weights = {1.0, 1.0};
    std::vector<LoadPlan> plans;
    plans.push_back(std::move(plan));
    const auto result = run.run(std::move(plans));
    ASSERT_EQ(run.target.calls.size(), 4U);
    const std::size_t operations[] = {1, 0, 1, 0};
    const std::optional<std::uint64_t> keys[] = {7, std::nullopt, 9, 3};
    const Nanos due[] = {1000ms, 1050ms, 1050ms, 2000ms};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(run.target.calls[i].operation, operations[i]);
        EXPECT_EQ(run.target.calls[i].key, keys[i]);
        EXPECT_EQ(times[i], due[i]);
    }
    EXPECT_EQ(result.measured, 3s);
    EXPECT_EQ(result.loads[0].planned, 4U);
    EXPECT_EQ(result.loads[0].warmup_completed, 0U);
    EXPECT_EQ(result.loads[0].operations[1].response_ok.count(), 2U);
    EXPECT_DOUBLE_EQ(result.loads[0].offered_rate, 4.0 / 3.0);
}

TEST(EngineShapesTest, AReplayThatNamesNoOperationIsRefused) {
    SimulatedRun run;
    const auto entries =
        std::make_shared<const std::vector<TraceEntry>>(std::vector<TraceEntry>{{0ms, 1, {}}});
    for (const TraceArrivals& trace :
         {TraceArrivals{entries, 1.0, 1s}, TraceArrivals{nullptr, 1.0, 1s},
          TraceArrivals{std::make_shared<const std::vector<TraceEntry>>(), 0.0, 1s}}) {
        std::vector<LoadPlan> plans;
        plans.push_back(plan_of(trace, run.target.factory()));
        workloads::Engine engine(run.options, std::move(plans));
        engine.set_reactor_factory([&run] { return std::make_unique<SimulatedReactor>(run.time); });
        const auto result = engine.run(run.stop, {});
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, Errc::invalid_argument);
    }
}

LoadPlan dropping(SimulatedRun& run, workloads::ArrivalSpec arrivals, unsigned connections) {
    auto plan = plan_of(std::move(arrivals), run.target.factory());
    plan.connections = connections;
    plan.overflow = LoadPlan::Overflow::drop;
    return plan;
}

workloads::EngineResult run_one(SimulatedRun& run, LoadPlan plan) {
    std::vector<LoadPlan> plans;
    plans.push_back(std::move(plan));
    return run.run(std::move(plans));
}

TEST(EngineShapesTest, WhatFindsNoFreeConnectionIsDroppedAndCountsAsAMiss) {
    SimulatedRun run;
    // One connection serves 40 of 100 per second: of each 25 ms, arrivals at 10 and 20 find it
    // busy.
    run.target.script = [](const auto&, Nanos) { return Answer{25ms}; };
    const auto result = run_one(run, dropping(run, steady(100.0, 3s), 1));
    const auto& load = result.loads[0];
    EXPECT_EQ(load.planned, 300U);
    EXPECT_EQ(load.started, 100U);
    EXPECT_EQ(load.completed, 100U);
    EXPECT_EQ(load.dropped, 200U);
    EXPECT_EQ(load.abandoned, 200U);
    EXPECT_EQ(load.overdue, 200U);
    EXPECT_EQ(load.operations[0].abandoned, 200U);
    EXPECT_EQ(load.operations[0].response_ok.max(), 25ms) << "nothing waited for a connection";
}

TEST(EngineShapesTest, NothingIsDroppedWhileAConnectionIsFree) {
    SimulatedRun run;
    run.target.script = [](const auto&, Nanos) { return Answer{25ms}; };
    const auto result = run_one(run, dropping(run, steady(100.0, 3s), 3));
    EXPECT_EQ(result.loads[0].dropped, 0U);
    EXPECT_EQ(result.loads[0].completed, 300U);
}

TEST(EngineShapesTest, OurOwnLatenessDropsNothingWhileAConnectionIsFree) {
    SimulatedRun run;
    run.time.oversleep = [](TimePoint) { return 35ms; };
    const auto result = run_one(run, dropping(run, steady(100.0, 2s), 8));
    EXPECT_EQ(result.loads[0].dropped, 0U);
    EXPECT_EQ(result.loads[0].completed, 200U);
}

TEST(EngineShapesTest, ATargetThatNeverAnswersDropsTheRest) {
    SimulatedRun run;
    run.target.script = [](const auto&, Nanos) {
        return Answer{0s, workloads::OutcomeCode::ok, Answer::Way::never};
    };
    const auto result = run_one(run, dropping(run, steady(100.0, 2s), 2));
    EXPECT_EQ(result.loads[0].planned, 200U);
    EXPECT_EQ(result.loads[0].started, 2U);
    EXPECT_EQ(result.loads[0].dropped, 198U);
    EXPECT_EQ(result.loads[0].abandoned, 200U);
}

TEST(EngineShapesTest, DropsAreBookedWhileNothingComesFree) {
    SimulatedRun run;
    run.target.script = [](const auto&, Nanos) {
        return Answer{0s, workloads::OutcomeCode::ok, Answer::Way::never};
    };
    std::uint64_t overdue_halfway = 0;
    run.observer = [&](Nanos elapsed, const workloads::Progress& progress) {
        if (elapsed <= 1s)
            overdue_halfway = progress.overdue;
    };
    const auto result = run_one(run, dropping(run, steady(100.0, 2s), 2));
    EXPECT_EQ(result.loads[0].dropped, 198U);
    EXPECT_GE(overdue_halfway, 70U) << "the observer looks every 200 ms";
    EXPECT_LE(overdue_halfway, 99U);
}

TEST(EngineShapesTest, WhatWasDueBeforeTheLastConnectionWasTakenIsNotDropped) {
    SimulatedRun run;
    run.target.script = [](const auto&, Nanos) { return Answer{1s}; };
    run.time.oversleep = [](TimePoint) { return 25ms; };
    // Due every 10 ms. The wake-up for the second, which gets the last connection, is 25 ms late:
    // the third and fourth were due while that was free.
    const auto result = run_one(run, dropping(run, steady(100.0, 500ms), 2));
    EXPECT_EQ(result.loads[0].completed, 4U);
    EXPECT_EQ(result.loads[0].dropped, 46U);
}

TEST(EngineShapesTest, DropsOfTheWarmUpAreNotCounted) {
    SimulatedRun run;
    run.options.warmup = 1s;
    run.target.script = [](const auto&, Nanos) { return Answer{25ms}; };
    const auto result = run_one(run, dropping(run, steady(100.0, 1s), 1));
    EXPECT_EQ(result.loads[0].planned, 100U);
    EXPECT_EQ(result.loads[0].dropped + result.loads[0].completed, 100U);
}

TEST(EngineShapesTest, NoMoreAreInFlightThanAllowed) {
    for (const auto overflow : {LoadPlan::Overflow::queue, LoadPlan::Overflow::drop}) {
        SimulatedRun run;
        std::size_t most = 0;
        std::vector<Nanos> ends;
        run.target.script = [&](const auto&, Nanos elapsed) {
            std::erase_if(ends, [&](Nanos end) { return end <= elapsed; });
            ends.push_back(elapsed + 100ms);
            most = std::max(most, ends.size());
            return Answer{100ms};
        };
        auto plan = dropping(run, steady(100.0, 2s), 8);
        plan.overflow = overflow;
        plan.max_in_flight = 3;
        const auto result = run_one(run, std::move(plan));
        EXPECT_EQ(most, 3U);
        EXPECT_EQ(result.loads[0].planned, 200U);
        EXPECT_EQ(result.loads[0].dropped > 0, overflow == LoadPlan::Overflow::drop);
        if (overflow == LoadPlan::Overflow::queue) {
            EXPECT_GT(result.loads[0].operations[0].response_ok.max(), 1s);
        }
    }
}

}  // namespace
}  // namespace sark::test
