// What a run measures apart for each of its phases, and what can be read of it while it goes on.

#include "tests/workloads/engine/simulated_run.hpp"
#include "workloads/timing/run_parts.hpp"

namespace sark::test {
namespace {

using workloads::OutcomeCode;
using workloads::PhaseTally;

const workloads::OpenArrivals hundred_then_five_hundred{
    100.0, {{2s, 100.0}, {0s, 500.0}, {2s, 500.0}, {0s, 100.0}, {4s, 100.0}}, false};

TEST(RunPartsTest, AnInstantFallsIntoThePhaseThatBeganLast) {
    workloads::RunParts parts({2s, 3s, 1s});
    const TimePoint begin{100s};
    parts.begin(begin);
    const auto at = [&](Nanos offset) { return parts.at(begin + offset); };
    EXPECT_EQ(at(-1ns), 0U);
    EXPECT_EQ(at(0s), 1U);
    EXPECT_EQ(at(2s - 1ns), 1U);
    EXPECT_EQ(at(2s), 2U);
    EXPECT_EQ(at(5s), 3U);
    EXPECT_EQ(at(1h), 3U) << "nothing is without a phase";
    EXPECT_EQ(at(1s), 1U) << "instants need not come in order";
    EXPECT_EQ(at(-1h), 0U);
}

TEST(RunPartsTest, ARunWithoutPhasesHasAWarmUpAndTheRest) {
    workloads::RunParts parts({});
    parts.begin(TimePoint{100s});
    EXPECT_EQ(parts.at(TimePoint{99s}), 0U);
    EXPECT_EQ(parts.at(TimePoint{100s}), 1U);
    EXPECT_EQ(parts.at(TimePoint{100h}), 1U);
    EXPECT_EQ(workloads::RunParts::count_of(0), 2U);
    EXPECT_EQ(workloads::RunParts::count_of(3), 4U);
}

/// A spike that one connection of 4 ms each cannot serve: 250/s against 100, 500, 100.
struct Spike : SimulatedRun {
    Spike() {
        options.warmup = 1s;
        options.phases = {{"steady", 2s}, {"spike", 2s}, {"recovery", 4s}};
        target.script = [](const auto&, Nanos) { return Answer{4ms}; };
    }
};

TEST(EnginePhasesTest, SamplesBelongToThePhaseInWhichTheyWereDue) {
    Spike run;
    const auto result = run.run(hundred_then_five_hundred);
    const auto& phases = result.loads[0].phases;
    ASSERT_EQ(phases.size(), 3U);
    EXPECT_EQ(phases[0].phase, "steady");
    EXPECT_EQ(phases[0].operation, "op");
    EXPECT_NEAR(static_cast<double>(phases[0].ok), 200.0, 1.0);
    EXPECT_NEAR(static_cast<double>(phases[1].ok), 1'000.0, 2.0);
    EXPECT_NEAR(static_cast<double>(phases[2].ok), 400.0, 2.0);
    EXPECT_LT(phases[0].response.max(), 5ms);
    EXPECT_GT(phases[1].response.quantile(0.9), 1s) << "the queue of the spike is the spike's";
    EXPECT_LT(phases[2].response.min(), 5ms) << "and recovery ends it";
    std::uint64_t samples = 0;
    for (const PhaseTally& phase : phases) samples += phase.ok + phase.failed;
    EXPECT_EQ(samples, result.loads[0].planned);
}

TEST(EnginePhasesTest, WhatEndsInAPhaseIsCountedThereWheneverItWasDue) {
    Spike run;
    const auto result = run.run(hundred_then_five_hundred);
    const auto& phases = result.loads[0].phases;
    EXPECT_NEAR(static_cast<double>(phases[1].ended), 500.0, 2.0) << "250/s for 2 s";
    EXPECT_NEAR(static_cast<double>(phases[2].ended), 900.0, 5.0) << "its own and the backlog";
    std::uint64_t ended = 0;
    for (const PhaseTally& phase : phases) ended += phase.ended;
    EXPECT_EQ(ended, result.loads[0].ended_in_window);
}

TEST(EnginePhasesTest, WindowsSayHowFarARunThatEndedEarlyCame) {
    Spike run;
    run.observer = [&](Nanos elapsed, const auto&) {
        if (elapsed >= 4s)
            run.stop.finish();
    };
    const auto result = run.run(hundred_then_five_hundred);
    ASSERT_EQ(result.phases.size(), 3U);
    EXPECT_EQ(result.phases[0].length, 2s);
    EXPECT_EQ(result.phases[1].begin, 2s);
    EXPECT_GT(result.phases[1].length, 500ms);
    EXPECT_LT(result.phases[1].length, 2s);
    EXPECT_EQ(result.phases[2].length, 0s);
    EXPECT_EQ(result.loads[0].phases[2].ok + result.loads[0].phases[2].failed, 0U);
    EXPECT_FALSE(result.loads[0].phases[2].response.max()) << "absent, not zero";
}

TEST(EnginePhasesTest, FailuresAndAbandonedArrivalsAreTheirPhases) {
    SimulatedRun run;
    run.options.drain = 0s;
    run.options.phases = {{"good", 1s}, {"bad", 1s}};
    run.target.script = [](const auto&, Nanos elapsed) {
        return elapsed < 1s ? Answer{1ms} : Answer{1ms, OutcomeCode::refused};
    };
    auto result = run.run(steady(100.0, 2s));
    EXPECT_EQ(result.loads[0].phases[0].failed, 0U);
    EXPECT_EQ(result.loads[0].phases[1].failed, 100U);
    EXPECT_EQ(result.loads[0].phases[1].ok, 0U);

    SimulatedRun stuck;
    stuck.options = run.options;
    stuck.target.script = [](const auto&, Nanos elapsed) {
        return Answer{1ms, OutcomeCode::ok,
                      elapsed < 1s ? Answer::Way::on_ready : Answer::Way::never};
    };
    result = stuck.run(steady(100.0, 2s));
    EXPECT_EQ(result.loads[0].phases[1].abandoned, 100U);
    EXPECT_EQ(result.loads[0].phases[1].failed, 100U);
    EXPECT_EQ(result.loads[0].phases[0].abandoned, 0U);
}

TEST(EnginePhasesTest, ARunWithoutPhasesKeepsNone) {
    SimulatedRun run;
    const auto result = run.run(steady(100.0, 1s));
    EXPECT_TRUE(result.loads[0].phases.empty());
    EXPECT_TRUE(result.phases.empty());
}

TEST(EnginePhasesTest, LiveFiguresAreThoseOfTheResult) {
    Spike run;
    workloads::LiveHistory history(2s);
    std::uint64_t seen = 0;
    run.observer = [&](Nanos elapsed, const workloads::Progress& progress) {
        history.read(progress.loads, elapsed);
        const auto all = history.total(0, 0, workloads::all_parts);
        EXPECT_GE(all.ended(), seen);
        seen = all.ended();
        EXPECT_LE(history.in_flight(0), 1U);
    };
    const auto result = run.run(hundred_then_five_hundred);
    ASSERT_EQ(history.loads().size(), 1U);
    EXPECT_EQ(history.loads()[0].operations, std::vector<std::string>{"op"});
    EXPECT_NEAR(static_cast<double>(history.total(0, 0, workloads::PartRange{0, 1}).ended()), 100.0,
                1.0)
        << "the warm-up is a part of its own";
    const auto& phases = result.loads[0].phases;
    for (std::size_t phase = 0; phase < 2; ++phase) {
        const auto live = history.total(0, 0, {phase + 1, phase + 2});
        EXPECT_EQ(live.outcomes[0], phases[phase].ok);
        const double truth = to_ms(*phases[phase].response.quantile(0.9));
        EXPECT_NEAR(to_ms(*live.response.quantile(0.9)), truth, 0.01 * truth);
    }
}

TEST(EnginePhasesTest, AnOuterStopEndsARunThatHasItsOwn) {
    workloads::StopControl outer;
    workloads::StopControl inner(&outer);
    EXPECT_FALSE(inner.finishing());
    inner.finish();
    EXPECT_FALSE(outer.finishing());
    outer.abort();
    EXPECT_TRUE(inner.aborting());
}

}  // namespace
}  // namespace sark::test
