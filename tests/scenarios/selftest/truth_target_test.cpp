#include "scenarios/selftest/truth_target.hpp"

#include <array>
#include <cstdlib>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sark::scenarios {
namespace {

using namespace std::chrono_literals;

/// A blocking client of a target.
class Client {
 public:
    explicit Client(const TruthTarget& target) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const std::string& url = target.url();
        address.sin_port = htons(static_cast<std::uint16_t>(
            std::strtoul(url.c_str() + url.rfind(':') + 1, nullptr, 10)));
        EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    ~Client() { ::close(fd_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void say(std::string_view text) const {
        EXPECT_EQ(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(text.size()));
    }
    [[nodiscard]] std::string hear() const {
        std::array<char, 512> buffer{};
        const ssize_t size = ::recv(fd_, buffer.data(), buffer.size(), 0);
        return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    }
    std::string ask() const {
        say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        return hear();
    }

 private:
    int fd_;
};

TEST(TruthTargetTest, KeepsToItsScriptAndItsBooks) {
    auto target = TruthTarget::start({[](std::uint64_t i) { return i * 1ms; }});
    ASSERT_TRUE(target) << describe(target.error());
    {
        const Client client(**target);
        for (int i = 0; i < 4; ++i) EXPECT_TRUE(client.ask().ends_with("{\"ok\":true}"));
    }
    const Truth truth = (*target)->stop();
    EXPECT_EQ(truth.requests, 4U);
    EXPECT_EQ(truth.imposed.count(), 4U);
    EXPECT_GE(truth.imposed.max(), 3ms);
    EXPECT_EQ(truth.stalled, 0ns);
}

TEST(TruthTargetTest, WaitsForTheRestOfARequest) {
    auto target = TruthTarget::start({[](std::uint64_t) { return Nanos{0}; }});
    ASSERT_TRUE(target);
    {
        const Client slow(**target);
        slow.say("GET / HT");
        const Client quick(**target);
        EXPECT_FALSE(quick.ask().empty());
        slow.say("TP/1.1\r\n\r\n");
        EXPECT_FALSE(slow.hear().empty());
    }
    EXPECT_EQ((*target)->stop().requests, 2U);
}

TEST(TruthTargetTest, StandsStillWhenToldTo) {
    auto target = TruthTarget::start({[](std::uint64_t) { return Nanos{0}; }, 1, 20ms});
    ASSERT_TRUE(target);
    {
        const Client client(**target);
        client.ask();
        client.ask();
    }
    const Truth truth = (*target)->stop();
    EXPECT_GE(truth.stalled, 20ms);
    EXPECT_GE(truth.imposed.max(), 20ms);
}

TEST(TruthTargetTest, AClientThatLeavesEarlyHarmsNobody) {
    auto target = TruthTarget::start({[](std::uint64_t) { return Nanos{5ms}; }});
    ASSERT_TRUE(target);
    { Client(**target).say("GET / HTTP/1.1\r\n\r\n"); }
    const Client other(**target);
    EXPECT_FALSE(other.ask().empty());
}

}  // namespace
}  // namespace sark::scenarios
