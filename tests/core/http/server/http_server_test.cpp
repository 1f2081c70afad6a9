#include "core/http/server/http_server.hpp"

#include <vector>

#include <gmock/gmock.h>

#include "tests/core/http/server/serving.hpp"

namespace sark::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class HttpServerTest : public test::Serving {};

TEST_F(HttpServerTest, AnswersManyRequestsOnOneConnection) {
    start();
    auto client = connect();
    for (int i = 0; i < 50; ++i) {
        client.send(post("/a", std::to_string(i)));
        EXPECT_EQ(body_of(client.response().value_or("")), "POST /a " + std::to_string(i));
    }
}

TEST_F(HttpServerTest, RequestsMayComeByteByByte) {
    start();
    auto client = connect();
    client.send_bytewise(post("/slow", "body") + get("/next"));
    EXPECT_EQ(body_of(client.response().value_or("")), "POST /slow body");
    EXPECT_EQ(body_of(client.response().value_or("")), "GET /next ");
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInTheirOrder) {
    start();
    auto client = connect();
    std::string requests;
    for (int i = 0; i < 1'000; ++i) requests += get("/" + std::to_string(i));
    client.send(requests);
    for (int i = 0; i < 1'000; ++i)
        ASSERT_EQ(body_of(client.response().value_or("")), "GET /" + std::to_string(i) + " ");
}

TEST_F(HttpServerTest, AnswersToAClientThatDoesNotReadWaitInTheServer) {
    start();
    test::RawClient client(server->port(), 4'096);
    std::string requests;
    for (int i = 0; i < 40; ++i) requests += get("/large/100000");
    client.send(requests);
    auto other = connect();
    other.send(get("/other"));
    EXPECT_EQ(other.status(), 200);
    for (int i = 0; i < 40; ++i)
        ASSERT_EQ(body_of(client.response().value_or("")).size(), 100'000U);
}

TEST_F(HttpServerTest, AHeadIsAnsweredWithoutItsBody) {
    start();
    auto client = connect();
    client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.response(false).value_or(""), HasSubstr("Content-Length: 8\r\n"));
    client.send(get("/b"));
    EXPECT_EQ(body_of(client.response().value_or("")), "GET /b ");
}

TEST_F(HttpServerTest, AClientThatAsksIsToldToContinue) {
    start();
    auto client = connect();
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.response(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("body");
    EXPECT_EQ(body_of(client.response().value_or("")), "POST /a body");
}

TEST_F(HttpServerTest, ConnectionsEndWhenTheirClientSaysSo) {
    start();
    auto client = connect();
    client.send(get("/a", "Connection: close\r\n"));
    const std::string all = client.rest().value_or("");
    EXPECT_THAT(all, HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(body_of(all), "GET /a ");
}

TEST_F(HttpServerTest, HalfAConnectionIsEnoughForAnAnswer) {
    start();
    auto client = connect();
    client.send(get("/a"));
    client.end_sending();
    EXPECT_EQ(body_of(client.rest().value_or("")), "GET /a ");
}

TEST_F(HttpServerTest, OldClientsAreAnswered) {
    start();
    auto once = connect();
    once.send("GET /a HTTP/1.0\r\n\r\n");
    EXPECT_EQ(body_of(once.rest().value_or("")), "GET /a ");
    auto kept = connect();
    for (int i = 0; i < 2; ++i) {
        kept.send("GET /b HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        EXPECT_THAT(kept.response().value_or(""), HasSubstr("Connection: keep-alive\r\n"));
    }
}

TEST_F(HttpServerTest, ARefusalIsReadEvenByAClientThatGoesOnSending) {
    options.limits.linger_time = std::chrono::seconds(50);  // until its client has sent all
    start();
    auto client = connect();
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");
    client.send(std::string(2'000'000, 'b'));
    client.end_sending();
    const auto all = client.rest();
    ASSERT_TRUE(all) << "the connection was reset";
    EXPECT_THAT(*all, HasSubstr("413 Payload Too Large"));
    EXPECT_EQ(refused, 1);
}

TEST_F(HttpServerTest, WhatFollowsAMalformedRequestIsNotRead) {
    start();
    auto client = connect();
    client.send("nonsense\r\n\r\n" + get("/a"));
    client.end_sending();
    const std::string all = client.rest().value_or("");
    EXPECT_THAT(all, HasSubstr("400 Bad Request"));
    EXPECT_THAT(all, HasSubstr("Connection: close"));
    EXPECT_THAT(all, Not(HasSubstr("200")));
}

TEST_F(HttpServerTest, AConnectionBeyondTheLimitIsTurnedAway) {
    options.limits.connections = 2;
    start();
    auto first = connect();
    auto second = connect();
    first.send(get("/a"));
    second.send(get("/a"));
    EXPECT_EQ(first.status(), 200);
    EXPECT_EQ(second.status(), 200);
    auto third = connect();
    EXPECT_THAT(third.rest().value_or(""), HasSubstr("503 Service Unavailable"));
    first.send(get("/b"));
    EXPECT_EQ(first.status(), 200);
}

TEST_F(HttpServerTest, ManyMoreConnectionsThanThreadsAreServed) {
    options.threads = 2;
    start();
    std::vector<test::RawClient> clients;
    for (int i = 0; i < 100; ++i) clients.emplace_back(server->port());
    for (int round = 0; round < 3; ++round) {
        for (auto& client : clients) client.send(get("/a"));
        for (auto& client : clients) ASSERT_EQ(client.status(), 200);
    }
}

TEST_F(HttpServerTest, HandlersThatWaitKeepNobodyElseWaiting) {
    options.threads = 8;
    start();
    std::vector<test::RawClient> waiting;
    for (unsigned i = 0; i < 7; ++i) {
        waiting.emplace_back(server->port());
        waiting.back().send(get("/wait"));
    }
    wait_for_waiting(7);
    auto client = connect();
    for (int i = 0; i < 20; ++i) {
        client.send(get("/a"));
        ASSERT_EQ(client.status(), 200);
    }
    open_gate();
    for (auto& one : waiting) EXPECT_EQ(one.status(), 200);
}

TEST_F(HttpServerTest, OneThreadAnswersOneRequestAtATime) {
    options.threads = 1;
    start();
    auto first = connect();
    first.send(get("/wait"));
    wait_for_waiting(1);
    auto second = connect();
    second.send(get("/a"));
    open_gate();
    EXPECT_EQ(first.status(), 200);
    EXPECT_EQ(second.status(), 200);
}

TEST_F(HttpServerTest, APortInUseIsAnErrorThatNamesIt) {
    start();
    HttpServerOptions same;
    same.port = server->port();
    const auto second = HttpServer::start({}, same);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::unavailable);
    EXPECT_EQ(second.error().where, "127.0.0.1:" + std::to_string(same.port));
    HttpServerOptions elsewhere;
    elsewhere.host = "203.0.113.1";
    EXPECT_FALSE(HttpServer::start({}, elsewhere));
}

}  // namespace
}  // namespace sark::http
