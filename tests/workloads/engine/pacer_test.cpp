#include <gtest/gtest.h>

#include "workloads/arrivals/closed_pacer.hpp"
#include "workloads/arrivals/open_pacer.hpp"

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

const TimePoint start{100s};

TEST(OpenPacerTest, HandsWarmUpThenTheMeasuredScheduleWithOneCount) {
    OpenPacer pacer({10.0, {{1s, 10.0}}, false}, 500ms, 1, 1'000);
    pacer.begin(start);
    for (std::uint64_t i = 0; i < 15; ++i) {
        const auto arrival = pacer.take();
        ASSERT_TRUE(arrival);
        EXPECT_EQ(arrival->index, 1'000 + i);
        EXPECT_EQ(arrival->intended, start + static_cast<int>(i) * 100ms);
    }
    EXPECT_FALSE(pacer.take());
    EXPECT_FALSE(pacer.take());
}

TEST(OpenPacerTest, WarmUpDoesNotChangeTheMeasuredSchedule) {
    const OpenArrivals spec{20.0, {{5s, 200.0}}, true};
    OpenPacer cold(spec, 0s, 7, 0);
    OpenPacer warm(spec, 3s, 7, 0);
    cold.begin(start);
    warm.begin(start - 3s);
    std::vector<TimePoint> measured;
    while (const auto arrival = warm.take())
        if (arrival->intended >= start)
            measured.push_back(arrival->intended);
    for (const TimePoint intended : measured) EXPECT_EQ(cold.take()->intended, intended);
    EXPECT_FALSE(cold.take());
}

TEST(ClosedPacerTest, EveryUserIsDueAtTheStartAndAgainAfterThinking) {
    ClosedPacer pacer({0, 1}, 2, 50ms, 0);
    EXPECT_FALSE(pacer.next_due());
    pacer.begin(start);
    EXPECT_EQ(pacer.next_due(), start);
    const auto first = pacer.take();
    const auto second = pacer.take();
    EXPECT_EQ(first.slot, 0U);
    EXPECT_EQ(second.slot, 1U);
    EXPECT_FALSE(pacer.next_due()) << "everybody is busy";
    pacer.finished(1, start + 10ms, false);
    EXPECT_EQ(pacer.next_due(), start + 60ms);
}

TEST(ClosedPacerTest, AUsersIndicesDependOnTheUserAlone) {
    // Users 1 and 3 of 4, as a second worker out of two would have them.
    ClosedPacer pacer({1, 3}, 4, 0ms, 100);
    pacer.begin(start);
    EXPECT_EQ(pacer.take().arrival.index, 101U);
    EXPECT_EQ(pacer.take().arrival.index, 103U);
    pacer.finished(1, start + 1ms, false);
    EXPECT_EQ(pacer.take().arrival.index, 107U);
    pacer.finished(0, start + 2ms, false);
    EXPECT_EQ(pacer.take().arrival.index, 105U);
}

TEST(ClosedPacerTest, AFailedUserRestsAndDoesNotHoldUpTheOthers) {
    ClosedPacer pacer({0, 1}, 2, 0ms, 0);
    pacer.begin(start);
    (void)pacer.take();
    (void)pacer.take();
    pacer.finished(0, start, true);
    EXPECT_EQ(pacer.next_due(), start + 10ms);
    pacer.finished(1, start + 1ms, false);
    EXPECT_EQ(pacer.next_due(), start + 1ms);
    EXPECT_EQ(pacer.take().slot, 1U);
    EXPECT_EQ(pacer.take().slot, 0U);
}

TEST(ClosedPacerTest, ALongThinkTimeIsRestEnough) {
    ClosedPacer pacer({0}, 1, 1s, 0);
    pacer.begin(start);
    (void)pacer.take();
    pacer.finished(0, start, true);
    EXPECT_EQ(pacer.next_due(), start + 1s);
}

TEST(ClosedPacerTest, NoUsersMeansNothingIsEverDue) {
    ClosedPacer pacer({}, 4, 0ms, 0);
    pacer.begin(start);
    EXPECT_FALSE(pacer.next_due());
}

}  // namespace
}  // namespace sark::workloads
