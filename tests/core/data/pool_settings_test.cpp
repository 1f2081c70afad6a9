#include "core/postgres/pool_settings.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::postgres {
namespace {

using Environment = std::map<std::string, std::string>;

Result<ResolvedPoolSettings> resolve(const PoolOverrides& command_line,
                                     const PoolOverrides& scenario,
                                     const Environment& environment) {
    return resolve_pool_settings(command_line, scenario, [&](const char* name) -> const char* {
        const auto found = environment.find(name);
        return found == environment.end() ? nullptr : found->second.c_str();
    });
}

std::string source_of(const ResolvedPoolSettings& resolved, const std::string& setting) {
    for (const SettingSource& source : resolved.sources)
        if (source.setting == setting)
            return source.value + " from " + source.source;
    return "absent";
}

TEST(PoolSettingsTest, DefaultsAreThoseOfTheSeeds) {
    const auto resolved = resolve_pool_settings({}, {}, {});
    ASSERT_TRUE(resolved);
    EXPECT_EQ(resolved->settings.pool_size, 20U);
    EXPECT_EQ(resolved->settings.max_overflow, 10U);
    EXPECT_EQ(resolved->settings.timeout, std::chrono::seconds(30));
    EXPECT_EQ(resolved->settings.recycle, std::chrono::seconds(3600));
    EXPECT_TRUE(resolved->settings.pre_ping);
    EXPECT_FALSE(resolved->settings.echo_pool);
    ASSERT_EQ(resolved->sources.size(), 6U);
    EXPECT_EQ(source_of(*resolved, "recycle"), "3600 from default");
    EXPECT_EQ(source_of(*resolved, "pre_ping"), "true from default");
}

TEST(PoolSettingsTest, StrongerSourceWins) {
    PoolOverrides command_line;
    PoolOverrides scenario;
    Environment environment;
    const auto source = [&] {
        return source_of(*resolve(command_line, scenario, environment), "pool_size");
    };
    scenario.pool_size = 2;
    EXPECT_EQ(source(), "2 from scenario");
    environment["DATABASE_POOL_SIZE"] = "3";
    EXPECT_EQ(source(), "3 from environment DATABASE_POOL_SIZE");
    environment["POSTGRES_POOL_SIZE"] = "4";
    EXPECT_EQ(source(), "4 from environment POSTGRES_POOL_SIZE");
    command_line.pool_size = 5;
    EXPECT_EQ(source(), "5 from command line");
}

TEST(PoolSettingsTest, EveryVariableIsRead) {
    for (const std::string prefix : {"POSTGRES_", "DATABASE_"}) {
        const auto resolved = resolve({}, {},
                                      {{prefix + "POOL_SIZE", "7"},
                                       {prefix + "MAX_OVERFLOW", "0"},
                                       {prefix + "POOL_TIMEOUT", "2.5"},
                                       {prefix + "POOL_RECYCLE", "0"}});
        ASSERT_TRUE(resolved);
        EXPECT_EQ(resolved->settings.pool_size, 7U);
        EXPECT_EQ(resolved->settings.max_overflow, 0U);
        EXPECT_EQ(resolved->settings.timeout, std::chrono::milliseconds(2500));
        EXPECT_EQ(resolved->settings.recycle, Nanos::zero());
        EXPECT_EQ(source_of(*resolved, "timeout"),
                  "2.5 from environment " + prefix + "POOL_TIMEOUT");
    }
    const auto resolved =
        resolve({}, {}, {{"POSTGRES_POOL_PRE_PING", "False"}, {"POSTGRES_ECHO_POOL", "on"}});
    ASSERT_TRUE(resolved);
    EXPECT_FALSE(resolved->settings.pre_ping);
    EXPECT_TRUE(resolved->settings.echo_pool);
}

TEST(PoolSettingsTest, EmptyVariableIsNotGiven) {
    const auto resolved =
        resolve({}, {}, {{"POSTGRES_POOL_SIZE", ""}, {"DATABASE_POOL_SIZE", "3"}});
    ASSERT_TRUE(resolved);
    EXPECT_EQ(resolved->settings.pool_size, 3U);
}

TEST(PoolSettingsTest, BadValueNamesItsVariable) {
    for (const auto& [variable, value] : std::vector<std::pair<std::string, std::string>>{
             {"POSTGRES_POOL_SIZE", "many"},
             {"POSTGRES_POOL_SIZE", "0"},
             {"POSTGRES_POOL_SIZE", "-1"},
             {"POSTGRES_POOL_SIZE", "1.5"},
             {"POSTGRES_POOL_SIZE", " 5"},
             {"POSTGRES_POOL_SIZE", "99999999999999999999"},
             {"DATABASE_POOL_SIZE", "5x"},
             {"POSTGRES_MAX_OVERFLOW", "10001"},
             {"DATABASE_MAX_OVERFLOW", "-1"},
             {"POSTGRES_POOL_TIMEOUT", "-1"},
             {"POSTGRES_POOL_TIMEOUT", "nan"},
             {"DATABASE_POOL_TIMEOUT", "inf"},
             {"POSTGRES_POOL_RECYCLE", "1e300"},
             {"POSTGRES_POOL_PRE_PING", "maybe"},
             {"POSTGRES_ECHO_POOL", "2"}}) {
        const auto resolved = resolve({}, {}, {{variable, value}});
        ASSERT_FALSE(resolved) << variable << "=" << value;
        EXPECT_EQ(resolved.error().code, Errc::invalid_argument);
        EXPECT_THAT(describe(resolved.error()), testing::HasSubstr(variable));
        EXPECT_THAT(describe(resolved.error()), testing::HasSubstr("\"" + value + "\""));
    }
}

TEST(PoolSettingsTest, BadOverrideNamesItsSource) {
    PoolOverrides bad;
    bad.pool_size = 0;
    EXPECT_EQ(resolve(bad, {}, {}).error().where, "command line");
    EXPECT_EQ(resolve({}, bad, {}).error().where, "scenario");
    bad = {};
    bad.timeout_s = -0.5;
    EXPECT_EQ(resolve({}, bad, {}).error().where, "scenario");
}

TEST(PoolSettingsTest, AStatementMayTakeHalfAMinute) {
    EXPECT_EQ(PoolSettings().statement_timeout, std::chrono::seconds(30));
}

TEST(PoolSettingsTest, AuditAndReadPoolsHaveTheirDocumentedSizesAndTheRestOfThePrimary) {
    PoolSettings primary;
    primary.timeout = std::chrono::seconds(5);
    const auto none = [](const char*) -> const char* { return nullptr; };
    const auto audit = resolve_audit_pool_settings(primary, {}, none);
    ASSERT_TRUE(audit);
    EXPECT_EQ(audit->settings.pool_size, 10U);
    EXPECT_EQ(audit->settings.max_overflow, 5U);
    EXPECT_EQ(audit->settings.timeout, std::chrono::seconds(5));
    EXPECT_EQ(source_of(*audit, "audit_pool_size"), "10 from default");
    const auto read = resolve_read_pool_settings(primary, {}, none);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->settings.pool_size, 30U);
    EXPECT_EQ(read->settings.max_overflow, 20U);
}

TEST(PoolSettingsTest, TheAuditPoolsDocumentedVariablesAreReadAndWinOverTheScenario) {
    const Environment variables = {{"AUDIT_DATABASE_POOL_SIZE", "7"}};
    const auto lookup = [&](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    };
    PoolOverrides scenario;
    scenario.pool_size = 3;
    scenario.max_overflow = 2;
    const auto audit = resolve_audit_pool_settings({}, scenario, lookup);
    ASSERT_TRUE(audit);
    EXPECT_EQ(audit->settings.pool_size, 7U);
    EXPECT_EQ(audit->settings.max_overflow, 2U);
    EXPECT_EQ(source_of(*audit, "audit_pool_size"), "7 from environment AUDIT_DATABASE_POOL_SIZE");
    const auto bad = resolve_read_pool_settings({}, {}, [](const char* name) -> const char* {
        return std::string_view(name) == "READ_REPLICA_POOL_SIZE" ? "many" : nullptr;
    });
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace sark::postgres
