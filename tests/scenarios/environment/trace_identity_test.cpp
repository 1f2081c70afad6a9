#include "scenarios/environment/trace_identity.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

using namespace std::chrono_literals;

LoadSpec replay_of(std::vector<workloads::TraceEntry> entries) {
    LoadSpec load;
    load.trace_file = "orders.csv";
    load.operations.resize(2);
    load.operations[0].name = "read";
    load.operations[1].name = "write";
    workloads::TraceArrivals trace;
    trace.entries = std::make_shared<std::vector<workloads::TraceEntry>>(std::move(entries));
    load.arrivals = std::move(trace);
    return load;
}

TEST(TraceIdentityTest, NamesTheFileItsLengthAndItsContents) {
    // FNV-1a of "0,read,\n1500000,write,7\n", worked out independently.
    EXPECT_EQ(trace_identity(replay_of({{0ns, 0, {}}, {1500us, 1, 7}})),
              "orders.csv, 2 requests, fnv1a a7d1b1f7c10d0451");
}

TEST(TraceIdentityTest, EveryPartOfARequestCounts) {
    const std::string one = trace_identity(replay_of({{1ms, 0, 7}}));
    EXPECT_NE(one, trace_identity(replay_of({{2ms, 0, 7}})));
    EXPECT_NE(one, trace_identity(replay_of({{1ms, 1, 7}})));
    EXPECT_NE(one, trace_identity(replay_of({{1ms, 0, 8}})));
    EXPECT_NE(one, trace_identity(replay_of({{1ms, 0, {}}})));
}

TEST(TraceIdentityTest, TheSpeedIsNotTheTraces) {
    LoadSpec quicker = replay_of({{1ms, 0, 7}});
    std::get<workloads::TraceArrivals>(quicker.arrivals).speed = 2.0;
    EXPECT_EQ(trace_identity(quicker), trace_identity(replay_of({{1ms, 0, 7}})));
}

TEST(TraceIdentityTest, OtherLoadsHaveNone) {
    LoadSpec load;
    load.arrivals = workloads::OpenArrivals{10.0, {{1s, 10.0}}};
    EXPECT_EQ(trace_identity(load), "");
}

}  // namespace
}  // namespace sark::scenarios
