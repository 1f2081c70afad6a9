#include "scenarios/doctor/setting_value.hpp"

#include <gtest/gtest.h>

namespace sark::scenarios::doctor {
namespace {

TEST(SettingValueTest, UnitsAreThoseOfPostgres) {
    EXPECT_DOUBLE_EQ(parse_setting("16MB")->number, 16.0 * 1024 * 1024);
    EXPECT_DOUBLE_EQ(parse_setting("30s")->number, 30'000.0);
    EXPECT_DOUBLE_EQ(parse_setting("1min")->number, 60'000.0);
    EXPECT_DOUBLE_EQ(parse_setting("0.9")->number, 0.9);
    EXPECT_DOUBLE_EQ(parse_setting("16384", "8kB")->number, 128.0 * 1024 * 1024);
    EXPECT_DOUBLE_EQ(parse_setting("100", "ms")->number, 100.0);
    EXPECT_DOUBLE_EQ(parse_setting("5", "")->number, 5.0);
}

TEST(SettingValueTest, OffIsNoAmount) {
    EXPECT_DOUBLE_EQ(parse_setting("-1", "ms")->number, -1.0);
    EXPECT_DOUBLE_EQ(parse_setting("-1", "8kB")->number, -1.0);
}

TEST(SettingValueTest, WordsAreNoNumbers) {
    for (const char* word : {"on", "replica", "", "MB", "5 parsecs", "nan", "inf"})
        EXPECT_FALSE(parse_setting(word)) << word;
    EXPECT_FALSE(parse_setting("5", "parsecs"));
}

TEST(SettingValueTest, TheTextHasTheLargestUnitThatFits) {
    EXPECT_EQ(setting_text(*parse_setting("16384", "8kB")), "128MB");
    EXPECT_EQ(setting_text(*parse_setting("30000", "ms")), "30s");
    EXPECT_EQ(setting_text(*parse_setting("1.1")), "1.1");
    EXPECT_EQ(setting_text(*parse_setting("-1", "ms")), "-1");
    EXPECT_EQ(setting_text(*parse_setting("0", "kB")), "0");
}

}  // namespace
}  // namespace sark::scenarios::doctor
