#include "reports/planning/pgbouncer_ini.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::reports::planning {
namespace {

using ::testing::HasSubstr;

TEST(PgbouncerIniTest, AllPodsMayConnectAtTheirLimit) {
    EXPECT_EQ(bouncer_settings(budget_of({50, {20, 10}, 20, 200}), 0).max_client_conn, 1000U);
    EXPECT_EQ(bouncer_settings(budget_of({400, {20, 10}, 20, 200}), 0).max_client_conn, 2800U);
}

TEST(PgbouncerIniTest, ServerConnectionsNeverExceedWhatIsFree) {
    const BouncerSettings narrow = bouncer_settings(budget_of({50, {20, 10}, 20, 40}), 90);
    EXPECT_EQ(narrow.max_db_connections, 20U);
    EXPECT_EQ(narrow.default_pool_size, 20U);
    EXPECT_EQ(narrow.reserve_pool_size, 0U);
}

TEST(PgbouncerIniTest, ABusyDatabaseGetsALargerPool) {
    const BouncerSettings busy = bouncer_settings(budget_of({50, {20, 10}, 20, 200}), 119.5);
    EXPECT_EQ(busy.default_pool_size, 120U);
    EXPECT_EQ(busy.max_db_connections, 125U);
}

TEST(PgbouncerIniTest, CommentsStandAloneAndOptionsAreIgnored) {
    const std::string text = pgbouncer_ini({});
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        EXPECT_TRUE(line.starts_with(';') || line.find_first_of(";#") == std::string::npos) << line;
    EXPECT_THAT(text, HasSubstr("ignore_startup_parameters = extra_float_digits, options\n"));
    EXPECT_THAT(text, HasSubstr("connect_query='SET statement_timeout = ''30s'''"));
    EXPECT_THAT(text, HasSubstr("pool_mode = transaction\n"));
}

TEST(PgbouncerIniTest, WordsThatWouldBreakTheFileAreFound) {
    BouncerSettings settings;
    EXPECT_EQ(bouncer_fault(settings), "");
    settings.databases[0].host = "db host=evil";
    EXPECT_EQ(bouncer_fault(settings), "db host=evil");
    settings.databases[0].host = "db";
    settings.auth_file = "a\nadmin_users";
    EXPECT_EQ(bouncer_fault(settings), "a\nadmin_users");
}

}  // namespace
}  // namespace sark::reports::planning
