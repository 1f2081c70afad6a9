#include "scenarios/claims/request_sender.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scripted_server.hpp"

namespace sark::scenarios {
namespace {

using sark::testing::close;
using sark::testing::drain;
using sark::testing::read_request;
using sark::testing::ScriptedServer;
using sark::testing::send;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string answer(const std::string& body, const std::string& status = "200 OK") {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

ClaimArm arm(unsigned times = 1, unsigned at_once = 1) {
    ClaimArm arm;
    arm.request = ClaimRequest{};
    workloads::HttpOperation http;
    http.path = "/s/${server}";
    http.expect_contains = "ok";
    arm.request->operation.request = http;
    arm.request->operation.parameters = {
        {"server", workloads::KeyParameter{workloads::Entity::server, 1'000'000, {}, {}}}};
    arm.request->times = times;
    arm.request->at_once = at_once;
    return arm;
}

workloads::DatasetSpec few_servers() {
    workloads::DatasetSpec dataset;
    dataset.servers = 1;
    return dataset;
}

class RequestSenderTest : public ::testing::Test {
 protected:
    RequestSender sender_to(const ScriptedServer& server) {
        auto made = RequestSender::create(server.url(), arm_, dataset_);
        EXPECT_TRUE(made) << describe(made ? Error{} : made.error());
        return std::move(made).value();
    }
    ClaimArm arm_ = arm();
    workloads::DatasetSpec dataset_;
};

TEST_F(RequestSenderTest, KeepsItsConnectionUnlessTheArmOpensOneForEach) {
    const auto script = {read_request(), send(answer("ok")), read_request(), send(answer("ok"))};
    ScriptedServer kept({script});
    auto keeping = sender_to(kept);
    EXPECT_TRUE(keeping.send(0));
    EXPECT_TRUE(keeping.send(1));
    EXPECT_EQ(kept.accepted(), 1U);

    arm_.connect_each = true;
    ScriptedServer fresh({{read_request(), send(answer("ok")), drain()},
                          {read_request(), send(answer("ok")), drain()}});
    auto opening = sender_to(fresh);
    EXPECT_TRUE(opening.send(0));
    EXPECT_TRUE(opening.send(1));
    EXPECT_EQ(fresh.accepted(), 2U);
}

TEST_F(RequestSenderTest, SendsEveryRequestOfAnExecutionAndKeepsTheirOrder) {
    arm_ = arm(3);
    ScriptedServer server({{read_request(), send(answer("ok 1")), read_request(),
                            send(answer("ok 2")), read_request(), send(answer("ok 3"))}});
    auto sender = sender_to(server);
    EXPECT_THAT(*sender.answers(0), ElementsAre("ok 1", "ok 2", "ok 3"));
    EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(RequestSenderTest, RequestsAtOnceHaveAConnectionEach) {
    arm_ = arm(2, 2);
    ScriptedServer server(
        {{read_request(), send(answer("ok"))}, {read_request(), send(answer("ok"))}});
    auto sender = sender_to(server);
    EXPECT_THAT(*sender.answers(0), ElementsAre("ok", "ok"));
    EXPECT_EQ(server.accepted(), 2U);
}

TEST_F(RequestSenderTest, BothArmsDrawTheSameKeysOfRowsThatThereAre) {
    const auto asked = [&](std::uint64_t index) {
        ScriptedServer server({{read_request(), send(answer("ok"))}});
        auto sender = sender_to(server);
        EXPECT_TRUE(sender.send(index));
        return server.requests().front().substr(0, 60);
    };
    EXPECT_EQ(asked(7), asked(7));
    EXPECT_NE(asked(7), asked(8));
    dataset_ = few_servers();
    EXPECT_EQ(asked(7), asked(8)) << "there is one row to ask for";
    EXPECT_THAT(asked(7), HasSubstr(workloads::id_of(dataset_.seed, workloads::Entity::server, 0)));
}

TEST_F(RequestSenderTest, AnAnswerThatIsNotTheExpectedOneIsToldWithItsBody) {
    ScriptedServer server({{read_request(), send(answer("no such server", "404 Not Found"))}});
    auto sender = sender_to(server);
    const auto sent = sender.send(0);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, Errc::protocol);
    EXPECT_THAT(describe(sent.error()), HasSubstr("GET /s/${server}"));
    EXPECT_THAT(describe(sent.error()), HasSubstr("no such server"));
}

TEST_F(RequestSenderTest, NobodyThereIsUnavailableAndTheNextSendTriesAgain) {
    std::string url;
    {
        const ScriptedServer gone({});
        url = gone.url();
    }
    auto sender = RequestSender::create(url, arm_, dataset_);
    ASSERT_TRUE(sender) << describe(sender.error());
    for (int i = 0; i < 2; ++i) {
        const auto sent = sender->send(0);
        ASSERT_FALSE(sent);
        EXPECT_EQ(sent.error().code, Errc::unavailable);
    }
}

TEST_F(RequestSenderTest, AConnectionThatBreaksBeforeTheAnswerIsAnError) {
    ScriptedServer server({{read_request(), close()}, {read_request(), close()}});
    auto sender = sender_to(server);
    const auto sent = sender.send(0);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, Errc::unavailable);
}

}  // namespace
}  // namespace sark::scenarios
