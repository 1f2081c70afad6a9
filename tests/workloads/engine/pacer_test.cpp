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

TEST(OpenPacerTest, AReplayKeepsTimesOperationsAndKeysAndHasNoWarmUpOfItsOwn) {
    const auto entries = std::make_shared<const std::vector<TraceEntry>>(
        std::vector<TraceEntry>{{500ms, 1, 42}, {500ms, 0, {}}, {2s, 1, {}}, {3s, 0, {}}});
    OpenPacer pacer(TraceArrivals{entries, 2.0, 1500ms}, 5s, 100);
    pacer.begin(start);
    EXPECT_DOUBLE_EQ(pacer.expected_arrivals(), 3.0);
    const auto first = pacer.take();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->index, 100U);
    EXPECT_EQ(first->intended, start + 5s + 250ms);
    EXPECT_EQ(first->operation, 1U);
    EXPECT_EQ(first->key, 42U);
    EXPECT_EQ(pacer.take()->key, std::nullopt);
    EXPECT_EQ(pacer.take()->intended, start + 5s + 1s);
    EXPECT_FALSE(pacer.take()) << "what is due at the end or later is left out";
}

TEST(OpenPacerTest, RefusesWhatIsDueWhileNobodyHasRoom) {
    OpenPacer pacer({100.0, {{1s, 100.0}}, false}, 0s, 1, 0);
    pacer.begin(start);
    pacer.room_gained();
    pacer.room_gained();
    EXPECT_EQ(pacer.take()->index, 0U);
    pacer.room_lost(start);
    EXPECT_FALSE(pacer.next_refusal()) << "another one has room";
    pacer.room_lost(start + 5ms);
    EXPECT_EQ(pacer.next_refusal(), start + 10ms);
    EXPECT_FALSE(pacer.take_refused(start + 9ms));
    EXPECT_EQ(pacer.take_refused(start + 10ms)->index, 1U);
    EXPECT_EQ(pacer.next_refusal(), start + 20ms);
    pacer.room_gained();
    EXPECT_FALSE(pacer.next_refusal());
    EXPECT_FALSE(pacer.take_refused(start + 20ms));
    EXPECT_EQ(pacer.take()->index, 2U) << "looking at it did not take it";
}

TEST(OpenPacerTest, DoesNotRefuseWhatWasDueWhileThereWasRoom) {
    OpenPacer pacer({100.0, {{1s, 100.0}}, false}, 0s, 1, 0);
    pacer.begin(start);
    pacer.room_gained();
    EXPECT_EQ(pacer.take()->index, 0U);
    pacer.room_lost(start + 15ms);
    EXPECT_FALSE(pacer.next_refusal()) << "the next was due at 10 ms";
    EXPECT_FALSE(pacer.take_refused(start + 1s));
    EXPECT_EQ(pacer.take()->index, 1U);
    EXPECT_EQ(pacer.next_refusal(), start + 20ms);
}

TEST(OpenPacerTest, RefusesNothingWhenThePlanIsExhausted) {
    OpenPacer pacer({10.0, {{100ms, 10.0}}, false}, 0s, 1, 0);
    pacer.begin(start);
    EXPECT_TRUE(pacer.take());
    EXPECT_FALSE(pacer.next_refusal());
    EXPECT_FALSE(pacer.take_refused(start + 1h));
}

ClosedPacer pacer_of(const std::vector<std::size_t>& users, std::size_t count,
                     const ClosedArrivals& arrivals, std::uint64_t first_index = 0,
                     Nanos warmup = 0s) {
    return {users, {&arrivals, count, warmup, 7, first_index}};
}

TEST(ClosedPacerTest, EveryUserIsDueAtTheStartAndAgainAfterThinking) {
    ClosedPacer pacer = pacer_of({0, 1}, 2, {10s, {50ms}});
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
    ClosedPacer pacer = pacer_of({1, 3}, 4, {10s}, 100);
    pacer.begin(start);
    EXPECT_EQ(pacer.take().arrival.index, 101U);
    EXPECT_EQ(pacer.take().arrival.index, 103U);
    pacer.finished(1, start + 1ms, false);
    EXPECT_EQ(pacer.take().arrival.index, 107U);
    pacer.finished(0, start + 2ms, false);
    EXPECT_EQ(pacer.take().arrival.index, 105U);
}

TEST(ClosedPacerTest, AFailedUserRestsAndDoesNotHoldUpTheOthers) {
    ClosedPacer pacer = pacer_of({0, 1}, 2, {10s});
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
    ClosedPacer pacer = pacer_of({0}, 1, {10s, {1s}});
    pacer.begin(start);
    (void)pacer.take();
    pacer.finished(0, start, true);
    EXPECT_EQ(pacer.next_due(), start + 1s);
}

TEST(ClosedPacerTest, UsersOfDifferentThoughtAreServedInTheOrderTheyAreDue) {
    const ClosedArrivals arrivals{10s, {10ms, 200ms, ThinkTime::Kind::uniform}};
    ClosedPacer pacer = pacer_of({0, 1, 2, 3, 4, 5, 6, 7}, 8, arrivals);
    pacer.begin(start);
    TimePoint latest = start;
    for (int i = 0; i < 500; ++i) {
        const TimePoint due = *pacer.next_due();
        EXPECT_GE(due, latest);
        latest = due;
        const auto next = pacer.take();
        EXPECT_EQ(next.arrival.intended, due);
        pacer.finished(next.slot, due, false);
        EXPECT_GE(*pacer.next_due(), due);
    }
}

TEST(ClosedPacerTest, AUserRestsWhileTheCurveIsBelowItAndComesBack) {
    const ClosedArrivals arrivals{4s, {}, 2, {{1s, 2}, {0s, 1}, {1s, 1}, {0s, 2}, {2s, 2}}};
    ClosedPacer pacer = pacer_of({0, 1}, 2, arrivals);
    pacer.begin(start);
    (void)pacer.take();
    (void)pacer.take();
    pacer.finished(1, start + 1500ms, false);
    EXPECT_EQ(pacer.next_due(), start + 2s) << "it finished what it had begun, then rested";
    pacer.finished(0, start + 1500ms, false);
    EXPECT_EQ(pacer.next_due(), start + 1500ms);
}

TEST(ClosedPacerTest, AUserWhoseTimeIsOverIsNeverDueAgain) {
    const ClosedArrivals arrivals{2s, {}, 1, {{1s, 1}, {1s, 0}}};
    ClosedPacer pacer = pacer_of({0}, 1, arrivals);
    pacer.begin(start);
    (void)pacer.take();
    pacer.finished(0, start + 2s, false);
    EXPECT_FALSE(pacer.next_due());
}

TEST(ClosedPacerTest, NoUsersMeansNothingIsEverDue) {
    ClosedPacer pacer = pacer_of({}, 4, {10s});
    pacer.begin(start);
    EXPECT_FALSE(pacer.next_due());
}

}  // namespace
}  // namespace sark::workloads
