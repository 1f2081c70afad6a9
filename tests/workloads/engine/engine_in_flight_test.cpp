// What is in flight, what the window inherits, and what never comes back.

#include "tests/workloads/engine/simulated_run.hpp"

namespace sark::test {
namespace {

using workloads::OutcomeCode;

/// Little's law over the window, in seconds: what was in flight, and the service of what ended.
void expect_law_holds(const workloads::LoadTally& load) {
    EXPECT_NEAR(load.in_flight_seconds, load.service_seconds, load.edge_seconds + 1e-9);
}

TEST(EngineInFlightTest, TheAreaIsTheSumOfAllServiceTimes) {
    SimulatedRun run;
    run.target.script = [](const auto&, Nanos) { return Answer{4ms}; };
    const auto load = run.run(steady(100.0, 2s), 2).loads[0];
    EXPECT_DOUBLE_EQ(load.in_flight_seconds, 200 * 0.004);
    EXPECT_DOUBLE_EQ(load.service_seconds, 200 * 0.004);
    EXPECT_DOUBLE_EQ(load.edge_seconds, 0.0);
    EXPECT_EQ(load.backlog_at_begin, 0U);
    EXPECT_EQ(load.outstanding_at_end, 0U);
}

TEST(EngineInFlightTest, OperationsAcrossTheEdgesCountForTheirPartInside) {
    SimulatedRun run;
    run.options.warmup = 1s;
    run.target.script = [](const auto&, Nanos) { return Answer{150ms}; };
    // Due every 100 ms on enough connections: at both edges one is 100 ms under way. Arrival 0 of
    // the window is due at its begin.
    const auto load = run.run(steady(10.0, 2s), 4).loads[0];
    EXPECT_EQ(load.backlog_at_begin, 1U);
    // 19 of the window end inside, the warm-up's last with 50 of its 150 ms, and the window's last
    // has 100 ms before the end.
    EXPECT_EQ(load.ended_in_window, 20U);
    EXPECT_NEAR(load.in_flight_seconds, 19 * 0.150 + 0.050 + 0.100, 1e-9);
    EXPECT_NEAR(load.service_seconds, 20 * 0.150, 1e-9);
    EXPECT_NEAR(load.edge_seconds, 0.100 + 0.100, 1e-9);
    expect_law_holds(load);
}

TEST(EngineInFlightTest, ABacklogOfTheWarmUpIsWhatWasDueAndHadNotEnded) {
    SimulatedRun run;
    run.options.warmup = 1s;
    run.options.drain = 60s;
    // The first answer takes 900 ms, all others 1 ms, on one connection with 100/s: due at 0..900
    // ms are 91, which the last 100 ms of the warm-up do not work off entirely.
    run.target.script = [](const workloads::Call& call, Nanos) {
        return Answer{call.index == 0 ? Nanos{950ms} : Nanos{1ms}};
    };
    const auto load = run.run(steady(100.0, 1s)).loads[0];
    // 50 of 99 waiting ones ended by 1 s; the one that ends at 1 s sharp is still a backlog.
    EXPECT_EQ(load.backlog_at_begin, 50U);
    EXPECT_EQ(load.warmup_completed, 100U);
    EXPECT_EQ(load.completed, 100U);
    expect_law_holds(load);
}

TEST(EngineInFlightTest, AConnectionThatIsNeverServedShowsInTheAreaAndOnTheConnection) {
    SimulatedRun run;
    run.options.warmup = 1s;
    run.options.drain = 1s;
    // Connection 1 gets the second call, in the warm-up, and never an answer.
    run.target.script = [](const workloads::Call& call, Nanos) {
        if (call.index == 1)
            return Answer{0s, OutcomeCode::ok, Answer::Way::never};
        return Answer{1ms};
    };
    const auto load = run.run(steady(100.0, 2s), 2).loads[0];
    EXPECT_EQ(load.completions_per_connection, (std::vector<std::uint64_t>{200, 0}));
    EXPECT_EQ(load.unanswered_per_connection, (std::vector<std::uint64_t>{0, 1}));
    EXPECT_EQ(load.outstanding_at_end, 0U) << "it was due in the warm-up, not in the window";
    EXPECT_EQ(load.backlog_at_begin, 1U);
    EXPECT_NEAR(load.in_flight_seconds, 200 * 0.001 + 2.0, 1e-9);
    EXPECT_NEAR(load.service_seconds, 200 * 0.001, 1e-9);
}

TEST(EngineInFlightTest, WhatIsOutstandingWhenTheDrainEndsIsAPartOfTheAbandoned) {
    SimulatedRun run;
    run.options.drain = 1s;
    run.target.script = [](const auto&, Nanos) {
        return Answer{0s, OutcomeCode::ok, Answer::Way::never};
    };
    const auto load = run.run(steady(100.0, 2s), 5).loads[0];
    EXPECT_EQ(load.abandoned, 200U);
    EXPECT_EQ(load.outstanding_at_end, 5U);
    EXPECT_EQ(load.unanswered_per_connection, (std::vector<std::uint64_t>{1, 1, 1, 1, 1}));
    // Sent at 0, 10, 20, 30 and 40 ms and in flight to the end of the window.
    EXPECT_NEAR(load.in_flight_seconds, 5 * 2.0 - 0.1, 1e-9);
}

TEST(EngineInFlightTest, TimeoutsAreServiceAndUnanswered) {
    SimulatedRun run;
    run.target.script = [](const auto&, Nanos) {
        return Answer{0s, OutcomeCode::ok, Answer::Way::never};
    };
    auto plan = plan_of(steady(2.0, 2s), run.target.factory());
    plan.timeout = 100ms;
    std::vector<workloads::LoadPlan> plans;
    plans.push_back(std::move(plan));
    const auto load = run.run(std::move(plans)).loads[0];
    EXPECT_EQ(load.unanswered_per_connection, (std::vector<std::uint64_t>{4}));
    EXPECT_EQ(load.completions_per_connection, (std::vector<std::uint64_t>{4}));
    EXPECT_NEAR(load.in_flight_seconds, 0.4, 1e-9);
    expect_law_holds(load);
}

TEST(EngineInFlightTest, ARunStoppedInItsWarmUpInheritsNothing) {
    SimulatedRun run;
    run.options.warmup = 10s;
    run.options.drain = 0s;
    run.target.script = [&](const auto&, Nanos elapsed) {
        if (elapsed > 1s)
            run.stop.abort();
        return Answer{700ms};
    };
    const auto load = run.run(steady(10.0, 2s)).loads[0];
    EXPECT_EQ(load.backlog_at_begin, 0U);
    EXPECT_DOUBLE_EQ(load.in_flight_seconds, 0.0);
}

TEST(EngineInFlightTest, AClosedLoopKeepsItsUsersInFlight) {
    SimulatedRun run;
    run.target.script = [](const auto&, Nanos) { return Answer{10ms}; };
    const auto load = run.run(workloads::ClosedArrivals{2s, 0s}, 3).loads[0];
    EXPECT_NEAR(load.in_flight_seconds, 3 * 2.0, 1e-9);
    expect_law_holds(load);
}

}  // namespace
}  // namespace sark::test
