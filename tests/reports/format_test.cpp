#include "reports/format.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace sark::reports {
namespace {

TEST(FormatTest, GroupsDigitsOfCounts) {
    EXPECT_EQ(format_count(0), "0");
    EXPECT_EQ(format_count(999), "999");
    EXPECT_EQ(format_count(1'000), "1,000");
    EXPECT_EQ(format_count(1'234'567), "1,234,567");
}

TEST(FormatTest, ShowsThreeSignificantDigitsAcrossMagnitudes) {
    EXPECT_EQ(format_number(0.0), "0");
    EXPECT_EQ(format_number(0.00012), "1.2e-04");
    EXPECT_EQ(format_number(0.352), "0.352");
    EXPECT_EQ(format_number(0.9999), "1.00");
    EXPECT_EQ(format_number(9.999), "10.0");
    EXPECT_EQ(format_number(99.99), "100");
    EXPECT_EQ(format_number(3521.4), "3521");
}

TEST(FormatTest, ShowsUnits) {
    EXPECT_EQ(format_value(3.52, "ms"), "3.52 ms");
    EXPECT_EQ(format_value(0.0012, "ratio"), "0.120 %");
    EXPECT_EQ(format_value(998.0, "1/s"), "998/s");
    EXPECT_EQ(format_value(12.0, "count"), "12");
    EXPECT_EQ(format_limit("<", 0.01, "ratio"), "< 1 %");
    EXPECT_EQ(format_limit(">=", 1000, "1/s"), ">= 1000/s");
}

TEST(FormatTest, SaysWhenAnIntervalEndsAmongFailures) {
    EXPECT_EQ(format_interval(std::nullopt, "ms"), "");
    EXPECT_EQ(format_interval(Interval95{1.0, std::numeric_limits<double>::infinity()}, "ms"),
              "1.00..fail");
    EXPECT_EQ(format_interval(Interval95{0.01, 0.02}, "ratio"), "1.00..2.00");
}

}  // namespace
}  // namespace sark::reports
