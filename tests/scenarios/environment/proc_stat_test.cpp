#include "scenarios/environment/proc_stat.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

namespace sark::scenarios {
namespace {

TEST(ProcStatTest, AddsUpTheBusyFieldsOfTheMachine) {
    const auto ticks = parse_machine_stat(
        "cpu  100 20 3000 400000 50000 6 7 88 999 9999\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 1\n");
    ASSERT_TRUE(ticks);
    EXPECT_EQ(ticks->busy, 100U + 20U + 3000U + 6U + 7U);  // neither idle, iowait, steal nor guest
    EXPECT_EQ(ticks->steal, 88U);
}

TEST(ProcStatTest, RefusesWhatIsNotAStatFile) {
    EXPECT_FALSE(parse_machine_stat(""));
    EXPECT_FALSE(parse_machine_stat("cpu0 1 2 3 4 5 6 7 8\n"));
    EXPECT_FALSE(parse_machine_stat("cpu 1 2 3\n"));
    EXPECT_FALSE(parse_machine_stat("cpu a b c d e f g h\n"));
}

TEST(ProcStatTest, ReadsAProcessWhoseNameHoldsBlanksAndParentheses) {
    const auto process = parse_process_stat(
        "4711 (odd) R 1 (name) S 42 4711 4711 0 -1 4194304 101 5 0 0 10 20 3 4 20 0 1 0 156889\n");
    ASSERT_TRUE(process);
    EXPECT_EQ(process->pid, 4711);
    EXPECT_EQ(process->parent, 42);
    EXPECT_EQ(process->ticks, 37U);
}

TEST(ProcStatTest, RefusesTruncatedProcesses) {
    EXPECT_FALSE(parse_process_stat(""));
    EXPECT_FALSE(parse_process_stat("4711"));
    EXPECT_FALSE(parse_process_stat("x (name) S 42"));
    EXPECT_FALSE(parse_process_stat("4711 (name) S 42 4711 4711 0 -1 4194304 101 5 0 0 10 20 3"));
}

TEST(ProcStatTest, SumsTreesOnceAndNothingElse) {
    const std::vector<ProcessTicks> processes = {{1, 0, 1'000}, {10, 1, 1},     {11, 10, 20},
                                                 {12, 11, 300}, {20, 1, 4'000}, {30, 2, 50'000}};
    EXPECT_EQ(ticks_of_trees(processes, {10}), 321U);
    EXPECT_EQ(ticks_of_trees(processes, {10, 12, 20}), 4'321U);
    EXPECT_EQ(ticks_of_trees(processes, {99}), 0U);
    EXPECT_EQ(ticks_of_trees({}, {10}), 0U);
}

TEST(ProcStatTest, LeavesOutATreeWithinATreeButForItsRoots) {
    // 10 started both the target and us (12); 13 is a service of ours.
    const std::vector<ProcessTicks> processes = {
        {10, 1, 1}, {11, 10, 20}, {12, 10, 300}, {13, 12, 4'000}, {14, 12, 50'000}};
    EXPECT_EQ(ticks_of_trees(processes, {10}, 12), 21U);
    EXPECT_EQ(ticks_of_trees(processes, {10, 13}, 12), 4'021U);
}

TEST(ProcStatTest, ReadsThisProcessAndMachine) {
    EXPECT_TRUE(read_machine_stat());
    bool seen = false;
    for (const ProcessTicks& process : read_processes())
        seen = seen || (process.pid == getpid() && process.parent == getppid());
    EXPECT_TRUE(seen);
}

}  // namespace
}  // namespace sark::scenarios
