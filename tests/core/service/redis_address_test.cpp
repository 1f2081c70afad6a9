#include <gtest/gtest.h>

#include "core/redis/address.hpp"
#include "core/redis/client.hpp"

namespace sark::redis {
namespace {

TEST(RedisAddressTest, ReadsTheThreeForms) {
    const auto socket = parse_address("unix:/run/redis.sock");
    ASSERT_TRUE(socket);
    EXPECT_EQ(socket->path, "/run/redis.sock");
    const auto host = parse_address("localhost:6379");
    ASSERT_TRUE(host);
    EXPECT_EQ(host->host, "localhost");
    EXPECT_EQ(host->port, 6379);
    EXPECT_EQ(host->path, "");
    const auto v6 = parse_address("[::1]:6380");
    ASSERT_TRUE(v6);
    EXPECT_EQ(v6->host, "::1");
    EXPECT_EQ(v6->port, 6380);
}

TEST(RedisAddressTest, RefusesAnythingElse) {
    for (const char* text : {"", "localhost", ":6379", "host:", "host:0", "host:65536", "host:x",
                             "host:12x", "unix:", "::1:6379", "redis://host:6379", "[]:1"}) {
        const auto address = parse_address(text);
        ASSERT_FALSE(address) << text;
        EXPECT_EQ(address.error().code, Errc::invalid_argument) << text;
    }
}

TEST(RedisAddressTest, DoesNotRepeatAPasswordInAnAddress) {
    for (const char* text : {"redis://:hunter2@host:6379", ":hunter2@host:6379", "hunter2@host:1",
                             "redis://:hunter2@host", "user:hunter2@host"}) {
        const auto address = parse_address(text);
        ASSERT_FALSE(address);
        EXPECT_EQ(describe(address.error()).find("hunter2"), std::string::npos) << text;
    }
}

TEST(RedisClientTest, UnreachableServerIsUnavailableAndNamed) {
    auto client = Client::create({.address = "unix:/nonexistent/redis.sock"});
    ASSERT_TRUE(client);
    const auto answer = (*client)->ping();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::unavailable);
    EXPECT_EQ(answer.error().where, "unix:/nonexistent/redis.sock");
    EXPECT_EQ((*client)->stats().open, 0U);
    EXPECT_EQ((*client)->stats().failures, 1U);
}

TEST(RedisClientTest, PoolWithoutConnectionsIsRefused) {
    const auto client = Client::create({.address = "localhost:1", .pool = {.pool_size = 0}});
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace sark::redis
