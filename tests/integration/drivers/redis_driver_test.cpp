#include "workloads/drivers/redis_driver.hpp"

#include <gtest/gtest.h>

#include "tests/integration/drivers/services.hpp"
#include "tests/support/drive_connection.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/support/told_cause.hpp"

namespace sark::workloads {
namespace {

using testing::connect_to;
using testing::opened;
using testing::perform;
using testing::ScriptedServer;
using Expect = RedisOperation::Expect;

OperationSpec command(std::vector<std::string> words, Expect expect = Expect::any,
                      std::string value = "") {
    OperationSpec operation;
    operation.name = "redis.thing";
    operation.request = RedisOperation{std::move(words), expect, std::move(value)};
    return operation;
}

class RedisDriverTest : public ::testing::Test {
 protected:
    void SetUp() override {
        target_.redis = "unix:" + testing::service("SARK_TEST_REDIS");
        EXPECT_EQ(once(command({"FLUSHALL"}, Expect::ok)), OutcomeCode::ok);
    }
    Result<ConnectionFactory> factory(std::vector<OperationSpec> operations) {
        return make_redis_factory(target_, operations, {});
    }
    OutcomeCode once(const OperationSpec& operation) {
        return perform(*opened(factory({operation}))).code;
    }

    Target target_;
};

TEST_F(RedisDriverTest, PerformsEveryOperationOfItsLoad) {
    OperationSpec set = command({"SET", "key:${id}", "a value, ${id}"}, Expect::ok);
    set.parameters = {{"id", IntegerParameter{7, 7, {}}}};
    const auto connection = opened(factory(
        {set, command({"GET", "key:7"}, Expect::equals, "a value, 7"),
         command({"INCR", "n"}, Expect::any), command({"GET", "n"}, Expect::equals, "20")}));
    for (std::uint64_t index = 0; index < 60; ++index)
        EXPECT_EQ(perform(*connection, {index % 3, index}).code, OutcomeCode::ok) << index;
    EXPECT_EQ(perform(*connection, {3, 60}).code, OutcomeCode::ok);
}

TEST_F(RedisDriverTest, CountsTheBytesOfTheProtocol) {
    const auto connection =
        opened(factory({command({"ECHO", "hello"}), command({"GET", "x"}),
                        command({"DECRBY", "n", "12"}), command({"LRANGE", "l", "0", "-1"})}));
    const Outcome echo = perform(*connection, {0, 0});
    EXPECT_EQ(echo.bytes_sent, std::string("*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\n").size());
    EXPECT_EQ(echo.bytes_received, std::string("$5\r\nhello\r\n").size());
    EXPECT_EQ(perform(*connection, {1, 1}).bytes_received, std::string("$-1\r\n").size());
    EXPECT_EQ(perform(*connection, {2, 2}).bytes_received, std::string(":-12\r\n").size());
    EXPECT_EQ(perform(*connection, {3, 3}).bytes_received, std::string("*0\r\n").size());
}

TEST_F(RedisDriverTest, JudgesNil) {
    EXPECT_EQ(once(command({"GET", "none"}, Expect::any)), OutcomeCode::ok);
    EXPECT_EQ(once(command({"GET", "none"}, Expect::not_nil)), OutcomeCode::wrong_answer);
    EXPECT_EQ(once(command({"GET", "none"}, Expect::ok)), OutcomeCode::wrong_answer);
    EXPECT_EQ(once(command({"GET", "none"}, Expect::equals, "")), OutcomeCode::wrong_answer);
}

TEST_F(RedisDriverTest, JudgesValues) {
    EXPECT_EQ(once(command({"SET", "k", "v"}, Expect::equals, "OK")), OutcomeCode::ok);
    EXPECT_EQ(once(command({"GET", "k"}, Expect::not_nil)), OutcomeCode::ok);
    EXPECT_EQ(once(command({"GET", "k"}, Expect::equals, "w")), OutcomeCode::wrong_answer);
    EXPECT_EQ(once(command({"GET", "k"}, Expect::ok)), OutcomeCode::wrong_answer);
    EXPECT_EQ(once(command({"DEL", "k"}, Expect::equals, "1")), OutcomeCode::ok);
    EXPECT_EQ(once(command({"DEL", "k"}, Expect::equals, "1")), OutcomeCode::wrong_answer);
}

TEST_F(RedisDriverTest, AnErrorReplyIsAWrongAnswerOfItsOwnOperationOnly) {
    const auto connection = opened(
        factory({command({"LPUSH", "l", "x"}), command({"GET", "l"}), command({"NONSENSE"})}));
    EXPECT_EQ(perform(*connection, {0, 0}).code, OutcomeCode::ok);
    const int fd = connection->fd();
    EXPECT_EQ(testing::told_by(*connection, {1, 1}).kind, "WRONGTYPE");
    EXPECT_EQ(testing::told_by(*connection, {2, 2}).kind, "ERR unknown command");
    EXPECT_EQ(perform(*connection, {0, 3}).code, OutcomeCode::ok);
    EXPECT_EQ(connection->fd(), fd);
}

TEST_F(RedisDriverTest, AFullServerRefuses) {
    ASSERT_EQ(once(command({"CONFIG", "SET", "maxmemory", "1"}, Expect::ok)), OutcomeCode::ok);
    const auto connection = opened(factory({command({"SET", "k", "v"})}));
    const auto told = testing::told_by(*connection);
    EXPECT_EQ(told.code, OutcomeCode::refused);
    EXPECT_EQ(told.kind, "OOM");
    EXPECT_EQ(told.example.find("OOM command not allowed"), 0U) << told.example;
    EXPECT_EQ(once(command({"CONFIG", "SET", "maxmemory", "0"}, Expect::ok)), OutcomeCode::ok);
    EXPECT_EQ(once(command({"SET", "k", "v"})), OutcomeCode::ok);
}

TEST_F(RedisDriverTest, AConnectionKilledInFlightIsLostAndTheNextStartReconnects) {
    const auto connection = opened(factory({command({"BLPOP", "none", "0"}), command({"PING"})}));
    auto outcome = connection->start({0, 0});
    ASSERT_FALSE(outcome.has_value());
    const auto admin =
        opened(factory({command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}),
                        command({"CLIENT", "LIST"})}));
    while (perform(*admin, {0, 0}).code == OutcomeCode::ok && !outcome) {
        std::uint32_t events = 0;
        ASSERT_TRUE(testing::await_ready(*connection, events));
        outcome = connection->on_ready(events);
    }
    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome->code, OutcomeCode::connection);
    EXPECT_GT(outcome->bytes_sent, 0U);
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_EQ(perform(*connection, {1, 1}).code, OutcomeCode::ok);
    EXPECT_EQ(perform(*connection, {1, 2}).code, OutcomeCode::ok);
}

TEST_F(RedisDriverTest, AConnectionKilledWhileIdleIsNoticed) {
    const auto connection = opened(factory({command({"PING"})}));
    ASSERT_EQ(once(command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"})),
              OutcomeCode::ok);
    testing::notice(*connection);
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_EQ(connection->interest(), 0U);
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
}

TEST_F(RedisDriverTest, AbandoningClosesTheWire) {
    const auto connection = opened(factory(
        {command({"BLPOP", "none", "0"}), command({"ECHO", "mine"}, Expect::equals, "mine")}));
    ASSERT_FALSE(connection->start({0, 0}).has_value());
    EXPECT_EQ(connection->abandon().code, OutcomeCode::timeout);
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_EQ(perform(*connection, {1, 1}).code, OutcomeCode::ok);
}

TEST_F(RedisDriverTest, NobodyListeningIsRefused) {
    for (const char* redis : {"unix:/nonexistent/redis.sock", "127.0.0.1:1"}) {
        target_.redis = redis;
        const auto connection = connect_to(factory({command({"PING"})}));
        const Outcome outcome = perform(*connection);
        EXPECT_EQ(outcome.code, OutcomeCode::refused) << redis;
        EXPECT_EQ(outcome.bytes_sent, 0U);
        EXPECT_EQ(perform(*connection).code, OutcomeCode::refused) << redis;
        const auto result = connection->open();
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, Errc::unavailable);
        EXPECT_EQ(result.error().where, redis);
    }
}

TEST_F(RedisDriverTest, AuthenticatesOnEveryNewConnection) {
    const auto admin = opened(factory({command({"CONFIG", "SET", "requirepass", "hunter2"}),
                                       command({"CONFIG", "SET", "requirepass", ""}),
                                       command({"CLIENT", "KILL", "TYPE", "normal"})}));
    ASSERT_EQ(perform(*admin, {0, 0}).code, OutcomeCode::ok);
    const auto wrong = connect_to(factory({command({"PING"})}))->open();
    target_.redis_password = "wrong1234";
    const auto worse = connect_to(factory({command({"PING"})}))->open();
    target_.redis_password = "hunter2";
    const auto connection = opened(factory({command({"PING"})}));
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
    ASSERT_EQ(perform(*admin, {2, 1}).code, OutcomeCode::ok);
    testing::notice(*connection);
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
    ASSERT_EQ(perform(*admin, {1, 2}).code, OutcomeCode::ok);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, Errc::unavailable);
    ASSERT_FALSE(worse);
    EXPECT_EQ(describe(worse.error()).find("wrong1234"), std::string::npos);
    EXPECT_NE(worse.error().message.find("WRONGPASS"), std::string::npos);
}

TEST_F(RedisDriverTest, SpeaksOverTcpAndCallsGarbageAProtocolError) {
    // PING has no blank line for the script to wait for: it answers at once.
    ScriptedServer server({{testing::send("+PONG\r\n"), testing::hold(),
                            testing::send("garbage\r\n"), testing::drain()}});
    target_.redis = server.authority();
    const auto connection = connect_to(factory({command({"PING"})}));
    ASSERT_TRUE(connection->open());
    auto outcome = connection->start({});
    ASSERT_FALSE(outcome.has_value());
    server.release();
    while (!outcome) {
        std::uint32_t events = 0;
        ASSERT_TRUE(testing::await_ready(*connection, events));
        outcome = connection->on_ready(events);
    }
    EXPECT_EQ(outcome->code, OutcomeCode::protocol);
    EXPECT_EQ(connection->fd(), -1);
}

TEST_F(RedisDriverTest, RejectsTargetsAndCommandsThatAreNone) {
    for (const char* redis : {"", "unix:", "host:port", "a b:1"}) {
        target_.redis = redis;
        const auto made = factory({command({"PING"})});
        ASSERT_FALSE(made) << redis;
        EXPECT_EQ(made.error().code, Errc::invalid_argument) << redis;
    }
    target_.redis = "unix:" + std::string(200, 'x');
    EXPECT_FALSE(factory({command({"PING"})}));
    target_.redis = "unix:/x";
    for (const OperationSpec& bad : {command({}), command({""}), command({"subscribe", "x"}),
                                     command({"MONITOR"}), command({"GET", "${x}"})}) {
        const auto made = factory({bad});
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().code, Errc::invalid_scenario);
        EXPECT_EQ(made.error().where, "operation redis.thing");
    }
}

}  // namespace
}  // namespace sark::workloads
