// Several operations in flight on one connection: each ends once, as itself, and the books balance.

#include <algorithm>
#include <numeric>

#include "tests/support/scripted_pipeline.hpp"
#include "tests/workloads/engine/simulated_run.hpp"

namespace sark::test {
namespace {

using workloads::ClosedArrivals;
using workloads::OutcomeCode;
using Answer = PipelinedTarget::Answer;

struct PipelineRun {
    explicit PipelineRun(std::size_t depth)
        : target{run.time, depth, [](const auto&) { return Answer{1ms}; }} {}

    workloads::LoadPlan plan(workloads::ArrivalSpec arrivals, unsigned connections) {
        auto plan = plan_of(std::move(arrivals), target.factory());
        plan.connections = connections;
        return plan;
    }
    workloads::LoadTally perform(workloads::LoadPlan plan) {
        std::vector<workloads::LoadPlan> plans;
        plans.push_back(std::move(plan));
        auto result = run.run(std::move(plans));
        return result.loads.empty() ? workloads::LoadTally{} : std::move(result.loads[0]);
    }
    workloads::LoadTally perform(workloads::ArrivalSpec arrivals, unsigned connections) {
        return perform(plan(std::move(arrivals), connections));
    }
    /// Every pass comes this late, so that arrivals pile up for it.
    void oversleep(Nanos late) {
        run.time.oversleep = [late](TimePoint) { return late; };
    }

    SimulatedRun run;
    PipelinedTarget target;
};

TEST(EnginePipelineTest, EachOutcomeGoesToItsOwnOperation) {
    PipelineRun pipeline(8);
    pipeline.oversleep(20ms);
    pipeline.target.script = [](const workloads::Call& call) {
        return Answer{100us, call.operation == 1 ? OutcomeCode::wrong_answer : OutcomeCode::ok};
    };
    auto plan = pipeline.plan(steady(1'000.0, 5s), 3);
    plan.operation_names = {"good", "bad", "fine"};
    plan.weights = {1.0, 1.0, 1.0};
    const auto load = pipeline.perform(std::move(plan));
    EXPECT_EQ(load.completed, 5'000U);
    EXPECT_GT(pipeline.target.most_in_flight, 4U);
    for (const auto& operation : load.operations) {
        const auto own = operation.name == "bad" ? OutcomeCode::wrong_answer : OutcomeCode::ok;
        EXPECT_GT(outcomes(operation, own), 1'000U);
        EXPECT_EQ(outcomes(operation, own), operation.service.count());
    }
}

TEST(EnginePipelineTest, WhatIsDueTogetherFillsOneConnectionAndIsSentTogether) {
    PipelineRun pipeline(16);
    pipeline.oversleep(9500us);
    const auto load = pipeline.perform(steady(1'000.0, 1s), 4);
    EXPECT_EQ(load.completed, 1'000U);
    EXPECT_GE(*std::max_element(pipeline.target.flushes.begin(), pipeline.target.flushes.end()),
              9U);
    EXPECT_LT(pipeline.target.flushes.size(), 300U);
    EXPECT_EQ(std::count(pipeline.target.flushes.begin(), pipeline.target.flushes.end(), 0U), 0);
    // The next pass fills another one: none of them starves.
    for (const std::uint64_t completions : load.completions_per_connection)
        EXPECT_GT(completions, 100U);
}

TEST(EnginePipelineTest, TheQueueOfOneConnectionIsInTheResponseTime) {
    PipelineRun pipeline(4);
    const auto load = pipeline.perform(ClosedArrivals{2s, 0s}, 1);
    const auto& op = load.operations[0];
    // Four users share a server of 1 ms: each waits for the other three.
    EXPECT_NEAR(static_cast<double>(load.completed), 2'000.0, 8.0);
    EXPECT_EQ(op.service.quantile(0.5), op.response_ok.quantile(0.5));
    EXPECT_NEAR(static_cast<double>(op.response_ok.quantile(0.5)->count()), 4e6, 5e3);
}

TEST(EnginePipelineTest, AClosedLoopKeepsEveryConnectionFull) {
    PipelineRun pipeline(5);
    std::int64_t most = 0;
    pipeline.run.observer = [&](Nanos, const workloads::Progress& progress) {
        most = std::max(most, progress.in_flight.load());
    };
    const auto load = pipeline.perform(ClosedArrivals{1s, 0s}, 3);
    EXPECT_EQ(pipeline.target.most_in_flight, 5U);
    EXPECT_EQ(most, 15);
    EXPECT_NEAR(static_cast<double>(load.completed), 3'000.0, 20.0);
    // Every user asks in its own sequence: 15 of them, none twice.
    std::vector<std::uint64_t> indices;
    for (const auto& sent : pipeline.target.sent)
        indices.insert(indices.end(), sent.begin(), sent.end());
    std::sort(indices.begin(), indices.end());
    EXPECT_EQ(std::adjacent_find(indices.begin(), indices.end()), indices.end());
    EXPECT_EQ(indices[14], 14U);
}

TEST(EnginePipelineTest, ABrokenConnectionEndsWhatItCarriedOnce) {
    PipelineRun pipeline(6);
    pipeline.target.script = [](const workloads::Call& call) {
        return Answer{1ms, OutcomeCode::ok, call.index == 100};
    };
    const auto load = pipeline.perform(ClosedArrivals{1s, 0s}, 1);
    const auto& op = load.operations[0];
    EXPECT_EQ(outcomes(op, OutcomeCode::connection), 6U);
    EXPECT_EQ(outcomes(op, OutcomeCode::ok), load.completed - 6);
    EXPECT_EQ(load.planned, load.completed);
    EXPECT_EQ(pipeline.target.reconnects, 1U);
    EXPECT_GT(load.completed, 900U);
}

TEST(EnginePipelineTest, ATimeoutTakesAlongWhatSharedItsConnection) {
    PipelineRun pipeline(4);
    pipeline.target.script = [](const workloads::Call& call) {
        return Answer{1ms, OutcomeCode::ok, false, call.index == 40};
    };
    auto plan = pipeline.plan(ClosedArrivals{1s, 0s}, 2);
    plan.timeout = 50ms;
    const auto load = pipeline.perform(std::move(plan));
    const auto& op = load.operations[0];
    EXPECT_EQ(outcomes(op, OutcomeCode::timeout), 1U);
    EXPECT_EQ(op.causes.told(OutcomeCode::timeout), 1U);
    EXPECT_EQ(op.causes.told(OutcomeCode::connection), outcomes(op, OutcomeCode::connection))
        << "those that went with it say so";
    EXPECT_EQ(outcomes(op, OutcomeCode::connection), 3U);
    EXPECT_EQ(pipeline.target.abandoned, 1U);
    EXPECT_EQ(load.abandoned, 0U);
    EXPECT_EQ(op.service.max(), 50ms);
    // Nothing crossed the wire for the three.
    EXPECT_EQ(op.bytes_sent, (load.completed - 3) * 10);
    EXPECT_EQ(pipeline.target.reconnects, 1U);
}

TEST(EnginePipelineTest, GivesUpEachOfThoseInFlightOnce) {
    PipelineRun pipeline(3);
    pipeline.run.options.drain = 1s;
    pipeline.target.script = [](const auto&) { return Answer{0s, OutcomeCode::ok, false, true}; };
    const auto load = pipeline.perform(steady(100.0, 1s), 2);
    EXPECT_EQ(load.started, 6U);
    EXPECT_EQ(load.completed, 0U);
    EXPECT_EQ(load.abandoned, 100U);
    EXPECT_EQ(load.operations[0].abandoned, 100U);
    EXPECT_EQ(pipeline.target.abandoned, 2U);
    EXPECT_EQ(load.operations[0].bytes_sent, 20U);
}

TEST(EnginePipelineTest, ARefusedConnectionEndsTheOperationThatNeededIt) {
    PipelineRun pipeline(4);
    pipeline.target.refuses = true;
    pipeline.target.script = [](const workloads::Call& call) {
        return Answer{1ms, OutcomeCode::ok, call.index == 20};
    };
    const auto load = pipeline.perform(steady(1'000.0, 1s), 1);
    const auto& op = load.operations[0];
    EXPECT_EQ(load.completed, 1'000U);
    EXPECT_GE(outcomes(op, OutcomeCode::connection), 1U);
    EXPECT_EQ(outcomes(op, OutcomeCode::refused) + outcomes(op, OutcomeCode::connection) +
                  outcomes(op, OutcomeCode::ok),
              1'000U);
    EXPECT_GT(outcomes(op, OutcomeCode::refused), 900U);
}

TEST(EnginePipelineTest, MaxInFlightHoldsOverAllConnections) {
    for (const bool open : {true, false}) {
        PipelineRun pipeline(8);
        std::int64_t most = 0;
        pipeline.run.observer = [&](Nanos, const workloads::Progress& progress) {
            most = std::max(most, progress.in_flight.load());
        };
        auto plan = pipeline.plan(open ? workloads::ArrivalSpec(steady(10'000.0, 1s))
                                       : workloads::ArrivalSpec(ClosedArrivals{1s, 0s}),
                                  2);
        plan.max_in_flight = 3;
        const auto load = pipeline.perform(std::move(plan));
        EXPECT_EQ(most, 3);
        EXPECT_LE(pipeline.target.most_in_flight, 3U);
        EXPECT_GT(load.completed, 900U);
        if (open) {
            EXPECT_GT(load.overdue, 900U) << "waiting for room is the target's slowness";
            EXPECT_LE(load.operations[0].service.max(), 3ms);
        }
    }
}

TEST(EnginePipelineTest, ArrivalsThatFindRoomAreNotOverdue) {
    PipelineRun pipeline(4);
    const auto load = pipeline.perform(steady(500.0, 2s), 1);
    EXPECT_EQ(load.completed, 1'000U);
    EXPECT_EQ(load.overdue, 0U);
}

}  // namespace
}  // namespace sark::test
