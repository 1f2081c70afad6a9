#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "tests/core/http/server/serving.hpp"

namespace sark::http {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class DrainTest : public test::Serving {
 protected:
    /// Returns once nobody new is accepted.
    std::jthread stop() {
        const int port = server->port();
        std::jthread stopping([this] { server.reset(); });
        while (test::RawClient(port).connected()) std::this_thread::yield();
        return stopping;
    }
};

TEST_F(DrainTest, IdleConnectionsEndAtOnce) {
    start();
    auto client = connect();
    client.send(get("/a"));
    EXPECT_EQ(client.status(), 200);
    server.reset();
    EXPECT_EQ(client.rest(), "");
}

TEST_F(DrainTest, ARequestInItsHandlerIsAnsweredAndTheConnectionCloses) {
    options.limits.linger_time = 20ms;  // the client stays until the server has gone
    start();
    auto client = connect();
    client.send(get("/wait"));
    wait_for_waiting(1);
    const auto stopping = stop();
    open_gate();
    const std::string all = client.rest().value_or("");
    EXPECT_THAT(all, HasSubstr("200 OK"));
    EXPECT_THAT(all, HasSubstr("Connection: close"));
}

TEST_F(DrainTest, ARequestThatHasBegunMayEnd) {
    options.limits.linger_time = 20ms;  // the client stays until the server has gone
    start();
    auto client = connect();
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_THAT(client.response().value_or(""), HasSubstr("100 Continue"));
    const auto stopping = stop();
    client.send("body");
    const std::string all = client.rest().value_or("");
    EXPECT_EQ(body_of(all), "POST /a body");
}

TEST_F(DrainTest, AClientThatNeverEndsItsRequestIsCutOff) {
    options.limits.drain_time = 30ms;
    start();
    auto client = connect();
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_THAT(client.response().value_or(""), HasSubstr("100 Continue"));
    server.reset();
    EXPECT_EQ(client.status(), 0);
}

TEST_F(DrainTest, UnderLoadEveryAnswerThatBeginsIsWhole) {
    start();
    std::atomic<int> answered{0};
    std::atomic<int> torn{0};
    std::vector<std::jthread> loads;
    for (int i = 0; i < 8; ++i)
        loads.emplace_back([this, &answered, &torn, port = server->port()] {
            test::RawClient client(port);
            while (client.connected() && client.send(get("/large/20000"))) {
                const auto response = client.response();
                if (!response) {
                    torn += client.unread().empty() ? 0 : 1;
                    return;
                }
                ++answered;
            }
        });
    while (answered < 200) std::this_thread::yield();
    server.reset();
    loads.clear();
    EXPECT_EQ(torn, 0);
}

}  // namespace
}  // namespace sark::http
