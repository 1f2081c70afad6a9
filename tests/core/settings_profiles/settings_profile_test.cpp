#include "core/settings_profiles/settings_profile.hpp"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark {
namespace {

using testing::HasSubstr;
using testing::Not;

/// An environment of these variables.
VariableLookup environment(std::map<std::string, std::string> variables) {
    return [variables = std::move(variables)](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    };
}

VariableLookup profile(const char* name, std::map<std::string, std::string> variables = {}) {
    const auto found = find_settings_profile(name);
    return with_profile(found ? *found : nullptr, environment(std::move(variables)));
}

TEST(SettingsProfileTest, HoldsTheValuesOfTheSeed) {
    EXPECT_STREQ(profile("high-traffic")("POSTGRES_POOL_SIZE"), "50");
    EXPECT_STREQ(profile("high-traffic")("POSTGRES_MAX_OVERFLOW"), "20");
    EXPECT_STREQ(profile("high-traffic")("VALKEY_POOL_SIZE"), "100");
    EXPECT_STREQ(profile("low-latency")("POSTGRES_POOL_RECYCLE"), "1800");
    EXPECT_STREQ(profile("low-latency")("VALKEY_SOCKET_TIMEOUT"), "2");
    EXPECT_STREQ(profile("development")("POSTGRES_ECHO_POOL"), "true");
    EXPECT_STREQ(profile("development")("ENABLE_RESPONSE_CACHE"), "false");
    EXPECT_EQ(profile("development")("VALKEY_POOL_SIZE"), nullptr);
}

TEST(SettingsProfileTest, TheEnvironmentWinsUnderAnyOfItsNames) {
    EXPECT_STREQ(profile("high-traffic", {{"POSTGRES_POOL_SIZE", "7"}})("POSTGRES_POOL_SIZE"), "7");
    const auto other =
        profile("high-traffic", {{"DATABASE_POOL_SIZE", "8"}, {"REDIS_POOL_SIZE", "9"}});
    EXPECT_EQ(other("POSTGRES_POOL_SIZE"), nullptr);
    EXPECT_STREQ(other("DATABASE_POOL_SIZE"), "8");
    EXPECT_EQ(other("VALKEY_POOL_SIZE"), nullptr);
    EXPECT_STREQ(profile("high-traffic", {{"POSTGRES_POOL_SIZE", ""}})("POSTGRES_POOL_SIZE"), "50");
}

TEST(SettingsProfileTest, WithoutAProfileThereIsTheEnvironment) {
    const auto lookup = with_profile(nullptr, environment({{"POSTGRES_POOL_SIZE", "7"}}));
    EXPECT_STREQ(lookup("POSTGRES_POOL_SIZE"), "7");
    EXPECT_EQ(lookup("POSTGRES_MAX_OVERFLOW"), nullptr);
}

TEST(SettingsProfileTest, ASettingSaysThatItIsTheProfiles) {
    const auto given = environment({{"POSTGRES_MAX_OVERFLOW", "3"}});
    std::vector<SettingSource> sources = {
        {"pool_size", "50", "environment POSTGRES_POOL_SIZE"},
        {"max_overflow", "3", "environment POSTGRES_MAX_OVERFLOW"},
        {"timeout", "30", "default"}};
    const auto profile = find_settings_profile("high-traffic");
    ASSERT_TRUE(profile);
    name_profile(*profile, given, sources);
    EXPECT_EQ(sources[0].source, "profile high-traffic");
    EXPECT_EQ(sources[1].source, "environment POSTGRES_MAX_OVERFLOW");
    EXPECT_EQ(sources[2].source, "default");
    sources[0].source = "environment POSTGRES_POOL_SIZE";
    name_profile(nullptr, given, sources);
    EXPECT_EQ(sources[0].source, "environment POSTGRES_POOL_SIZE");
}

TEST(SettingsProfileTest, AnUnknownNameIsRefusedWithTheNearest) {
    const auto found = find_settings_profile("high_trafic");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::not_found);
    EXPECT_THAT(found.error().hint, HasSubstr("high-traffic"));
}

TEST(SettingsProfileTest, HighTrafficKeepsDetailsLongerThanAnybodyMaySeeThem) {
    EXPECT_STREQ(profile("high-traffic")("CACHE_SERVER_DETAIL_TTL"), "600");
    const auto warning = response_staleness_warning({60, 60, 600});
    ASSERT_TRUE(warning);
    EXPECT_THAT(*warning, HasSubstr("details for 600 s"));
    EXPECT_THAT(*warning, Not(HasSubstr("lists")));
}

TEST(SettingsProfileTest, WhatEndsInTimeIsNoReasonToWarn) {
    EXPECT_FALSE(response_staleness_warning({}));
    EXPECT_FALSE(response_staleness_warning({300, 300, 300}));
    EXPECT_TRUE(response_staleness_warning({301, 30, 300}));
}

}  // namespace
}  // namespace sark
