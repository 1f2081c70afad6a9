// A program of its own, because it replaces operator new.

#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/workloads/engine/simulated_run.hpp"

namespace {

std::atomic<bool> counting{false};
std::atomic<std::uint64_t> allocations{0};

void* counted(std::size_t size) {
    if (counting.load(std::memory_order_relaxed))
        allocations.fetch_add(1, std::memory_order_relaxed);
    return std::malloc(size == 0 ? 1 : size);
}

}  // namespace

void* operator new(std::size_t size) {
    if (void* memory = counted(size))
        return memory;
    throw std::bad_alloc();
}
void* operator new[](std::size_t size) {
    return operator new(size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace sark::test {
namespace {

using workloads::OutcomeCode;

/// Counts from the first operation to the last.
void count_during(SimulatedRun& run, std::uint64_t last_index, Answer::Way way) {
    run.target.script = [last_index, way](const workloads::Call& call, Nanos) {
        counting = call.index < last_index;
        const bool odd = call.index % 50 == 7;
        return Answer{odd ? Nanos{30ms} : Nanos{1ms},
                      odd ? OutcomeCode::wrong_answer : OutcomeCode::ok, way};
    };
}

TEST(AllocationTest, TheCounterCounts) {
    allocations = 0;
    counting = true;
    ::operator delete(::operator new(16));  // an expression "new int" may be optimised away
    counting = false;
    EXPECT_EQ(allocations.load(), 1U);
}

TEST(AllocationTest, AnOpenLoadAllocatesNothingBetweenStartAndDrain) {
    for (const auto way : {Answer::Way::on_ready, Answer::Way::in_start}) {
        SimulatedRun run;
        count_during(run, 1'990, way);
        allocations = 0;
        const auto result = run.run(steady(200.0, 10s), 2);
        counting = false;
        EXPECT_EQ(result.loads[0].completed, 2'000U);
        EXPECT_EQ(allocations.load(), 0U);
    }
}

TEST(AllocationTest, AClosedLoadAllocatesNothingBetweenStartAndDrain) {
    SimulatedRun run;
    count_during(run, 8'000, Answer::Way::on_ready);
    allocations = 0;
    const auto result = run.run(workloads::ClosedArrivals{10s, 0s}, 2);
    counting = false;
    EXPECT_GT(result.loads[0].completed, 8'010U);
    EXPECT_EQ(allocations.load(), 0U);
}

TEST(AllocationTest, TimeoutsAndReconnectsAllocateNothing) {
    SimulatedRun run;
    run.target.script = [](const workloads::Call& call, Nanos) {
        counting = call.index < 90;
        return Answer{1ms, OutcomeCode::connection,
                      call.index % 3 == 0 ? Answer::Way::never : Answer::Way::on_ready};
    };
    auto plan = plan_of(steady(10.0, 10s), run.target.factory());
    plan.timeout = 20ms;
    std::vector<workloads::LoadPlan> plans;
    plans.push_back(std::move(plan));
    allocations = 0;
    const auto result = run.run(std::move(plans));
    counting = false;
    EXPECT_EQ(result.loads[0].completed, 100U);
    EXPECT_EQ(allocations.load(), 0U);
}

}  // namespace
}  // namespace sark::test
