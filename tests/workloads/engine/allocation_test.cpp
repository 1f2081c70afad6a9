#include "tests/support/allocation_counter.hpp"
#include "tests/support/scripted_pipeline.hpp"
#include "tests/workloads/engine/simulated_run.hpp"

namespace sark::test {
namespace {

using workloads::OutcomeCode;

/// Counts from the first operation to the last.
void count_during(SimulatedRun& run, std::uint64_t last_index, Answer::Way way) {
    run.target.script = [last_index, way](const workloads::Call& call, Nanos) {
        AllocationCounter::counting = call.index < last_index;
        const bool odd = call.index % 50 == 7;
        return Answer{odd ? Nanos{30ms} : Nanos{1ms},
                      odd ? OutcomeCode::wrong_answer : OutcomeCode::ok, way};
    };
}

TEST(AllocationTest, TheCounterCounts) {
    AllocationCounter::count = 0;
    AllocationCounter::counting = true;
    ::operator delete(::operator new(16));  // an expression "new int" may be optimised away
    AllocationCounter::counting = false;
    EXPECT_EQ(AllocationCounter::count, 1U);
}

TEST(AllocationTest, AnOpenLoadAllocatesNothingBetweenStartAndDrain) {
    for (const auto way : {Answer::Way::on_ready, Answer::Way::in_start}) {
        SimulatedRun run;
        count_during(run, 1'990, way);
        AllocationCounter::count = 0;
        const auto result = run.run(steady(200.0, 10s), 2);
        AllocationCounter::counting = false;
        EXPECT_EQ(result.loads[0].completed, 2'000U);
        EXPECT_EQ(AllocationCounter::count, 0U);
    }
}

TEST(AllocationTest, AClosedLoadAllocatesNothingBetweenStartAndDrain) {
    SimulatedRun run;
    count_during(run, 8'000, Answer::Way::on_ready);
    AllocationCounter::count = 0;
    const auto result = run.run(workloads::ClosedArrivals{10s, 0s}, 2);
    AllocationCounter::counting = false;
    EXPECT_GT(result.loads[0].completed, 8'010U);
    EXPECT_EQ(AllocationCounter::count, 0U);
}

TEST(AllocationTest, PipelinedLoadsAllocateNothingBetweenStartAndDrain) {
    for (const bool open : {true, false}) {
        SimulatedRun run;
        PipelinedTarget target{run.time, 8, [](const workloads::Call& call) {
                                   AllocationCounter::counting = call.index < 1'900;
                                   return PipelinedTarget::Answer{1ms};
                               }};
        auto plan = plan_of(open ? workloads::ArrivalSpec(steady(1'500.0, 2s))
                                 : workloads::ArrivalSpec(workloads::ClosedArrivals{2s, 0s}),
                            target.factory());
        plan.connections = 2;
        std::vector<workloads::LoadPlan> plans;
        plans.push_back(std::move(plan));
        AllocationCounter::count = 0;
        const auto result = run.run(std::move(plans));
        AllocationCounter::counting = false;
        EXPECT_GT(result.loads[0].completed, 2'900U);
        EXPECT_EQ(AllocationCounter::count, 0U);
    }
}

TEST(AllocationTest, TimeoutsAndReconnectsAllocateNothing) {
    SimulatedRun run;
    run.target.script = [](const workloads::Call& call, Nanos) {
        AllocationCounter::counting = call.index < 90;
        return Answer{1ms, OutcomeCode::connection,
                      call.index % 3 == 0 ? Answer::Way::never : Answer::Way::on_ready};
    };
    auto plan = plan_of(steady(10.0, 10s), run.target.factory());
    plan.timeout = 20ms;
    std::vector<workloads::LoadPlan> plans;
    plans.push_back(std::move(plan));
    AllocationCounter::count = 0;
    const auto result = run.run(std::move(plans));
    AllocationCounter::counting = false;
    EXPECT_EQ(result.loads[0].completed, 100U);
    EXPECT_EQ(AllocationCounter::count, 0U);
}

}  // namespace
}  // namespace sark::test
