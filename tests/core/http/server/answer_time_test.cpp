#include <thread>

#include <gmock/gmock.h>

#include "tests/core/http/server/serving.hpp"

namespace sark::http {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// The limit is short, and each test waits for the server to act on it.
class AnswerTimeTest : public test::Serving {
 protected:
    AnswerTimeTest() { options.limits.answer_time = 20ms; }

    /// Of a quick request, asked again where the host was in the way.
    [[nodiscard]] int status_of_another() const {
        int status = 504;
        while (status == 504) {
            auto client = connect();
            client.send(get("/a"));
            status = client.status();
        }
        return status;
    }
};

TEST_F(AnswerTimeTest, ARequestThatIsTooLongInItsHandlerIsAnsweredForIt) {
    start();
    auto client = connect();
    client.send(get("/wait"));
    const std::string answer = client.response().value_or("");
    EXPECT_THAT(answer, HasSubstr("504 Gateway Timeout"));
    EXPECT_THAT(answer, HasSubstr("Connection: close"));
    EXPECT_EQ(body_of(answer), "in its handler");
    EXPECT_EQ(given_up, 1);
    open_gate();
}

TEST_F(AnswerTimeTest, WhatTheHandlerSaysLaterIsDropped) {
    start();
    auto client = connect();
    client.send(get("/wait") + get("/next"));
    EXPECT_EQ(client.status(), 504);
    open_gate();
    while (late == 0) std::this_thread::yield();
    EXPECT_EQ(client.rest(), "") << "neither the late answer nor a reset";
    EXPECT_EQ(given_up, 1);
    EXPECT_EQ(status_of_another(), 200);
}

TEST_F(AnswerTimeTest, TheHandlerLearnsThatItIsLate) {
    start();
    auto client = connect();
    client.send(get("/wait"));
    EXPECT_EQ(client.status(), 504);
    EXPECT_EQ(late, 0);
    open_gate();
    while (late == 0) std::this_thread::yield();
    EXPECT_EQ(client.rest(), "");
}

TEST_F(AnswerTimeTest, AnswersBeforeItComeFirst) {
    start();
    auto client = connect();
    client.send(get("/0") + get("/1") + get("/2") + get("/wait"));
    std::string answer = client.response().value_or("");
    for (int i = 0; answer.find(" 504 ") == std::string::npos; ++i) {
        ASSERT_EQ(body_of(answer), "GET /" + std::to_string(i) + " ");
        answer = client.response().value_or(" 504 ");
    }
    EXPECT_EQ(given_up, 1);
    open_gate();
    EXPECT_EQ(client.rest(), "");
}

TEST_F(AnswerTimeTest, AHeadIsAnsweredWithoutABody) {
    start();
    auto client = connect();
    client.send("HEAD /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.rest().value_or(""), ::testing::EndsWith("\r\n\r\n"));
    EXPECT_EQ(given_up, 1);
}

TEST_F(AnswerTimeTest, ARequestThatNoThreadIsFreeForIsAnsweredToo) {
    options.threads = 1;
    start();
    auto busy = connect();
    busy.send(get("/wait"));
    wait_for_waiting(1);
    auto waiting = connect();
    waiting.send(get("/a"));
    const std::string answer = waiting.rest().value_or("");
    EXPECT_THAT(answer, HasSubstr("504 Gateway Timeout"));
    EXPECT_EQ(body_of(answer), "for a thread");
    EXPECT_EQ(busy.status(), 504);
    open_gate();
    EXPECT_EQ(status_of_another(), 200);
}

TEST_F(AnswerTimeTest, WhoLeavesWithoutAskingIsNotAnswered) {
    options.threads = 1;
    start();
    auto busy = connect();
    busy.send(get("/wait"));
    EXPECT_EQ(busy.status(), 504);
    {
        const auto leaving = connect();
        while (server->connections() < 2) std::this_thread::yield();
    }
    while (server->connections() > 1) std::this_thread::yield();
    EXPECT_EQ(given_up, 1);
    open_gate();
}

TEST_F(AnswerTimeTest, AStoppingServerWaitsForTheHandlerAndNotForItsAnswer) {
    options.limits.linger_time = 20ms;
    start();
    auto client = connect();
    client.send(get("/wait"));
    wait_for_waiting(1);
    std::jthread stopping([this] { server.reset(); });
    EXPECT_THAT(client.response().value_or(""), HasSubstr("504 Gateway Timeout"));
    open_gate();
    stopping.join();
    EXPECT_EQ(client.rest(), "");
}

}  // namespace
}  // namespace sark::http
