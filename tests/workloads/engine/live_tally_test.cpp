#include "workloads/timing/live_tally.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "workloads/data/hash.hpp"
#include "workloads/timing/live_history.hpp"

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

LiveLoad load_of(const LiveTally& tally, std::size_t parts, std::vector<std::string> operations) {
    LiveLoad load;
    load.name = "load";
    load.operations = std::move(operations);
    load.parts = parts;
    load.workers = {&tally};
    return load;
}

TEST(LiveTallyTest, ItsBucketsAreThoseOfTheTimeAxis) {
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        const Nanos value{static_cast<std::int64_t>(draw(1, i, 0) >> (i % 60))};
        const Nanos kept = std::clamp(value, Nanos{0}, Nanos{IntervalTally::layout.highest_ns});
        Histogram expected{IntervalTally::layout};
        expected.record(kept);
        expected.record(24h);  // keeps the maximum from hiding the bucket's end
        const std::size_t bucket = LiveTally::bucket_of(kept);
        ASSERT_LT(bucket, LiveTally::buckets);
        EXPECT_EQ(LiveTally::highest_of(bucket), *expected.quantile(0.5)) << kept.count();
        EXPECT_EQ(LiveTally::bucket_of(LiveTally::highest_of(bucket)), bucket);
    }
}

TEST(LiveTallyTest, WhatIsOutOfRangeIsCountedAtItsEnds) {
    EXPECT_EQ(LiveTally::bucket_of(Nanos{-5}), 0U);
    EXPECT_EQ(LiveTally::bucket_of(24h), LiveTally::bucket_of(60s));
}

TEST(LiveHistoryTest, TellsPartsOperationsAndOutcomesApart) {
    LiveTally tally(3, 2);
    tally.sent(false);
    tally.ended(0, 0, 1ms, OutcomeCode::ok);
    tally.sent(true);
    tally.ended(1, 0, 2ms, OutcomeCode::ok);
    tally.sent(false);
    tally.ended(2, 1, 3ms, OutcomeCode::timeout);
    tally.abandoned(2, 0);
    tally.sent(false);
    LiveHistory history(5s);
    history.read({load_of(tally, 3, {"a", "b"})}, 4s);

    const LiveSample measured = history.total(0, std::nullopt, measured_parts);
    EXPECT_EQ(measured.outcomes[0], 1U);
    EXPECT_EQ(measured.outcomes[static_cast<std::size_t>(OutcomeCode::timeout)], 1U);
    EXPECT_EQ(measured.abandoned, 1U);
    EXPECT_EQ(measured.ended(), 2U);
    EXPECT_EQ(measured.failed(), 2U);
    EXPECT_EQ(measured.length, 4s);
    EXPECT_NEAR(to_ms(*measured.response.quantile(0.5)), 2.0, 0.02);
    EXPECT_EQ(history.total(0, 1, all_parts).ended(), 1U);
    EXPECT_EQ(history.total(0, 0, PartRange{0, 1}).outcomes[0], 1U);
    EXPECT_EQ(history.total(0, 1, PartRange{0, 2}).ended(), 0U);
    EXPECT_FALSE(history.total(0, 1, PartRange{0, 2}).response.quantile(0.5)) << "absent";
    EXPECT_EQ(history.in_flight(0), 1U);
    EXPECT_EQ(history.overdue(0), 1U);
}

TEST(LiveHistoryTest, TheLatestSecondsForgetWhatWasBefore) {
    LiveTally tally(2, 1);
    const std::vector<LiveLoad> loads = {load_of(tally, 2, {"a"})};
    LiveHistory history(3s);
    for (int second = 1; second <= 10; ++second) {
        for (int i = 0; i < second; ++i)
            tally.ended(1, 0, std::chrono::milliseconds(second), OutcomeCode::ok);
        history.read(loads, std::chrono::seconds(second));
    }
    const LiveSample three = history.latest(0, std::nullopt, all_parts, 3s);
    EXPECT_EQ(three.outcomes[0], 8U + 9U + 10U);
    EXPECT_EQ(three.length, 3s);
    EXPECT_NEAR(to_ms(*three.response.min()), 8.0, 0.08);
    EXPECT_EQ(history.latest(0, 0, measured_parts, 500ms).outcomes[0], 10U) << "a whole reading";
    EXPECT_EQ(history.latest(0, 0, PartRange{0, 1}, 3s).ended(), 0U);
    EXPECT_LE(history.latest(0, 0, all_parts, 1h).length, 4s) << "no more is remembered";
    EXPECT_EQ(history.total(0, 0, all_parts).ended(), 55U);
}

TEST(LiveHistoryTest, BeforeAnythingHappenedThereIsNothing) {
    LiveTally tally(2, 1);
    LiveHistory history(3s);
    history.read({load_of(tally, 2, {"a"})}, 0s);
    EXPECT_EQ(history.total(0, 0, all_parts).ended(), 0U);
    EXPECT_EQ(history.latest(0, 0, all_parts, 1s).length, 0s);
    EXPECT_EQ(history.in_flight(0), 0U);
}

// Meant for ThreadSanitizer as well: a reader never disturbs the writer, and counters only grow.
TEST(LiveHistoryTest, ReadersOnOtherThreadsSeeCountersGrow) {
    LiveTally tally(2, 1);
    const std::vector<LiveLoad> loads = {load_of(tally, 2, {"a"})};
    constexpr std::uint64_t count = 200'000;
    std::atomic<bool> done{false};
    std::thread writer([&] {
        for (std::uint64_t i = 0; i < count; ++i) {
            tally.sent(false);
            tally.ended(1, 0, Nanos{static_cast<std::int64_t>(i * 1'000)}, OutcomeCode::ok);
        }
        done = true;
    });
    LiveHistory history(1s);
    std::uint64_t last = 0;
    for (int second = 1; !done; ++second) {
        history.read(loads, std::chrono::seconds(second));
        const std::uint64_t now = history.total(0, 0, all_parts).ended();
        EXPECT_GE(now, last);
        last = now;
    }
    writer.join();
    history.read(loads, 1h);
    EXPECT_EQ(history.total(0, 0, all_parts).ended(), count);
    EXPECT_EQ(history.in_flight(0), 0U);
}

}  // namespace
}  // namespace sark::workloads
