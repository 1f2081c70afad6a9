#include "core/registry/protocol_stats.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "core/postgres/connection_pool.hpp"
#include "core/redis/client.hpp"
#include "tests/integration/registry/test_database.hpp"

namespace sark {
namespace {

std::unique_ptr<redis::Client> redis_at(const std::string& address) {
    redis::ClientOptions options;
    options.address = address;
    auto client = redis::Client::create(options);
    EXPECT_TRUE(client) << describe(client.error());
    return *std::move(client);
}

class ProtocolStatsTest : public testing::Test {
 protected:
    void SetUp() override {
        test::recreate("sark_v2");
        ASSERT_TRUE(redis->remove({ProtocolStats::key}));
        add("r1", "mcp");
        add("r2", "mcp");
        add("r3", "http");
    }
    void TearDown() override { EXPECT_TRUE(redis->remove({ProtocolStats::key})); }
    static void add(const std::string& id, const std::string& protocol) {
        const auto done = test::connect()->execute(
            "INSERT INTO sark_v2.resources (id, name, protocol, endpoint) VALUES ($1, $1, $2, '')",
            {id, protocol});
        ASSERT_TRUE(done) << describe(done.error());
    }
    using Counts = std::vector<ProtocolCount>;

    const Counts expected{{"http", 1}, {"mcp", 2}};
    std::unique_ptr<redis::Client> redis =
        redis_at(std::string("unix:") + std::getenv("SARK_TEST_REDIS"));
    postgres::ConnectionPool pool{test::dsn(), {}};
    ProtocolStats stats{pool, redis.get()};
};

TEST_F(ProtocolStatsTest, CountsOnceAndAnswersFromRedisForThreeHundredSeconds) {
    EXPECT_EQ(*stats.counts(), expected);
    add("r4", "grpc");
    EXPECT_EQ(*stats.counts(), expected) << "as old as the key";
    EXPECT_EQ(stats.counters().hits, 1U);
    EXPECT_EQ(stats.counters().misses, 1U);
    const auto left = redis->pipeline({{"PTTL", ProtocolStats::key}});
    ASSERT_TRUE(left);
    EXPECT_GT(left->front().integer, 200'000);
    EXPECT_LE(left->front().integer, 300'000);
    EXPECT_EQ(stats.count_now()->size(), 3U);
    ASSERT_TRUE(redis->remove({ProtocolStats::key}));
    EXPECT_EQ(stats.counts()->size(), 3U);
}

TEST_F(ProtocolStatsTest, WhatRedisHoldsAndNobodyUnderstandsIsCountedAnew) {
    for (const char* text : {"no JSON", "[]", R"({"mcp": "many"})"}) {
        ASSERT_TRUE(redis->set(ProtocolStats::key, text, std::chrono::minutes(1)));
        EXPECT_EQ(*stats.counts(), expected) << text;
    }
    EXPECT_EQ(stats.counters().errors, 3U);
}

TEST_F(ProtocolStatsTest, ARedisThatIsAwayCostsTheQuery) {
    const auto away = redis_at("unix:/nonexistent/redis.sock");
    ProtocolStats alone{pool, away.get()};
    EXPECT_EQ(*alone.counts(), expected);
    EXPECT_EQ(alone.counters().errors, 1U);
    ProtocolStats without{pool, nullptr};
    EXPECT_EQ(*without.counts(), expected);
    EXPECT_EQ(without.counters().errors, 0U);
}

TEST_F(ProtocolStatsTest, WithoutADatabaseAMissIsAnError) {
    postgres::ConnectionPool nowhere{"host=/nonexistent", {}};
    ProtocolStats lost{nowhere, redis.get()};
    EXPECT_EQ(lost.counts().error().code, Errc::unavailable);
}

}  // namespace
}  // namespace sark
