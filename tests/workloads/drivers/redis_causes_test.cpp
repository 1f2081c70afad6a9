// Why a Redis command failed, told by a server whose answers are written down.

#include <gtest/gtest.h>

#include "tests/support/scripted_server.hpp"
#include "tests/support/told_cause.hpp"
#include "workloads/drivers/redis_driver.hpp"

namespace sark::workloads {
namespace {

using testing::perform_together;
using testing::ScriptedServer;
using testing::told_by;
using Told = testing::ToldCause;
using Expect = RedisOperation::Expect;

// The scripted server waits for a blank line, so every command ends with one.
OperationSpec command(std::string word, Expect expect, std::string value = "") {
    OperationSpec operation;
    operation.name = "redis.thing";
    operation.request = RedisOperation{{std::move(word), "\r\n\r\n"}, expect, std::move(value)};
    return operation;
}

/// The operations GET (expects "x"), ANY, FOUND (expects no nil) and SET (expects OK).
std::unique_ptr<Connection> connection_to(const std::string& authority, unsigned depth = 1,
                                          const std::string& password = "") {
    Target target;
    target.redis = authority;
    target.redis_password = password;
    RequestContext context;
    context.pipeline = depth;
    const auto factory =
        make_redis_factory(target,
                           {command("GET", Expect::equals, "x"), command("ANY", Expect::any),
                            command("FOUND", Expect::not_nil), command("SET", Expect::ok)},
                           context);
    return std::move((*factory)(0)).value();
}

Told told_of(std::size_t operation, std::vector<testing::ServerStep> steps) {
    ScriptedServer::Script script = {testing::send("+PONG\r\n"), testing::read_request()};
    script.insert(script.end(), steps.begin(), steps.end());
    ScriptedServer server({script});
    const auto connection = connection_to(server.authority());
    EXPECT_TRUE(connection->open());
    return told_by(*connection, {operation, 0});
}

Told told_of_reply(std::size_t operation, const std::string& reply) {
    return told_of(operation, {testing::send(reply), testing::drain()});
}

TEST(RedisCausesTest, AnErrorIsToldByItsCodeWord) {
    EXPECT_EQ(told_of_reply(1, "-OOM command not allowed when used memory > 'maxmemory'.\r\n"),
              (Told{OutcomeCode::refused, "OOM",
                    "OOM command not allowed when used memory > 'maxmemory'."}));
    EXPECT_EQ(told_of_reply(1, "-MOVED 3999 127.0.0.1:6381\r\n"),
              (Told{OutcomeCode::wrong_answer, "MOVED", "MOVED 3999 127.0.0.1:6381"}));
    EXPECT_EQ(told_of_reply(1, "-\r\n"), (Told{OutcomeCode::wrong_answer, "error"}));
}

TEST(RedisCausesTest, AGeneralErrorIsToldApartWithoutItsArguments) {
    EXPECT_EQ(told_of_reply(1, "-ERR unknown command 'ANY', with args beginning with: 'k1'\r\n"),
              (Told{OutcomeCode::wrong_answer, "ERR unknown command",
                    "ERR unknown command 'ANY', with args beginning with: 'k1'"}));
    EXPECT_EQ(told_of_reply(1, "-ERR value is not an integer or out of range\r\n").kind,
              "ERR value is not an integer or out of range");
}

TEST(RedisCausesTest, AReplyThatIsNotExpectedIsShown) {
    EXPECT_EQ(told_of_reply(2, "$-1\r\n"), (Told{OutcomeCode::wrong_answer, "nil"}));
    EXPECT_EQ(told_of_reply(0, "$4\r\nyyyy\r\n"),
              (Told{OutcomeCode::wrong_answer, "unexpected value", "yyyy"}));
    EXPECT_EQ(told_of_reply(3, ":7\r\n"),
              (Told{OutcomeCode::wrong_answer, "unexpected value", "7"}));
    EXPECT_EQ(told_of_reply(0, "*1\r\n$1\r\nx\r\n"),
              (Told{OutcomeCode::wrong_answer, "unexpected array"}));
    EXPECT_EQ(told_of_reply(0, "$1\r\nx\r\n"), (Told{OutcomeCode::ok, ""}));
}

TEST(RedisCausesTest, ALostConnectionSaysHowItWasLost) {
    EXPECT_EQ(told_of(1, {testing::close()}),
              (Told{OutcomeCode::connection, "closed by the server"}));
    EXPECT_EQ(told_of(1, {testing::reset()}),
              (Told{OutcomeCode::connection, "Connection reset by peer"}));
    EXPECT_EQ(told_of_reply(1, "HTTP/1.1 400 Bad Request\r\n"),
              (Told{OutcomeCode::protocol, "malformed reply", "HTTP/1.1 400 Bad Request\r\n"}));
}

TEST(RedisCausesTest, NobodyListeningIsWhatTheSystemSays) {
    EXPECT_EQ(told_by(*connection_to("127.0.0.1:1")),
              (Told{OutcomeCode::refused, "Connection refused"}));
    EXPECT_EQ(told_by(*connection_to("unix:/nonexistent/redis.sock")),
              (Told{OutcomeCode::refused, "No such file or directory"}));
}

TEST(RedisCausesTest, EveryCommandOfAPipelineHasItsOwnCause) {
    ScriptedServer server(
        {{testing::send("+PONG\r\n"), testing::read_request(), testing::read_request(),
          testing::read_request(), testing::read_request(),
          testing::send("$1\r\ny\r\n-OOM full\r\n$1\r\nx\r\n+"), testing::close()}});
    const auto connection = connection_to(server.authority(), 4);
    ASSERT_TRUE(connection->open());
    EXPECT_EQ(told_by(perform_together(*connection, {{0, 0}, {1, 1}, {0, 2}, {1, 3}})),
              (std::vector<Told>{{OutcomeCode::wrong_answer, "unexpected value", "y"},
                                 {OutcomeCode::refused, "OOM", "OOM full"},
                                 {OutcomeCode::ok, ""},
                                 {OutcomeCode::connection, "closed by the server"}}));
}

TEST(RedisCausesTest, AServerThatTurnsAClientAwayAtItsPasswordIsQuoted) {
    ScriptedServer server(
        {{testing::send("+OK\r\n+PONG\r\n"), testing::read_request(), testing::close()},
         {testing::read_request(), testing::send("-ERR max number of clients reached\r\n"),
          testing::close()}});
    const auto connection = connection_to(server.authority(), 1, "hunter2");
    ASSERT_TRUE(connection->open());
    EXPECT_EQ(told_by(*connection, {1, 0}).kind, "closed by the server");
    EXPECT_EQ(told_by(*connection, {1, 1}),
              (Told{OutcomeCode::refused, "ERR max number of clients reached",
                    "ERR max number of clients reached"}));
}

TEST(RedisCausesTest, AnErrorThatRepeatsThePasswordIsToldWithoutIt) {
    ScriptedServer server({{testing::send("-ERR unknown command 'AUTH', with args beginning "
                                          "with: 'hunter2' \r\n-NOAUTH no\r\n"),
                            testing::drain()}});
    const auto opened = connection_to(server.authority(), 1, "hunter2")->open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(describe(opened.error()).find("hunter2"), std::string::npos)
        << describe(opened.error());
    EXPECT_NE(opened.error().message.find("ERR unknown command"), std::string::npos)
        << describe(opened.error());
}

}  // namespace
}  // namespace sark::workloads
