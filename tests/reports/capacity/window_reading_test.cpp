#include "reports/capacity/window_reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/capacity/capacity_examples.hpp"

namespace sark::reports {
namespace {

using test::policy_sla;
using test::RunResultBuilder;
using test::window_run;
using ::testing::Contains;
using workloads::OutcomeCode;

/// Misses of the response objective (p75 < 50 ms) and of the errors objective.
struct Misses {
    std::uint64_t late = 0;
    std::uint64_t errors = 0;
    std::uint64_t operations = 0;
};
Misses misses(const WindowReading& reading) {
    EXPECT_EQ(reading.evidence.objectives.size(), 2U);
    Misses found;
    const auto sla = policy_sla();
    for (std::size_t i = 0; i < sla.objectives.size(); ++i) {
        const ObjectiveEvidence& seen = reading.evidence.objectives[i];
        found.operations = seen.operations;
        (sla.objectives[i].measure == Objective::Measure::errors ? found.errors : found.late) =
            seen.misses;
    }
    return found;
}

TEST(WindowReadingTest, LateAnswersMissTheirLimitAndAreNoErrors) {
    // 500 answers evenly over 0..100 ms: the second half is late.
    const auto reading = read_window(window_run(100.0, 0.1, 100.0), policy_sla().objectives);
    EXPECT_EQ(reading.disturbance, Disturbance::none);
    EXPECT_TRUE(reading.codes.empty());
    const Misses seen = misses(reading);
    EXPECT_EQ(seen.operations, 500U);
    EXPECT_NEAR(static_cast<double>(seen.late), 250.0, 3.0);
    EXPECT_EQ(seen.errors, 0U);
}

TEST(WindowReadingTest, WhateverWasNotAnsweredRightMissesBoth) {
    auto run = RunResultBuilder()
                   .answers("api.policy_evaluate", 400, 1, 2)
                   .failures("api.policy_evaluate", OutcomeCode::wrong_answer, 50, 0.1)
                   .failures("api.policy_evaluate", OutcomeCode::timeout, 30, 5'000)
                   .abandoned("api.policy_evaluate", 20, 5'000)
                   .build();
    run.engine.loads[0].ended_in_window = 500;
    const Misses seen = misses(read_window(run, policy_sla().objectives));
    EXPECT_EQ(seen.operations, 500U);
    EXPECT_EQ(seen.late, 100U) << "a wrong answer is a miss, however quick";
    EXPECT_EQ(seen.errors, 100U);
}

TEST(WindowReadingTest, PartsCountEveryOperationInOrderOfTime) {
    const auto reading = read_window(window_run(64.0, 1.0, 2.0), policy_sla().objectives);
    for (const ObjectiveEvidence& seen : reading.evidence.objectives) {
        ASSERT_EQ(seen.parts.size(), workloads::BatchTally::count);
        double all = 0.0;
        for (const PartCount& part : seen.parts) all += part.operations;
        EXPECT_DOUBLE_EQ(all, static_cast<double>(seen.operations));
    }
}

TEST(WindowReadingTest, AWindowWithoutOperationsProvesNothing) {
    const auto run = RunResultBuilder().operation("api.policy_evaluate").build();
    const auto reading = read_window(run, policy_sla().objectives);
    EXPECT_EQ(misses(reading).operations, 0U);
    EXPECT_FALSE(reading.evidence.fell_behind);
}

TEST(WindowReadingTest, WorkThatPilesUpIsSeenWhateverTheLimit) {
    auto run = window_run(100.0, 1.0, 2.0);
    EXPECT_FALSE(read_window(run, policy_sla().objectives).evidence.fell_behind);
    run.engine.loads[0].ended_in_window = 440;  // of 500
    EXPECT_TRUE(read_window(run, policy_sla().objectives).evidence.fell_behind);
    // The same number is what is in flight anyway: 60 at a time.
    run.engine.loads[0].in_flight_seconds = 60.0 * 5.0;
    EXPECT_FALSE(read_window(run, policy_sla().objectives).evidence.fell_behind);
}

TEST(WindowReadingTest, AClosedLoopNeverFallsBehind) {
    auto run = window_run(100.0, 1.0, 2.0);
    run.engine.loads[0].offered_rate = 0.0;
    run.engine.loads[0].ended_in_window = 1;
    EXPECT_FALSE(read_window(run, policy_sla().objectives).evidence.fell_behind);
}

TEST(WindowReadingTest, ALateGeneratorIsNotTheTargetsFault) {
    auto run = window_run(100.0, 1.0, 2.0);
    run.engine.generator.wake_lag.record_many(std::chrono::milliseconds(60), 2'000);
    const auto reading = read_window(run, policy_sla().objectives);
    EXPECT_EQ(reading.disturbance, Disturbance::generator);
    EXPECT_THAT(reading.codes, Contains("wake_lag"));
}

TEST(WindowReadingTest, AStrangerOnTheMachineIsTheHostsFaultEvenBesideALateGenerator) {
    auto run = window_run(100.0, 1.0, 2.0);
    run.cpu.others = 1.5;
    EXPECT_EQ(read_window(run, policy_sla().objectives).disturbance, Disturbance::host);
    run.engine.generator.wake_lag.record_many(std::chrono::milliseconds(60), 2'000);
    const auto reading = read_window(run, policy_sla().objectives);
    EXPECT_EQ(reading.disturbance, Disturbance::host);
    EXPECT_THAT(reading.codes, Contains("foreign_cpu"));
}

TEST(WindowReadingTest, ATargetThatUsesUpASharedMachineIsMeasuredNotDisturbed) {
    auto run = window_run(100.0, 1.0, 2.0);
    run.engine.generator.wake_lag.record_many(std::chrono::milliseconds(60), 2'000);
    run.cpu.generator = 0.4;
    run.cpu.services = 1.5;  // of two cores
    const auto reading = read_window(run, policy_sla().objectives);
    EXPECT_EQ(reading.disturbance, Disturbance::none);
    EXPECT_TRUE(reading.codes.empty());
    // The generator being the larger part, it is its own fault.
    run.cpu.generator = 1.5;
    run.cpu.services = 0.4;
    EXPECT_EQ(read_window(run, policy_sla().objectives).disturbance, Disturbance::generator);
}

}  // namespace
}  // namespace sark::reports
