#include "workloads/drivers/http_driver.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/support/silent_port.hpp"
#include "tests/workloads/drivers/http_asking.hpp"

namespace sark::workloads {
namespace {

using testing::close;
using testing::drain;
using testing::hold;
using testing::perform;
using testing::read_request;
using testing::reset;
using testing::ScriptedServer;
using testing::send;

const std::string ok_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST(HttpDriverTest, SendsOneCompleteRequest) {
    ScriptedServer server({{read_request(), send(ok_answer), read_request(), send(ok_answer)}});
    OperationSpec post = request("POST");
    post.parameters = {{"id", IntegerParameter{7, 7, {}}}};
    http_of(post).path = "/things/${id}?a=b";
    http_of(post).headers = {{"Content-Type", "application/json"}, {"X-Id", "n${id}"}};
    http_of(post).body = "{\"id\": ${id}}";
    const auto connection = opened(server, {post, request()});
    const Outcome first = perform(*connection, {0, 1});
    EXPECT_EQ(first.code, OutcomeCode::ok);
    EXPECT_EQ(perform(*connection, {1, 2}).code, OutcomeCode::ok);
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_EQ(requests[0], "POST /things/7?a=b HTTP/1.1\r\nHost: " + server.authority() +
                               "\r\nUser-Agent: sark-bench\r\nContent-Type: application/json\r\n"
                               "X-Id: n7\r\nContent-Length: 9\r\n\r\n{\"id\": 7}");
    EXPECT_EQ(requests[1], "GET /x HTTP/1.1\r\nHost: " + server.authority() +
                               "\r\nUser-Agent: sark-bench\r\n\r\n");
    EXPECT_EQ(first.bytes_sent, requests[0].size());
    EXPECT_EQ(first.bytes_received, ok_answer.size());
    EXPECT_EQ(server.accepted(), 1U);
}

TEST(HttpDriverTest, HandsOnWhatTheAnswerTellsOfTheServer) {
    ScriptedServer server(
        {{read_request(),
          send("HTTP/1.1 200 OK\r\nServer-Timing: app;dur=1.5\r\nX-Cache: HIT\r\n"
               "Content-Length: 0\r\n\r\n"),
          read_request(), send(ok_answer), read_request(),
          send("HTTP/1.1 200 OK\r\nServer-Timing: app;dur=2\r\nConnection: close\r\n\r\nto "
               "the end"),
          close()},
         {read_request(), send("HTTP/1.1 200 OK\r\nServer-Timing: app;dur=3\r\n"), reset()}});
    const auto connection = opened(server, {request()});
    const Outcome told = perform(*connection);
    EXPECT_EQ(told.server_time, std::chrono::microseconds(1'500));
    EXPECT_EQ(told.cache_use, CacheUse::hit);
    const Outcome untold = perform(*connection);
    EXPECT_EQ(untold.code, OutcomeCode::ok);
    EXPECT_FALSE(untold.server_time);
    EXPECT_EQ(untold.cache_use, CacheUse::untold);
    EXPECT_EQ(perform(*connection).server_time, std::chrono::milliseconds(2)) << "until close";
    const Outcome broken = perform(*connection);
    EXPECT_EQ(broken.code, OutcomeCode::connection);
    EXPECT_FALSE(broken.server_time) << "half an answer tells nothing";
}

TEST(HttpDriverTest, AnOperationsOwnHostAndAgentReplaceOurs) {
    ScriptedServer server({{read_request(), send(ok_answer)}});
    OperationSpec get = request();
    http_of(get).headers = {{"host", "sark.example"}, {"user-agent", "mine"}};
    const auto connection = opened(server, {get});
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
    ASSERT_EQ(server.requests().size(), 1U);
    EXPECT_EQ(server.requests()[0],
              "GET /x HTTP/1.1\r\nhost: sark.example\r\nuser-agent: mine\r\n\r\n");
}

TEST(HttpDriverTest, ABodyMayEndWithTheConnection) {
    ScriptedServer server({{read_request(), send("HTTP/1.1 200 OK\r\n\r\nall"), close()},
                           {read_request(), send(ok_answer)}});
    OperationSpec get = request();
    const auto connection = opened(server, {get});
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
}

TEST(HttpDriverTest, MovesBodiesLargerThanTheSocketsBuffers) {
    const std::string large(8 * 1024 * 1024, 'x');
    ScriptedServer server(
        {{read_request(), send("HTTP/1.1 200 OK\r\nContent-Length: " +
                               std::to_string(large.size()) + "\r\n\r\n" + large)}});
    OperationSpec post = request("POST");
    http_of(post).body = large;
    http_of(post).expect_contains = "xx";
    const auto connection = opened(server, {post});
    const Outcome outcome = perform(*connection);
    EXPECT_EQ(outcome.code, OutcomeCode::ok);
    EXPECT_GT(outcome.bytes_sent, large.size());
    EXPECT_GT(outcome.bytes_received, large.size());
    ASSERT_EQ(server.requests().size(), 1U);
    EXPECT_TRUE(server.requests()[0].ends_with("\r\n\r\n" + large));
}

TEST(HttpDriverTest, GarbageIsAProtocolError) {
    EXPECT_EQ(outcome_of({read_request(), send("SSH-2.0-OpenSSH\r\n")}, request()),
              OutcomeCode::protocol);
    EXPECT_EQ(outcome_of({read_request(), send(ok_answer + "surplus")}, request()),
              OutcomeCode::protocol);
    EXPECT_EQ(outcome_of({read_request(),
                          send("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n")},
                         request()),
              OutcomeCode::protocol);
}

TEST(HttpDriverTest, AnEndInTheMiddleOfAnAnswerIsALostConnection) {
    const std::string half = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe";
    EXPECT_EQ(outcome_of({read_request(), send(half), close()}, request()),
              OutcomeCode::connection);
    EXPECT_EQ(outcome_of({read_request(), send("HTT"), close()}, request()),
              OutcomeCode::connection);
}

TEST(HttpDriverTest, APostWhoseAnswerNeverComesIsNotSentAgain) {
    for (const auto& end : {close(), reset()}) {
        ScriptedServer server({{read_request(), end}, {read_request(), send(ok_answer)}});
        const auto connection = opened(server, {request("POST")});
        EXPECT_EQ(perform(*connection).code, OutcomeCode::connection);
        EXPECT_EQ(server.requests().size(), 1U);
        // ... and the next operation finds a connection of its own.
        EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
        EXPECT_EQ(server.accepted(), 2U);
    }
}

TEST(HttpDriverTest, AGetOnAnOldConnectionIsSentAgainOnce) {
    for (const auto& end : {close(), reset()}) {
        ScriptedServer server({{read_request(), send(ok_answer), read_request(), end},
                               {read_request(), send(ok_answer)}});
        const auto connection = opened(server, {request()});
        EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
        const Outcome second = perform(*connection);
        EXPECT_EQ(second.code, OutcomeCode::ok);
        ASSERT_EQ(server.requests().size(), 3U);
        EXPECT_EQ(second.bytes_sent, 2 * server.requests()[1].size());
    }
}

TEST(HttpDriverTest, AGetIsNotSentAThirdTime) {
    ScriptedServer server({{read_request(), close()}, {read_request(), close()}});
    const auto connection = opened(server, {request()});
    EXPECT_EQ(perform(*connection).code, OutcomeCode::connection);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST(HttpDriverTest, AGetOnAConnectionOfItsOwnIsNotSentAgain) {
    ScriptedServer server({{read_request(), close()}, {read_request(), send(ok_answer)}});
    const auto connection = connection_to(server.url(), {request()});
    EXPECT_EQ(perform(*connection).code, OutcomeCode::connection);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST(HttpDriverTest, AnAnswerThatHadBegunIsNotAskedForAgain) {
    ScriptedServer server(
        {{read_request(), send(ok_answer), read_request(), send("HTTP/1.1 2"), close()},
         {read_request(), send(ok_answer)}});
    const auto connection = opened(server, {request()});
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
    EXPECT_EQ(perform(*connection).code, OutcomeCode::connection);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST(HttpDriverTest, ACloseBetweenRequestsIsNormal) {
    for (const char* method : {"GET", "POST"}) {
        ScriptedServer server(
            {{read_request(), send(ok_answer), close()}, {read_request(), send(ok_answer)}});
        const auto connection = opened(server, {request(method)});
        EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
        testing::notice(*connection);
        EXPECT_EQ(connection->fd(), -1);
        EXPECT_EQ(connection->interest(), 0U);
        EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
        EXPECT_EQ(server.accepted(), 2U);
    }
}

TEST(HttpDriverTest, ACloseThatNobodyNoticedDoesNotLoseAPost) {
    ScriptedServer server(
        {{read_request(), send(ok_answer), close()}, {read_request(), send(ok_answer)}});
    const auto connection = opened(server, {request("POST")});
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
    std::uint32_t events = 0;
    ASSERT_TRUE(testing::await_ready(*connection, events));  // it is closed, but on_ready() waits
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST(HttpDriverTest, HonoursConnectionClose) {
    ScriptedServer server(
        {{read_request(), send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
          drain()},
         {read_request(), send(ok_answer)}});
    const auto connection = opened(server, {request()});
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
    EXPECT_EQ(connection->fd(), -1);
    EXPECT_EQ(perform(*connection).code, OutcomeCode::ok);
}

TEST(HttpDriverTest, AnEarlyAnswerEndsTheOperationAndTheConnection) {
    ScriptedServer server(
        {{hold(), send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"), drain()}});
    OperationSpec post = request("POST");
    http_of(post).body = std::string(32 * 1024 * 1024, 'x');
    http_of(post).expect_status = 413;
    const auto connection = opened(server, {post});
    auto outcome = connection->start({});
    ASSERT_FALSE(outcome.has_value());
    EXPECT_NE(connection->interest() & POLLOUT, 0U);
    server.release();
    while (!outcome) {
        std::uint32_t events = 0;
        ASSERT_TRUE(testing::await_ready(*connection, events));
        outcome = connection->on_ready(events);
    }
    EXPECT_EQ(outcome->code, OutcomeCode::ok);
    EXPECT_LT(outcome->bytes_sent, http_of(post).body.size());
    EXPECT_EQ(connection->fd(), -1);
}

TEST(HttpDriverTest, AHeadAnswerHasNoBody) {
    ScriptedServer server({{read_request(), send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"),
                            read_request(), send(ok_answer)}});
    const auto connection = opened(server, {request("HEAD"), request()});
    EXPECT_EQ(perform(*connection, {0, 0}).code, OutcomeCode::ok);
    EXPECT_EQ(perform(*connection, {1, 1}).code, OutcomeCode::ok);
}

TEST(HttpDriverTest, AbandoningClosesTheWire) {
    ScriptedServer server({{read_request(), hold(), send(ok_answer)},
                           {read_request(), send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")}});
    const auto connection = opened(server, {request("POST")});
    ASSERT_FALSE(connection->start({}).has_value());
    const Outcome outcome = connection->abandon();
    EXPECT_EQ(outcome.code, OutcomeCode::timeout);
    EXPECT_GT(outcome.bytes_sent, 0U);
    EXPECT_EQ(outcome.bytes_received, 0U);
    EXPECT_EQ(connection->fd(), -1);
    server.release();
    // The late answer belongs to nobody: the next operation reads its own.
    EXPECT_EQ(perform(*connection).code, OutcomeCode::wrong_answer);
}

TEST(HttpDriverTest, NobodyListeningIsRefused) {
    const test::SilentPort nobody;
    const auto connection = connection_to(nobody.url(), {request()});
    EXPECT_EQ(perform(*connection).code, OutcomeCode::refused);
    EXPECT_EQ(perform(*connection).code, OutcomeCode::refused);
    EXPECT_EQ(connection->fd(), -1);
}

/// As many open files as there are, and no more, while this lives.
class NoMoreFiles {
 public:
    NoMoreFiles() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int next = ::dup(STDERR_FILENO);
        ::close(next);
        rlimit now = before_;
        now.rlim_cur = static_cast<rlim_t>(next);
        ::setrlimit(RLIMIT_NOFILE, &now);
    }
    ~NoMoreFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoMoreFiles(const NoMoreFiles&) = delete;
    NoMoreFiles& operator=(const NoMoreFiles&) = delete;

 private:
    rlimit before_{};
};

TEST(HttpDriverTest, OpenDoesNotBlameTheTargetForOurLimitOfOpenFiles) {
    const ScriptedServer server({});
    const auto connection = connection_to(server.url(), {request()});
    const NoMoreFiles limit;
    const auto opened = connection->open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::unavailable);
    EXPECT_NE(opened.error().hint.find("ulimit -n"), std::string::npos) << describe(opened.error());
}

TEST(HttpDriverTest, OpenSaysThatNobodyListens) {
    const test::SilentPort nobody;
    const std::string url = nobody.url();
    const auto result = connection_to(url, {request()})->open();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::unavailable);
    EXPECT_NE(url.find(result.error().where), std::string::npos);
}

TEST(HttpDriverTest, RejectsOperationsThatWouldBreakTheRequest) {
    const auto error_of = [](const OperationSpec& operation) {
        Target target;
        target.http_url = "http://127.0.0.1:1";
        const auto factory = make_http_factory(target, {operation}, {});
        return factory ? Error{} : factory.error();
    };
    std::vector<OperationSpec> bad(8, request());
    http_of(bad[0]).method = "get";
    http_of(bad[1]).path = "x";
    http_of(bad[2]).path = "/a b";
    http_of(bad[3]).headers = {{"X", "a\r\nY: b"}};
    http_of(bad[4]).headers = {{"Content-Length", "1"}};
    http_of(bad[5]).headers = {{"a b", "1"}};
    http_of(bad[6]).path = "/${q}";
    bad[6].parameters = {{"q", ChoiceParameter{{"ok", "a b"}, {1, 1}}}};
    http_of(bad[7]).method = "HEAD";
    http_of(bad[7]).expect_contains = "x";
    for (std::size_t i = 0; i < bad.size(); ++i) {
        const Error error = error_of(bad[i]);
        EXPECT_EQ(error.code, Errc::invalid_scenario) << i;
        EXPECT_EQ(error.where, "operation api.thing") << i;
    }
}

TEST(HttpDriverTest, AConnectionKeepsAsMuchOfTheBodyAsItsPlanSays) {
    ScriptedServer server({{read_request(), send(ok_answer), drain()}});
    Target target;
    target.http_url = server.url();
    auto plan = make_http_plan(target, {request()}, {});
    ASSERT_TRUE(plan) << describe(plan.error());
    EXPECT_EQ(plan->kept_body_max, 0U) << "nothing is expected of the body";
    plan->kept_body_max = 1;
    HttpConnection connection(std::make_shared<const HttpPlan>(*plan));
    EXPECT_EQ(perform(connection).code, OutcomeCode::ok);
    EXPECT_EQ(connection.body(), "o");
    EXPECT_FALSE(make_http_plan({}, {request()}, {}));
}

TEST(HttpDriverTest, NeedsATarget) {
    const auto factory = make_http_factory({}, {request()}, {});
    ASSERT_FALSE(factory);
    EXPECT_EQ(factory.error().code, Errc::invalid_argument);
    EXPECT_NE(factory.error().hint.find("--url"), std::string::npos);
}

}  // namespace
}  // namespace sark::workloads
