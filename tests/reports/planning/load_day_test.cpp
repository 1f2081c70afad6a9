#include "reports/planning/load_day.hpp"

#include <gtest/gtest.h>

namespace sark::reports::planning {
namespace {

TEST(LoadDayTest, ReadsSecondsAndClockTimes) {
    const auto day = parse_load_day("time,rate\n0,10\n00:30,20\r\n01:00:30, 40\n", "day.csv");
    ASSERT_TRUE(day) << describe(day.error());
    ASSERT_EQ(day->points.size(), 3U);
    EXPECT_DOUBLE_EQ(day->points[1].at_s, 1800.0);
    EXPECT_DOUBLE_EQ(day->points[2].at_s, 3630.0);
    EXPECT_DOUBLE_EQ(day->peak_per_s(), 40.0);
}

TEST(LoadDayTest, BetweenPointsTheRateIsAStraightLine) {
    const LoadDay day{"", {{10, 100}, {20, 200}}};
    EXPECT_DOUBLE_EQ(day.rate_at(15), 150.0);
    EXPECT_DOUBLE_EQ(day.rate_at(0), 100.0);
    EXPECT_DOUBLE_EQ(day.rate_at(30), 200.0);
    EXPECT_DOUBLE_EQ(day.arrivals(), 1500.0);
}

TEST(LoadDayTest, BuiltInDaysReachTheirPeakAndNoMore) {
    for (const char* name : {"office", "flat", "spike"}) {
        const auto day = built_in_day(name, 500.0);
        ASSERT_TRUE(day) << name;
        EXPECT_DOUBLE_EQ(day->peak_per_s(), 500.0) << name;
        EXPECT_DOUBLE_EQ(day->length_s(), 86'400.0) << name;
    }
    EXPECT_FALSE(built_in_day("weekend", 500.0));
}

TEST(LoadDayTest, TheFirstBadLineIsNamed) {
    const auto fault = [](const char* csv) {
        const auto day = parse_load_day(csv, "day.csv");
        return day ? std::string("none") : day.error().where + " " + day.error().message;
    };
    EXPECT_EQ(fault("rate,time\n1,2\n"), "day.csv:1 the header is not time,rate");
    EXPECT_EQ(fault("time,rate\n0,1\nnoon,2\n"), "day.csv:3 not a time within a week");
    EXPECT_EQ(fault("time,rate\n0,1\n25:99,2\n"), "day.csv:3 not a time within a week");
    EXPECT_EQ(fault("time,rate\n0,1\n5,-2\n"), "day.csv:3 not a rate");
    EXPECT_EQ(fault("time,rate\n0,1\n5,nan\n"), "day.csv:3 not a rate");
    EXPECT_EQ(fault("time,rate\n5,1\n5,2\n"), "day.csv:3 the time does not rise");
    EXPECT_EQ(fault("time,rate\n0,1\n"), "day.csv:2 fewer than two points");
    EXPECT_EQ(fault("time,rate\n0,0\n1,0\n"), "day.csv:3 no load at any time");
    EXPECT_EQ(fault("time,rate\n0;1\n"), "day.csv:2 not a time and a rate");
    EXPECT_EQ(fault(""), "day.csv:0 fewer than two points");
}

}  // namespace
}  // namespace sark::reports::planning
