#include "tests/workloads/drivers/http_asking.hpp"

namespace sark::workloads {
namespace {

using testing::read_request;
using testing::ScriptedServer;
using testing::send;
using testing::send_bytewise;

TEST(HttpJudgementTest, JudgesStatusAndContent) {
    const auto answer = [](const std::string& status, const std::string& body) {
        return ScriptedServer::Script{read_request(),
                                      send("HTTP/1.1 " + status + "\r\nContent-Length: " +
                                           std::to_string(body.size()) + "\r\n\r\n" + body)};
    };
    OperationSpec get = request();
    EXPECT_EQ(outcome_of(answer("200 OK", ""), get), OutcomeCode::ok);
    EXPECT_EQ(outcome_of(answer("500 No", ""), get), OutcomeCode::wrong_answer);
    EXPECT_EQ(outcome_of(answer("201 Created", ""), get), OutcomeCode::wrong_answer);
    EXPECT_EQ(outcome_of(answer("429 Slow Down", ""), get), OutcomeCode::refused);
    EXPECT_EQ(outcome_of(answer("503 Busy", ""), get), OutcomeCode::refused);
    EXPECT_EQ(outcome_of(answer("504 Late", ""), get), OutcomeCode::timeout);
    http_of(get).expect_status = 503;
    EXPECT_EQ(outcome_of(answer("503 Busy", ""), get), OutcomeCode::ok);
    http_of(get).expect_status = 200;
    http_of(get).expect_contains = "\"allow\"";
    http_of(get).expect_excludes = "error";
    EXPECT_EQ(outcome_of(answer("200 OK", "{\"decision\":\"allow\"}"), get), OutcomeCode::ok);
    EXPECT_EQ(outcome_of(answer("200 OK", "{\"decision\":\"deny\"}"), get),
              OutcomeCode::wrong_answer);
    EXPECT_EQ(outcome_of(answer("200 OK", "\"allow\" by error"), get), OutcomeCode::wrong_answer);
    EXPECT_EQ(outcome_of(answer("200 OK", ""), get), OutcomeCode::wrong_answer);
}

TEST(HttpJudgementTest, AnAnswerWithoutAnExpectedHeaderIsWrong) {
    const auto answer = [](const std::string& header) {
        return ScriptedServer::Script{
            read_request(), send("HTTP/1.1 200 OK\r\n" + header + "Content-Length: 2\r\n\r\nok")};
    };
    OperationSpec get = request();
    http_of(get).expect_headers = {{"Content-Encoding", "gzip"}};
    EXPECT_EQ(outcome_of(answer("content-encoding: gzip\r\n"), get), OutcomeCode::ok);
    EXPECT_EQ(outcome_of(answer("Content-Encoding: br\r\n"), get), OutcomeCode::wrong_answer);
    EXPECT_EQ(outcome_of(answer(""), get), OutcomeCode::wrong_answer);
}

TEST(HttpJudgementTest, ASuccessThatSaysItFailedIsAnOutcomeOfItsOwn) {
    const auto answer = [](const std::string& status, const std::string& body) {
        return ScriptedServer::Script{read_request(),
                                      send("HTTP/1.1 " + status + "\r\nContent-Length: " +
                                           std::to_string(body.size()) + "\r\n\r\n" + body)};
    };
    OperationSpec ask = request();
    http_of(ask).expect_contains = "\"decision\"";
    http_of(ask).expect_failure = "Policy evaluation error";
    const std::string denied = R"({"decision":"deny","reason":"Policy evaluation error: away"})";
    EXPECT_EQ(outcome_of(answer("200 OK", denied), ask), OutcomeCode::failed_closed);
    EXPECT_EQ(outcome_of(answer("200 OK", R"({"decision":"deny"})"), ask), OutcomeCode::ok);
    EXPECT_EQ(outcome_of(answer("500 No", denied), ask), OutcomeCode::wrong_answer);
}

TEST(HttpJudgementTest, ReadsAnAnswerByteByByte) {
    OperationSpec get = request();
    http_of(get).expect_contains = "hello world";
    EXPECT_EQ(outcome_of({read_request(),
                          send_bytewise("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")},
                         get),
              OutcomeCode::ok);
}

}  // namespace
}  // namespace sark::workloads
