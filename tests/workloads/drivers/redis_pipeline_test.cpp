// Several Redis commands in flight on one connection to a server whose answers are written down.

#include <gtest/gtest.h>

#include "tests/support/drive_connection.hpp"
#include "tests/support/scripted_server.hpp"
#include "workloads/drivers/redis_driver.hpp"

namespace sark::workloads {
namespace {

using testing::codes_of;
using testing::perform_together;
using testing::ScriptedServer;
using Codes = std::vector<OutcomeCode>;

// The scripted server waits for a blank line, so every command ends with one.
OperationSpec command(std::string word, RedisOperation::Expect expect, std::string value = "") {
    OperationSpec operation;
    operation.name = "redis.thing";
    operation.request = RedisOperation{{std::move(word), "\r\n\r\n"}, expect, std::move(value)};
    return operation;
}

/// The operations GET (expects "x"), ANY and SET (expects OK).
std::unique_ptr<Connection> connection_to(const ScriptedServer& server, unsigned depth,
                                          const std::string& password = "") {
    Target target;
    target.redis = server.authority();
    target.redis_password = password;
    RequestContext context;
    context.pipeline = depth;
    const auto factory = make_redis_factory(
        target,
        {command("GET", RedisOperation::Expect::equals, "x"),
         command("ANY", RedisOperation::Expect::any), command("SET", RedisOperation::Expect::ok)},
        context);
    return std::move((*factory)(0)).value();
}

ScriptedServer::Script after_ping(std::vector<testing::ServerStep> steps) {
    ScriptedServer::Script script = {testing::send("+PONG\r\n")};
    script.insert(script.end(), steps.begin(), steps.end());
    return script;
}

TEST(RedisPipelineTest, AnswersBelongToTheirCommandsInOrder) {
    ScriptedServer server({after_ping(
        {testing::read_request(), testing::read_request(), testing::read_request(),
         testing::read_request(), testing::send_bytewise("$1\r\nx\r\n$1\r\ny\r\n+OK\r\n:7\r\n"),
         testing::drain()})});
    const auto connection = connection_to(server, 4);
    ASSERT_TRUE(connection->open());
    EXPECT_EQ(connection->depth(), 4U);
    const auto outcomes = perform_together(*connection, {{0, 0}, {0, 1}, {2, 2}, {1, 3}});
    EXPECT_EQ(codes_of(outcomes), (Codes{OutcomeCode::ok, OutcomeCode::wrong_answer,
                                         OutcomeCode::ok, OutcomeCode::ok}));
    EXPECT_EQ(outcomes[0].bytes_received, 7U);
    EXPECT_EQ(outcomes[3].bytes_received, 4U);
    EXPECT_EQ(outcomes[0].bytes_sent, std::string("*2\r\n$3\r\nGET\r\n$4\r\n\r\n\r\n\r\n").size());
}

TEST(RedisPipelineTest, AnErrorFailsItsOwnCommandOnly) {
    ScriptedServer server({after_ping(
        {testing::read_request(), testing::read_request(), testing::read_request(),
         testing::send("+OK\r\n-LOADING Redis is loading\r\n$1\r\nx\r\n"), testing::drain()})});
    const auto connection = connection_to(server, 8);
    ASSERT_TRUE(connection->open());
    EXPECT_EQ(codes_of(perform_together(*connection, {{2, 0}, {2, 1}, {0, 2}})),
              (Codes{OutcomeCode::ok, OutcomeCode::refused, OutcomeCode::ok}));
    EXPECT_GE(connection->fd(), 0);
}

TEST(RedisPipelineTest, ABrokenConnectionEndsEachCommandOnce) {
    ScriptedServer server(
        {after_ping({testing::read_request(), testing::read_request(), testing::read_request(),
                     testing::send("+OK\r\n+O"), testing::close()}),
         {testing::read_request(), testing::read_request(), testing::send("+OK\r\n+OK\r\n"),
          testing::drain()}});
    const auto connection = connection_to(server, 3);
    ASSERT_TRUE(connection->open());
    const std::uint32_t generation = connection->generation();
    EXPECT_EQ(codes_of(perform_together(*connection, {{2, 0}, {2, 1}, {2, 2}})),
              (Codes{OutcomeCode::ok, OutcomeCode::connection, OutcomeCode::connection}));
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_EQ(codes_of(perform_together(*connection, {{2, 3}, {2, 4}})),
              (Codes{OutcomeCode::ok, OutcomeCode::ok}))
        << "the next start connects again, and half a reply of before is forgotten";
    EXPECT_NE(connection->generation(), generation);
}

TEST(RedisPipelineTest, OnlyTheOldestIsToBlameForGarbage) {
    ScriptedServer server(
        {after_ping({testing::read_request(), testing::read_request(), testing::read_request(),
                     testing::send("+OK\r\nwhat?\r\n"), testing::drain()})});
    const auto connection = connection_to(server, 3);
    ASSERT_TRUE(connection->open());
    EXPECT_EQ(codes_of(perform_together(*connection, {{2, 0}, {2, 1}, {2, 2}})),
              (Codes{OutcomeCode::ok, OutcomeCode::protocol, OutcomeCode::connection}));
    EXPECT_EQ(connection->fd(), -1);
}

TEST(RedisPipelineTest, AbandoningForgetsWhatWasInFlight) {
    ScriptedServer server(
        {after_ping({testing::read_request(), testing::read_request(), testing::drain()}),
         {testing::read_request(), testing::send("$1\r\nx\r\n"), testing::drain()}});
    const auto connection = connection_to(server, 2);
    ASSERT_TRUE(connection->open());
    ASSERT_FALSE(connection->start({0, 0}));
    ASSERT_FALSE(connection->start({0, 1}));
    ASSERT_FALSE(connection->flush());
    const Outcome outcome = connection->abandon();
    EXPECT_EQ(outcome.code, OutcomeCode::timeout);
    EXPECT_GT(outcome.bytes_sent, 0U);
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_FALSE(connection->on_ready(0));
    EXPECT_EQ(codes_of(perform_together(*connection, {{0, 2}})), Codes{OutcomeCode::ok});
}

TEST(RedisPipelineTest, AnswersThatNobodyAskedForEndTheConnection) {
    ScriptedServer server(
        {after_ping({testing::read_request(), testing::send("+OK\r\n+OK\r\n"), testing::drain()})});
    const auto connection = connection_to(server, 2);
    ASSERT_TRUE(connection->open());
    EXPECT_EQ(codes_of(perform_together(*connection, {{2, 0}})), Codes{OutcomeCode::ok});
    std::uint32_t events = 0;
    while (connection->fd() >= 0) {
        ASSERT_TRUE(testing::await_ready(*connection, events));
        EXPECT_FALSE(connection->on_ready(events));
    }
}

TEST(RedisPipelineTest, AuthGoesBeforeTheCommandsOfANewConnection) {
    ScriptedServer server(
        {{testing::send("+OK\r\n+PONG\r\n"), testing::read_request(), testing::close()},
         {testing::read_request(), testing::read_request(),
          testing::send("+OK\r\n+OK\r\n$1\r\nx\r\n"), testing::drain()}});
    const auto connection = connection_to(server, 2, "hunter2");
    ASSERT_TRUE(connection->open());
    EXPECT_EQ(codes_of(perform_together(*connection, {{2, 0}})), Codes{OutcomeCode::connection});
    EXPECT_EQ(codes_of(perform_together(*connection, {{2, 1}, {0, 2}})),
              (Codes{OutcomeCode::ok, OutcomeCode::ok}));
    EXPECT_EQ(server.requests()[1].find("*2\r\n$4\r\nAUTH\r\n$7\r\nhunter2\r\n"), 0U);
}

TEST(RedisPipelineTest, NobodyListeningRefusesEveryCommandByItself) {
    Target target;
    target.redis = "127.0.0.1:1";
    RequestContext context;
    context.pipeline = 4;
    const auto factory =
        make_redis_factory(target, {command("GET", RedisOperation::Expect::any)}, context);
    const auto connection = std::move((*factory)(0)).value();
    for (const auto& outcome : perform_together(*connection, {{0, 0}, {0, 1}, {0, 2}})) {
        EXPECT_EQ(outcome.code, OutcomeCode::refused);
        EXPECT_EQ(outcome.bytes_sent, 0U);
    }
}

}  // namespace
}  // namespace sark::workloads
