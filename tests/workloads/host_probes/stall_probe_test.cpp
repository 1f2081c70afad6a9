#include "workloads/host_probes/stall_probe.hpp"

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

TimePoint now() {
    return std::chrono::steady_clock::now();
}

TEST(StallProbeTest, NotesEveryWakeUpOfItsWindowAndOneAtLeast) {
    GeneratorTally tally;
    StallProbe probe;
    ASSERT_TRUE(probe.start(now(), now() + 1h));
    probe.stop(tally);
    EXPECT_GE(tally.host_lag.count(), 1U);
    EXPECT_GE(tally.host_stalled, 0ns);
}

TEST(StallProbeTest, AWindowThatIsOverNotesNothing) {
    GeneratorTally tally;
    StallProbe probe;
    ASSERT_TRUE(probe.start(now() - 2h, now() - 1h));
    probe.stop(tally);
    EXPECT_EQ(tally.host_lag.count(), 0U);
}

TEST(StallProbeTest, AWindowThatHasNotBegunNotesNothing) {
    GeneratorTally tally;
    StallProbe probe;
    ASSERT_TRUE(probe.start(now() + 1h, now() + 2h));
    probe.stop(tally);
    EXPECT_EQ(tally.host_lag.count(), 0U);
    EXPECT_EQ(tally.host_stalled, 0ns);
}

TEST(StallProbeTest, AProbeThatWasNeverStartedHasNothingToSay) {
    GeneratorTally tally;
    StallProbe probe;
    probe.stop(tally);
    EXPECT_FALSE(tally.host_lag.max());
}

}  // namespace
}  // namespace sark::workloads
