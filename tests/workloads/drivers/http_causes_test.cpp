// Why an HTTP operation failed: what an Outcome tells besides its code.

#include <gmock/gmock.h>

#include "tests/support/silent_port.hpp"
#include "tests/support/told_cause.hpp"
#include "tests/workloads/drivers/http_asking.hpp"

namespace sark::workloads {
namespace {

using testing::close;
using ::testing::IsEmpty;
using testing::perform;
using testing::read_request;
using testing::reset;
using testing::ScriptedServer;
using testing::send;
using ::testing::StartsWith;
using testing::told_by;

using Told = testing::ToldCause;

Told told_of(const ScriptedServer::Script& script, const OperationSpec& operation) {
    ScriptedServer server({script});
    const auto connection = opened(server, {operation});
    return told_by(*connection);
}

std::string answer(const std::string& status, const std::string& body,
                   const std::string& headers = "") {
    return "HTTP/1.1 " + status + "\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Told told_of_answer(const std::string& bytes, const OperationSpec& operation) {
    return told_of({read_request(), send(bytes)}, operation);
}

TEST(HttpCausesTest, AnOkAnswerHasNone) {
    EXPECT_EQ(told_of_answer(answer("200 OK", "fine"), request()), (Told{OutcomeCode::ok, ""}));
}

TEST(HttpCausesTest, AnUnexpectedStatusIsToldWithTheBeginningOfItsBody) {
    const OperationSpec get = request();
    EXPECT_EQ(told_of_answer(answer("503 Busy", "upstream is away"), get),
              (Told{OutcomeCode::refused, "status 503", "upstream is away"}));
    EXPECT_EQ(told_of_answer(answer("404 No", ""), get),
              (Told{OutcomeCode::wrong_answer, "status 404"}));
    EXPECT_EQ(told_of_answer(answer("504 Late", "later"), get),
              (Told{OutcomeCode::timeout, "status 504", "later"}));
    const Told lengthy = told_of_answer(answer("500 No", std::string(100'000, 'x')), get);
    EXPECT_EQ(lengthy.example, std::string(FailureCause::example_bytes, 'x'));
    OperationSpec post = request("POST");
    http_of(post).expect_status = 201;
    EXPECT_EQ(told_of_answer(answer("200 OK", "not made"), post),
              (Told{OutcomeCode::wrong_answer, "status 200", "not made"}));
}

TEST(HttpCausesTest, TheBodyOfAnExpectedStatusIsNotKeptForIt) {
    ScriptedServer server({{read_request(), send(answer("200 OK", "fine"))}});
    Target target;
    target.http_url = server.url();
    const auto plan = make_http_plan(target, {request()}, {});
    ASSERT_TRUE(plan);
    HttpConnection connection(std::make_shared<const HttpPlan>(*plan));
    EXPECT_EQ(perform(connection).code, OutcomeCode::ok);
    EXPECT_THAT(connection.body(), IsEmpty());
}

TEST(HttpCausesTest, AnExpectationThatWasNotMetIsNamed) {
    OperationSpec get = request();
    http_of(get).expect_contains = "\"allow\"";
    http_of(get).expect_excludes = "error";
    http_of(get).expect_failure = "by default";
    EXPECT_EQ(told_of_answer(answer("200 OK", "deny"), get),
              (Told{OutcomeCode::wrong_answer, "body without \"allow\"", "deny"}));
    EXPECT_EQ(told_of_answer(answer("200 OK", "\"allow\" by error"), get),
              (Told{OutcomeCode::wrong_answer, "body with error", "\"allow\" by error"}));
    EXPECT_EQ(told_of_answer(answer("200 OK", "deny by default"), get),
              (Told{OutcomeCode::failed_closed, "body with by default", "deny by default"}));
}

TEST(HttpCausesTest, AHeaderThatIsMissingOrOtherIsNamed) {
    OperationSpec get = request();
    http_of(get).expect_headers = {{"Vary", "Accept"}, {"X-Cache", "HIT"}};
    EXPECT_EQ(told_of_answer(answer("200 OK", "", "Vary: Accept\r\n"), get),
              (Told{OutcomeCode::wrong_answer, "no header x-cache"}));
    EXPECT_EQ(told_of_answer(answer("200 OK", "", "Vary: Accept\r\nX-Cache: MISS\r\n"), get),
              (Told{OutcomeCode::wrong_answer, "other header x-cache", "MISS"}));
    EXPECT_EQ(told_of_answer(answer("200 OK", "", "X-Cache: MISS\r\n"), get),
              (Told{OutcomeCode::wrong_answer, "no header vary"}))
        << "the value of another header is not its own";
}

TEST(HttpCausesTest, WhatIsNoAnswerIsQuoted) {
    EXPECT_EQ(told_of_answer("SSH-2.0-OpenSSH\r\n", request()),
              (Told{OutcomeCode::protocol, "malformed answer", "SSH-2.0-OpenSSH\r\n"}));
    EXPECT_EQ(told_of_answer(answer("200 OK", "ok") + "surplus", request()),
              (Told{OutcomeCode::protocol, "bytes beyond the answer", "surplus"}));
}

TEST(HttpCausesTest, ALostConnectionSaysHowItWasLost) {
    const OperationSpec post = request("POST");
    EXPECT_EQ(told_of({read_request(), close()}, post),
              (Told{OutcomeCode::connection, "closed without an answer"}));
    EXPECT_EQ(told_of({read_request(), send("HTTP/1.1 2"), close()}, post),
              (Told{OutcomeCode::connection, "closed within the answer"}));
    EXPECT_EQ(told_of({read_request(), reset()}, post),
              (Told{OutcomeCode::connection, "Connection reset by peer"}));
}

TEST(HttpCausesTest, NobodyListeningIsWhatTheSystemSays) {
    const test::SilentPort nobody;
    const auto connection = connection_to(nobody.url(), {request()});
    EXPECT_EQ(told_by(*connection), (Told{OutcomeCode::refused, "Connection refused"}));
}

TEST(HttpCausesTest, AFailureLeavesNothingBehindForTheNextOperation) {
    ScriptedServer server(
        {{read_request(), send(answer("503 Busy", "busy")), read_request(),
          send(answer("200 OK", "")), read_request(), send(answer("500 No", ""))}});
    const auto connection = opened(server, {request()});
    EXPECT_EQ(told_by(*connection).kind, "status 503");
    EXPECT_EQ(told_by(*connection), (Told{OutcomeCode::ok, ""}));
    EXPECT_EQ(told_by(*connection), (Told{OutcomeCode::wrong_answer, "status 500"}));
}

TEST(HttpCausesTest, ABodyThatRepeatsTheCredentialsIsNotShown) {
    ScriptedServer server({{read_request(), send(answer("401 No", "no such key: sk-0123456789")),
                            read_request(), send(answer("401 No", "no such key"))}});
    Target target;
    target.http_url = server.url();
    target.api.api_key = "sk-0123456789";
    const auto factory = make_http_factory(target, {request()}, {});
    ASSERT_TRUE(factory);
    const auto connection = std::move((*factory)(0)).value();
    ASSERT_TRUE(connection->open());
    const Told told = told_by(*connection);
    EXPECT_EQ(told.kind, "status 401");
    EXPECT_EQ(told.example, "(it repeats the credentials)");
    EXPECT_THAT(told_by(*connection).example, StartsWith("no such key"));
}

}  // namespace
}  // namespace sark::workloads
