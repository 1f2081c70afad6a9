#include <thread>

#include <gmock/gmock.h>

#include "tests/core/http/server/serving.hpp"

namespace sark::http {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// The limits are short, and each test waits for the server to act on one of them.
class SlowClientTest : public test::Serving {
 protected:
    /// A connection whose request has come to its handler. While the machine stands still one may
    /// be idle for too long before it asks: then it is the next one.
    test::RawClient asking(const std::string& path) {
        const unsigned before = handled();
        for (;;) {
            auto client = connect();
            client.send(get(path));
            while (handled() == before && !client.has_ended()) std::this_thread::yield();
            if (handled() != before)
                return client;
        }
    }
};

TEST_F(SlowClientTest, ARequestThatTricklesIsGivenUp) {
    options.limits.request_time = 30ms;
    options.limits.linger_time = 50s;
    options.limits.head = options.limits.headers = 1'000'000'000;
    start();
    auto client = connect();
    client.send("GET /a HTTP/1.1\r\n");
    // Another header does not buy it time.
    while (refused == 0 && client.send("X: 1\r\n")) {
    }
    client.end_sending();
    EXPECT_THAT(client.rest().value_or(""), HasSubstr("408 Request Timeout"));
}

TEST_F(SlowClientTest, ABodyThatDoesNotComeIsGivenUp) {
    options.limits.request_time = 30ms;
    start();
    auto client = connect();
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
    EXPECT_THAT(client.rest().value_or(""), HasSubstr("408 Request Timeout"));
}

TEST_F(SlowClientTest, AnIdleConnectionIsClosedWithoutAWord) {
    options.limits.idle_time = 30ms;
    start();
    auto fresh = connect();
    auto used = asking("/a");
    EXPECT_EQ(used.status(), 200);
    EXPECT_EQ(used.rest(), "");
    EXPECT_EQ(fresh.rest(), "");
    EXPECT_EQ(refused, 0);
}

TEST_F(SlowClientTest, AnAnswerThatIsNotReadIsGivenUp) {
    options.limits.write_time = 30ms;
    start();
    test::RawClient client(server->port(), 4'096);
    client.send(get("/large/20000000"));
    while (handled() == 0) std::this_thread::yield();
    while (server->connections() > 0) std::this_thread::yield();
    EXPECT_LT(client.rest().value_or("").size(), 20'000'000U);
}

TEST_F(SlowClientTest, AHandlerHasAllTheTimeItNeeds) {
    options.limits.request_time = options.limits.idle_time = options.limits.write_time = 20ms;
    start();
    auto client = asking("/wait");
    auto witness = connect();  // of those limits having passed, several times
    EXPECT_EQ(witness.rest(), "");
    auto second_witness = connect();
    EXPECT_EQ(second_witness.rest(), "");
    open_gate();
    EXPECT_EQ(client.status(), 200);
}

}  // namespace
}  // namespace sark::http
