#include "workloads/drivers/server_timing.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

using namespace std::chrono_literals;

std::optional<Nanos> told(std::initializer_list<std::string_view> values) {
    ServerTiming timing;
    for (const std::string_view value : values) timing.read(value);
    return timing.duration();
}

TEST(ServerTimingTest, ReadsMilliseconds) {
    EXPECT_EQ(told({"app;dur=53.2"}), 53'200us);
    EXPECT_EQ(told({"app;dur=0.123"}), 123us);
    EXPECT_EQ(told({"app;dur=0"}), 0ns) << "told, and zero";
    EXPECT_EQ(told({"app;dur=2e1"}), 20ms);
    EXPECT_EQ(told({" app ; DUR = 7 "}), 7ms);
    EXPECT_EQ(told({"app;dur=\"7.5\""}), 7'500us);
    EXPECT_EQ(told({"app;desc=\"the app\";dur=3;x"}), 3ms);
}

TEST(ServerTimingTest, TakesTotalThenAppThenTheFirstWithADuration) {
    EXPECT_EQ(told({"db;dur=1, app;dur=2, total;dur=3"}), 3ms);
    EXPECT_EQ(told({"total;dur=3, app;dur=2, db;dur=1"}), 3ms);
    EXPECT_EQ(told({"db;dur=1,APP;dur=2,cache;dur=9"}), 2ms);
    EXPECT_EQ(told({"miss, db;dur=53, cache;desc=x;dur=23"}), 53ms);
    EXPECT_EQ(told({"db;dur=1", "app;dur=2"}), 2ms) << "in fields of their own";
    EXPECT_EQ(told({"db;dur=1, total"}), 1ms) << "total has no duration";
    EXPECT_EQ(told({"db;dur=1, total;dur=x, app;dur=2"}), 2ms);
}

TEST(ServerTimingTest, QuotedTextIsNotTakenApart) {
    EXPECT_EQ(told({R"(db;desc="a, app;dur=9; dur=8";dur=3)"}), 3ms);
    EXPECT_EQ(told({R"(db;desc="say \"app;dur=9\", please";dur=3)"}), 3ms);
    EXPECT_EQ(told({R"(db;desc="never closed, app;dur=9)"}), std::nullopt);
    EXPECT_EQ(told({R"(db;desc="ends in a backslash \)"}), std::nullopt);
}

TEST(ServerTimingTest, OfWhatIsThereTwiceTheFirstCounts) {
    EXPECT_EQ(told({"app;dur=1;dur=2"}), 1ms);
    EXPECT_EQ(told({"app;dur=1, app;dur=2"}), 1ms);
    EXPECT_EQ(told({"app;dur=1", "app;dur=2"}), 1ms);
    EXPECT_EQ(told({"app;dur=x;dur=2"}), std::nullopt);
}

TEST(ServerTimingTest, WhatIsNoDurationIsPassedOver) {
    for (const char* value : {"",
                              ",",
                              ";",
                              "=",
                              ";;,,==",
                              "app",
                              "app;",
                              "app;dur",
                              "app;dur=",
                              "app;dur=\"\"",
                              "app;dur=x",
                              "app;dur=1x",
                              "app;dur=1 2",
                              "app;dur=0x10",
                              "app;dur=+1",
                              ";dur=5",
                              "app=dur;5",
                              "app;duration=5",
                              "app;dur=-1",
                              "app;dur=-0.001",
                              "app;dur=nan",
                              "app;dur=NaN",
                              "app;dur=inf",
                              "app;dur=-inf",
                              "app;dur=1e300",
                              "app;dur=1e999",
                              "app;dur=3600001",
                              "app dur=5",
                              "\"app;dur=5"})
        EXPECT_EQ(told({value}), std::nullopt) << value;
    EXPECT_EQ(told({"app;dur=3600000"}), 1h) << "the longest that is believed";
    EXPECT_EQ(told({}), std::nullopt);
}

TEST(ServerTimingTest, NoFieldIsTooOddToRead) {
    // Every short text of these characters, for the sanitizers.
    const std::string alphabet = "a\";=,\\5 ";
    for (std::size_t code = 0; code < 8 * 8 * 8 * 8 * 8; ++code) {
        std::string value;
        for (std::size_t rest = code; value.size() < 5; rest /= 8) value += alphabet[rest % 8];
        const auto duration = told({value});
        EXPECT_FALSE(duration) << value;
    }
}

TEST(ServerTimingTest, OnlyHttpHasAPlaceForIt) {
    EXPECT_TRUE(may_tell_server_time("http"));
    for (const char* driver : {"postgres", "redis", "core", "", "HTTP"})
        EXPECT_FALSE(may_tell_server_time(driver)) << driver;
}

TEST(ServerTimingTest, ForgetsWhatItRead) {
    ServerTiming timing;
    timing.read("total;dur=5");
    timing.clear();
    EXPECT_FALSE(timing.duration());
    timing.read("db;dur=2");
    EXPECT_EQ(timing.duration(), 2ms);
}

}  // namespace
}  // namespace sark::workloads
