#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/redis/client.hpp"
#include "tests/integration/api/private_redis.hpp"

namespace sark::redis {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<Client> client_of(const std::string& address, const std::string& password = "",
                                  unsigned connections = 4, Nanos timeout = 60s) {
    ClientOptions options;
    options.address = address;
    options.password = password;
    options.pool.pool_size = connections;
    options.pool.socket_timeout = timeout;
    auto client = Client::create(options);
    EXPECT_TRUE(client);
    return std::move(*client);
}

class RedisTest : public testing::Test {
 protected:
    test::PrivateRedis server;
    std::unique_ptr<Client> client = client_of(server.address());
};

TEST_F(RedisTest, AnIdleConnectionIsCheckedBeforeItIsUsed) {
    ClientOptions options;
    options.address = server.address();
    options.pool.health_check_interval = 1ns;
    const auto checked = Client::create(options);
    ASSERT_TRUE(checked);
    ASSERT_TRUE((*checked)->set("key", "value", 60s));
    EXPECT_EQ(*(*checked)->get("key"), "value");  // behind a PING on the same connection
    EXPECT_EQ((*checked)->stats().opened, 1U);
    ASSERT_TRUE(client->pipeline({{"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}}));
    EXPECT_EQ(*(*checked)->get("key"), "value");
    EXPECT_EQ((*checked)->stats().opened, 2U);
    EXPECT_EQ((*checked)->stats().failures, 0U);
}

TEST_F(RedisTest, SetGetRemove) {
    const std::string binary("a\0b\r\n\xff", 6);
    ASSERT_TRUE(client->ping());
    EXPECT_EQ(*client->get("key"), std::nullopt);
    ASSERT_TRUE(client->set("key", binary, 60s));
    EXPECT_EQ(*client->get("key"), binary);
    EXPECT_EQ(*client->remove({"key", "other"}), 1U);
    EXPECT_EQ(*client->get("key"), std::nullopt);
    EXPECT_EQ(*client->remove({}), 0U);
    EXPECT_EQ(client->stats().opened, 1U);
}

TEST_F(RedisTest, ValuesExpire) {
    ASSERT_TRUE(client->set("key", "value", 60s));
    const auto left = client->pipeline({{"PTTL", "key"}});
    ASSERT_TRUE(left);
    EXPECT_GT(left->front().integer, 0);
    EXPECT_LE(left->front().integer, 60'000);
    ASSERT_TRUE(client->set("brief", "value", 1ns));  // 1 ms at least, not an error
    while (client->get("brief")->has_value()) std::this_thread::yield();
}

TEST_F(RedisTest, SetsHaveMembersAndExpire) {
    EXPECT_TRUE(client->members("set")->empty());
    ASSERT_TRUE(client->add_member("set", "a", 60s));
    ASSERT_TRUE(client->add_member("set", "b", 60s));
    ASSERT_TRUE(client->add_member("set", "b", 60s));
    EXPECT_EQ(client->members("set")->size(), 2U);
    EXPECT_GT(client->pipeline({{"PTTL", "set"}})->front().integer, 0);
}

TEST_F(RedisTest, RefusedCommandIsAnErrorAndTheConnectionLives) {
    ASSERT_TRUE(client->add_member("set", "a", 60s));
    const auto wrong = client->get("set");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, Errc::invalid_argument);
    EXPECT_EQ(wrong.error().where, server.address());
    ASSERT_TRUE(client->set("text", "x", 60s));
    EXPECT_FALSE(client->add_member("text", "a", 60s));
    EXPECT_TRUE(client->ping());
    EXPECT_EQ(client->stats().opened, 1U);
}

TEST_F(RedisTest, PipelineKeepsOrderAndErrorsInPlace) {
    std::vector<Command> commands;
    for (int i = 0; i < 200; ++i)
        commands.push_back({"SET", "k" + std::to_string(i), std::to_string(i)});
    commands.push_back({"NONSENSE"});
    commands.push_back({"GET", "k7"});
    const auto replies = client->pipeline(commands);
    ASSERT_TRUE(replies);
    ASSERT_EQ(replies->size(), 202U);
    EXPECT_EQ((*replies)[0].text, "OK");
    EXPECT_EQ((*replies)[200].kind, Reply::Kind::error);
    EXPECT_EQ((*replies)[201].text, "7");
    EXPECT_TRUE(client->pipeline({})->empty());
}

TEST_F(RedisTest, RestartIsMendedByARetry) {
    ASSERT_TRUE(client->set("key", "value", 60s));
    server.kill();
    server.start();
    const auto value = client->get("key");
    ASSERT_TRUE(value) << describe(value.error());
    EXPECT_EQ(*value, std::nullopt);
    EXPECT_EQ(client->stats().opened, 2U);
    EXPECT_EQ(client->stats().open, 1U);
}

TEST_F(RedisTest, DeadServerIsUnavailableAndItsReturnIsNoticed) {
    ASSERT_TRUE(client->ping());
    server.kill();
    const auto answer = client->ping();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::unavailable);
    EXPECT_EQ(client->stats().open, 0U);
    server.start();
    EXPECT_TRUE(client->ping());
}

TEST_F(RedisTest, ServerThatDoesNotAnswerTimesOut) {
    client = client_of(server.address(), "", 4, 50ms);
    // While the machine stands still, so may an answer be late that comes.
    while (!client->ping()) std::this_thread::yield();
    server.freeze();
    const auto answer = client->get("key");
    server.resume();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::timeout);
    while (!client->ping()) std::this_thread::yield();
}

TEST_F(RedisTest, WaitingInVainForAConnectionTimesOut) {
    client = client_of(server.address(), "", 1, 50ms);
    std::atomic<bool> begun{false};
    // The only connection waits in Redis for an element that never comes.
    std::jthread holder([&] {
        begun = true;
        (void)client->pipeline({{"BLPOP", "nothing", "0"}});
    });
    while (!begun || client->stats().opened == 0) std::this_thread::yield();
    std::jthread other([&] { (void)client->ping(); });
    other.join();
    holder.join();
    EXPECT_GE(client->stats().failures, 1U);
    while (!client->ping()) std::this_thread::yield();
    EXPECT_LE(client->stats().open, 1U);
}

TEST_F(RedisTest, ThreadsShareFewConnections) {
    std::vector<std::jthread> threads;
    std::atomic<int> good{0};
    for (int t = 0; t < 12; ++t)
        threads.emplace_back([&, t] {
            const std::string key = "key-" + std::to_string(t);
            for (int i = 0; i < 100; ++i) {
                const std::string value = std::to_string(i);
                if (client->set(key, value, 60s) && *client->get(key) == value)
                    ++good;
            }
        });
    threads.clear();
    EXPECT_EQ(good, 1'200);
    EXPECT_LE(client->stats().opened, 4U);
    EXPECT_EQ(client->stats().idle, client->stats().open);
}

TEST(RedisPasswordTest, IsAskedForAndNeverRepeated) {
    test::PrivateRedis server("hunter2");
    EXPECT_TRUE(client_of(server.address(), "hunter2")->ping());
    const auto wrong = client_of(server.address(), "hunter3")->ping();
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, Errc::unavailable);
    EXPECT_EQ(describe(wrong.error()).find("hunter"), std::string::npos);
    const auto none = client_of(server.address())->ping();
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Errc::unavailable);
    EXPECT_EQ(none.error().hint, "give the Redis password");
}

}  // namespace
}  // namespace sark::redis
