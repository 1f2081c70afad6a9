#include "workloads/arrivals/trace_schedule.hpp"

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

TraceArrivals trace(std::vector<TraceEntry> entries, double speed, Nanos duration) {
    return {std::make_shared<const std::vector<TraceEntry>>(std::move(entries)), speed, duration};
}

std::vector<Nanos> offsets_of(const TraceArrivals& arrivals) {
    TraceSchedule schedule(arrivals);
    std::vector<Nanos> offsets;
    while (const auto entry = schedule.next()) offsets.push_back(entry->offset);
    EXPECT_EQ(offsets.size(), schedule.count());
    return offsets;
}

TEST(TraceScheduleTest, SpeedDividesTheTimes) {
    const std::vector<TraceEntry> entries = {{0s, 0, {}}, {1s, 0, {}}, {1s, 0, {}}, {3s, 0, {}}};
    EXPECT_EQ(offsets_of(trace(entries, 1.0, 4s)), (std::vector<Nanos>{0s, 1s, 1s, 3s}));
    EXPECT_EQ(offsets_of(trace(entries, 2.0, 4s)), (std::vector<Nanos>{0s, 500ms, 500ms, 1500ms}));
    EXPECT_EQ(offsets_of(trace(entries, 0.5, 10s)), (std::vector<Nanos>{0s, 2s, 2s, 6s}));
}

TEST(TraceScheduleTest, WhatLiesAtTheEndOrLaterIsLeftOut) {
    const std::vector<TraceEntry> entries = {{0s, 0, {}}, {1s, 0, {}}, {2s, 0, {}}};
    EXPECT_EQ(offsets_of(trace(entries, 1.0, 2s)).size(), 2U);
    EXPECT_EQ(offsets_of(trace(entries, 4.0, 500ms)).size(), 2U);
}

TEST(TraceScheduleTest, AnEmptyTraceHasNothing) {
    EXPECT_TRUE(offsets_of(trace({}, 1.0, 5s)).empty());
    EXPECT_TRUE(offsets_of(TraceArrivals{nullptr, 1.0, 5s}).empty());
}

}  // namespace
}  // namespace sark::workloads
