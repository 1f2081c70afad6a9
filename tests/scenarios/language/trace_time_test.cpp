#include "scenarios/language/trace_time.hpp"

#include <gtest/gtest.h>

namespace sark::scenarios::language {
namespace {

using namespace std::chrono_literals;

TEST(TraceTimeTest, SecondsCountFromTheStart) {
    EXPECT_EQ(parse_trace_time("0")->time, 0s);
    EXPECT_EQ(parse_trace_time("12.5")->time, 12500ms);
    EXPECT_EQ(parse_trace_time("0.000000001")->time, 1ns);
    EXPECT_EQ(parse_trace_time("1.0000000019")->time, 1s + 1ns) << "beyond nanoseconds is cut";
    EXPECT_FALSE(parse_trace_time("999999999")->absolute);
}

TEST(TraceTimeTest, InstantsAreExactToTheNanosecond) {
    const auto epoch = parse_trace_time("1769860800.123456789");
    ASSERT_TRUE(epoch);
    EXPECT_TRUE(epoch->absolute);
    EXPECT_EQ(epoch->time, 1769860800s + 123456789ns);
    for (const char* text :
         {"2026-01-31T12:00:00.123456789Z", "2026-01-31 12:00:00.123456789",
          "2026-01-31T14:00:00.123456789+02:00", "2026-01-31T06:30:00.123456789-0530"}) {
        const auto instant = parse_trace_time(text);
        ASSERT_TRUE(instant) << text;
        EXPECT_EQ(instant->time, epoch->time) << text;
        EXPECT_TRUE(instant->absolute);
    }
    EXPECT_EQ(parse_trace_time("2024-02-29T00:00:00Z")->time, 1709164800s);
}

TEST(TraceTimeTest, AnythingElseIsNoTime) {
    for (const char* text : {"",
                             "-1",
                             "+1",
                             "1.",
                             ".5",
                             "1e3",
                             "1s",
                             " 1",
                             "1 ",
                             "nan",
                             "1769860800000",
                             "2026-01-31",
                             "2026-01-31T12:00",
                             "2026-02-30T12:00:00Z",
                             "2026-13-01T12:00:00Z",
                             "2026-01-31T24:00:00Z",
                             "2026-01-31T12:60:00Z",
                             "2026-01-31T12:00:00Zulu",
                             "2026-01-31T12:00:00+2",
                             "2026-01-31T12:00:00+25:00",
                             "1969-01-01T00:00:00Z",
                             "2300-01-01T00:00:00Z",
                             "26-01-31T12:00:00Z"})
        EXPECT_FALSE(parse_trace_time(text)) << text;
}

}  // namespace
}  // namespace sark::scenarios::language
