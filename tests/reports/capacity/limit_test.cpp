#include "reports/capacity/limit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::reports {
namespace {

using ::testing::HasSubstr;

/// A step that was slow for no reason that can be seen: half of one core of four, some in flight.
StepFigures slow_step() {
    StepFigures step;
    step.operations = 1'000;
    step.mean_ms = 80.0;
    step.in_flight = 5.0;
    step.in_flight_limit = 16.0;
    step.target_cores = 0.5;
    step.generator_cores = 0.2;
    step.own_busy = 0.175;
    step.cpus = 4.0;
    return step;
}

LimitedBy found(const StepFigures& step) {
    const CapacityLimit limit = limit_of(step, 830.0, "page: p(95)<50ms");
    EXPECT_EQ(limit.objective, "page: p(95)<50ms");
    EXPECT_DOUBLE_EQ(limit.rate, 830.0);
    EXPECT_FALSE(limit.text.empty());
    return limit.resource;
}

TEST(LimitTest, WhatCannotBeSeenIsInsideTheTarget) {
    EXPECT_EQ(found(slow_step()), LimitedBy::target);
    EXPECT_EQ(found({}), LimitedBy::target) << "nothing was measured, nothing is blamed";
}

TEST(LimitTest, FailuresOutweighEverything) {
    StepFigures step = slow_step();
    step.failed = 20;
    step.worst_outcome = "refused";
    step.own_busy = 1.0;
    EXPECT_EQ(found(step), LimitedBy::errors);
    EXPECT_THAT(limit_of(step, 1, "").text, HasSubstr("most as refused"));
}

TEST(LimitTest, TimeoutsAndAbandonedOperationsAreSlownessNotErrors) {
    for (const char* outcome : {"timeout", "abandoned"}) {
        StepFigures step = slow_step();
        step.failed = 900;
        step.worst_outcome = outcome;
        EXPECT_EQ(found(step), LimitedBy::target) << outcome;
    }
    StepFigures few = slow_step();
    few.failed = 10;
    few.worst_outcome = "refused";
    EXPECT_EQ(found(few), LimitedBy::target) << "one in a hundred is no cause";
}

TEST(LimitTest, AMachineWithoutASpareCoreIsTheLimit) {
    StepFigures step = slow_step();
    step.own_busy = 0.86;
    step.target_cores = 3.0;
    EXPECT_EQ(found(step), LimitedBy::host_cpu);
    EXPECT_THAT(limit_of(step, 1, "").text, HasSubstr("target 3.00 cores, generator 0.20 of 4"));
}

TEST(LimitTest, AWholeNumberOfCoresIsWhatTheTargetsThreadsCanUse) {
    for (const double cores : {0.95, 1.0, 1.04, 1.9, 2.05}) {
        StepFigures step = slow_step();
        step.target_cores = cores;
        EXPECT_EQ(found(step), LimitedBy::target_cpu) << cores;
    }
    for (const double cores : {0.5, 0.85, 1.2, 1.5, 1.7}) {
        StepFigures step = slow_step();
        step.target_cores = cores;
        EXPECT_EQ(found(step), LimitedBy::target) << cores;
    }
}

TEST(LimitTest, AnUnknownTargetHasNoCpuThatCouldBeTheLimit) {
    StepFigures step = slow_step();
    step.target_cores.reset();
    EXPECT_EQ(found(step), LimitedBy::target);
    EXPECT_THAT(limit_of(step, 1, "").text, HasSubstr("target unknown cores"));
}

TEST(LimitTest, WaitsForThePoolAreNamed) {
    StepFigures waits = slow_step();
    waits.pool_waits_s = 0.009;
    EXPECT_EQ(found(waits), LimitedBy::pool);
    waits.pool_waits_s = 0.007;
    EXPECT_EQ(found(waits), LimitedBy::target) << "less than a tenth of 80 ms";
    StepFigures refused = slow_step();
    refused.pool_timeouts = 3.0;
    EXPECT_EQ(found(refused), LimitedBy::pool);
    EXPECT_THAT(limit_of(refused, 1, "").text, HasSubstr("3 gave up"));
}

TEST(LimitTest, ConnectionsAreTheLimitWhenAllAreInUseAndTheTargetIdles) {
    StepFigures step = slow_step();
    step.in_flight = 15.0;
    step.overdue_ratio = 0.929;
    EXPECT_EQ(found(step), LimitedBy::connections);
    EXPECT_THAT(limit_of(step, 1, "").text, HasSubstr("15.0 of the load's 16 operations"));
    EXPECT_THAT(limit_of(step, 1, "").text, HasSubstr("--connections"));
    step.in_flight_limit = 0.0;
    EXPECT_EQ(found(step), LimitedBy::target) << "without a limit none is reached";
}

TEST(LimitTest, TheGeneratorsOwnLimitNamesWhatToDo) {
    StepFigures step = slow_step();
    step.busiest_worker = 0.97;
    const CapacityLimit limit = generator_limit_of(step, 5'000.0, "wake_lag, generator_cpu");
    EXPECT_EQ(limit.resource, LimitedBy::generator);
    EXPECT_EQ(name_of(limit.resource), "generator");
    EXPECT_THAT(limit.text, HasSubstr("at 5000/s"));
    EXPECT_THAT(limit.text, HasSubstr("wake_lag, generator_cpu"));
    EXPECT_THAT(limit.text, HasSubstr("97.0 % of a core"));
    EXPECT_THAT(limit.text, HasSubstr("--threads"));
    step.busiest_worker.reset();
    EXPECT_THAT(generator_limit_of(step, 1, "").text, testing::Not(HasSubstr("of a core")));
}

}  // namespace
}  // namespace sark::reports
