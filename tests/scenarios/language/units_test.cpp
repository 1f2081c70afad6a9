#include "scenarios/language/units.hpp"

#include <gtest/gtest.h>

namespace sark::scenarios::language {
namespace {

using namespace std::chrono_literals;

TEST(UnitsTest, DurationsAreReadWithTheirUnit) {
    EXPECT_EQ(parse_duration("10ms"), Nanos{10ms});
    EXPECT_EQ(parse_duration("1.5s"), Nanos{1500ms});
    EXPECT_EQ(parse_duration("2m"), Nanos{2min});
    EXPECT_EQ(parse_duration("500us"), Nanos{500us});
    EXPECT_EQ(parse_duration("500µs"), Nanos{500us});
    EXPECT_EQ(parse_duration("7ns"), Nanos{7ns});
    EXPECT_EQ(parse_duration("24h"), Nanos{24h});
    EXPECT_EQ(parse_duration("1m30s"), Nanos{90s});
    EXPECT_EQ(parse_duration("0s"), Nanos{0});
    EXPECT_EQ(parse_duration("0.1s"), Nanos{100ms});
}

TEST(UnitsTest, WhatIsNoDurationIsAbsent) {
    for (const char* text : {"", "s", "10", "-1s", "+1s", "1 s", "1S", "1.s", ".5s", "1e3s", "1s5",
                             "1sec", "10000000000h", "inf", "nans", "1s\n"})
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(UnitsTest, FormattedDurationsReadBackTheSame) {
    for (const Nanos duration : {Nanos{0}, Nanos{1}, Nanos{1500ns}, Nanos{20us}, Nanos{1500ms},
                                 Nanos{90s}, Nanos{24h}, Nanos{24h} + Nanos{1}})
        EXPECT_EQ(parse_duration(format_duration(duration)), duration);
    EXPECT_EQ(format_duration(90s), "90s");
    EXPECT_EQ(format_duration(1500ms), "1500ms");
}

TEST(UnitsTest, NumbersAreReadInFullOrNotAtAll) {
    EXPECT_EQ(parse_number("0.01"), 0.01);
    EXPECT_EQ(parse_number("1e3"), 1000.0);
    for (const char* text : {"", "1x", " 1", "1 ", "inf", "nan", "1e999"})
        EXPECT_EQ(parse_number(text), std::nullopt) << text;
}

TEST(UnitsTest, SharesAboveOneNeedTheirSign) {
    EXPECT_EQ(parse_share("5%"), 0.05);
    EXPECT_EQ(parse_share("0.05"), 0.05);
    EXPECT_EQ(parse_share("1"), 1.0);
    EXPECT_EQ(parse_share("1000%"), 10.0);
    for (const char* text : {"5", "1.01", "1001%", "-1%", "-0.1", "%", "", "5%%"})
        EXPECT_EQ(parse_share(text), std::nullopt) << text;
}

TEST(UnitsTest, NumbersAreWrittenShort) {
    EXPECT_EQ(format_number(300), "300");
    EXPECT_EQ(format_number(1e6), "1000000");
    EXPECT_EQ(format_number(0.1), "0.1");
}

}  // namespace
}  // namespace sark::scenarios::language
