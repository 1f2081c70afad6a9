#include "scenarios/environment/push_gateway.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/silent_port.hpp"

namespace sark::scenarios {
namespace {

using test::SilentPort;
using ::testing::HasSubstr;
using ::testing::Not;

Errc code_of(const std::string& url, const std::string& allowed = "") {
    const auto gateway = PushGateway::create(url, "smoke", allowed);
    return gateway ? Errc::internal : gateway.error().code;
}

TEST(PushGatewayTest, FiguresGoToThisMachineOrTheOneAllowed) {
    EXPECT_TRUE(PushGateway::create("http://127.0.0.1:9091", "smoke", ""));
    EXPECT_TRUE(PushGateway::create("http://[::1]:9091", "smoke", ""));
    EXPECT_TRUE(PushGateway::create("http://metrics.example:9091", "smoke", "metrics.example"));
    EXPECT_EQ(code_of("http://metrics.example:9091"), Errc::unsafe);
    EXPECT_EQ(code_of("http://metrics.example:9091", "other.example"), Errc::unsafe);
}

TEST(PushGatewayTest, AnAddressThatCannotBeReadIsRefusedWithItsFlag) {
    for (const char* url : {"", "localhost", "https://localhost", "http://user:secret@localhost"}) {
        const auto gateway = PushGateway::create(url, "smoke", "");
        ASSERT_FALSE(gateway) << url;
        EXPECT_EQ(gateway.error().code, Errc::invalid_argument) << url;
        EXPECT_EQ(gateway.error().where, "--push-gateway");
        EXPECT_THAT(describe(gateway.error()), Not(HasSubstr("secret")));
    }
}

TEST(PushGatewayTest, AGatewayThatIsAwayIsToldOnce) {
    const SilentPort nobody;
    auto gateway = PushGateway::create(nobody.url(), "smoke", "");
    ASSERT_TRUE(gateway);
    EXPECT_FALSE((*gateway)->take_warning());
    (*gateway)->deliver("x 1\n");
    const auto warning = (*gateway)->take_warning();
    ASSERT_TRUE(warning);
    EXPECT_THAT(*warning, HasSubstr(nobody.url()));
    (*gateway)->deliver("x 2\n");
    EXPECT_FALSE((*gateway)->take_warning());
}

TEST(PushGatewayTest, WhatWaitsDoesNotKeepItsOwnerWaiting) {
    const SilentPort nobody;
    auto gateway = PushGateway::create(nobody.url(), "smoke", "");
    ASSERT_TRUE(gateway);
    for (int i = 0; i < 1'000; ++i) (*gateway)->offer("x 1\n");
    gateway->reset();
}

}  // namespace
}  // namespace sark::scenarios
