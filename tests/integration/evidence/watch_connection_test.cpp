#include "scenarios/evidence/watch_connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/evidence/private_server.hpp"

namespace sark::scenarios {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

TEST(WatchConnectionTest, AnswersInTextWithNullsAbsent) {
    auto watch = WatchConnection::open(test::server_dsn(), seconds(20));
    ASSERT_TRUE(watch) << describe(watch.error());
    const auto rows = (*watch)->query("SELECT 1, NULL, 'a' UNION ALL SELECT 2, 'x', 'b'");
    ASSERT_TRUE(rows) << describe(rows.error());
    ASSERT_EQ(rows->size(), 2U);
    EXPECT_EQ(rows->at(0)[0], "1");
    EXPECT_EQ(rows->at(0)[1], std::nullopt);
    EXPECT_EQ(rows->at(1)[1], "x");
    EXPECT_EQ((*watch)->answered(), 1U);
}

TEST(WatchConnectionTest, WhatIsRefusedLeavesItAlive) {
    auto watch = WatchConnection::open(test::server_dsn(), seconds(20));
    ASSERT_TRUE(watch);
    const auto refused = (*watch)->query("SELECT nonsense");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_argument);
    EXPECT_THAT(refused.error().message, HasSubstr("nonsense"));
    EXPECT_TRUE((*watch)->alive());
    EXPECT_TRUE((*watch)->query("SELECT 1"));
}

TEST(WatchConnectionTest, AServerThatDoesNotAnswerIsGivenUp) {
    auto watch = WatchConnection::open(test::server_dsn(), milliseconds(50));
    ASSERT_TRUE(watch);
    const auto late = (*watch)->query("SELECT pg_sleep(3600)");
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, Errc::timeout);
    EXPECT_FALSE((*watch)->alive());
    EXPECT_EQ((*watch)->query("SELECT 1").error().code, Errc::unavailable);
}

TEST(WatchConnectionTest, NobodyThereIsAnErrorWithoutThePassword) {
    const auto watch = WatchConnection::open("host=/nonexistent dbname=x user=y password=geheim",
                                             milliseconds(50));
    ASSERT_FALSE(watch);
    EXPECT_EQ(watch.error().code, Errc::unavailable);
    EXPECT_EQ(describe(watch.error()).find("geheim"), std::string::npos);
}

}  // namespace
}  // namespace sark::scenarios
