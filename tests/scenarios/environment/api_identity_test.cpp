#include "scenarios/environment/api_identity.hpp"

#include <string>

#include <gtest/gtest.h>

#include "core/token/bearer_token.hpp"

namespace sark::scenarios {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const std::string secret = "0123456789abcdef0123456789abcdef";
constexpr UtcTime now{seconds(1'800'000'000)};

Scenario an_hour_of_http() {
    Scenario scenario;
    scenario.environment.needs_api = true;
    LoadSpec load;
    load.arrivals = workloads::ArrivalSpec{};
    scenario.loads.push_back(load);
    scenario.warmup = hours(1);
    return scenario;
}

std::string token_until(UtcTime end) {
    TokenClaims claims;
    claims.subject = "00000000-0000-4000-8000-0000000000a1";
    claims.role = "viewer";
    claims.expires = end;
    return *mint_token(claims, secret, now);
}

TEST(ApiIdentityTest, ATokenIsMintedOnceForTheWholeRun) {
    ApiIdentity identity;
    identity.jwt_secret = secret;
    identity.role = "developer";
    workloads::Target target;
    ASSERT_TRUE(show_identity(identity, an_hour_of_http(), now, target));
    const auto claims = verify_token(target.api.token, secret, now + hours(2));
    ASSERT_TRUE(claims) << describe(claims.error());
    EXPECT_EQ(claims->role, "developer");
    EXPECT_EQ(claims->subject.size(), 36U);
    EXPECT_GE(target.api.csrf.size(), 32U);
}

TEST(ApiIdentityTest, AGivenTokenGoesBeforeTheSecret) {
    ApiIdentity identity;
    identity.jwt_secret = secret;
    identity.token = token_until(now + hours(2));
    workloads::Target target;
    ASSERT_TRUE(show_identity(identity, an_hour_of_http(), now, target));
    EXPECT_EQ(target.api.token, identity.token);
}

TEST(ApiIdentityTest, ARunThatOutlivesItsTokenIsRefused) {
    ApiIdentity identity;
    identity.token = token_until(now + hours(1));
    workloads::Target target;
    const auto shown = show_identity(identity, an_hour_of_http(), now, target);
    ASSERT_FALSE(shown);
    EXPECT_EQ(shown.error().code, Errc::invalid_argument);
    EXPECT_EQ(shown.error().message.find(identity.token), std::string::npos);
    EXPECT_TRUE(target.api.token.empty());
}

TEST(ApiIdentityTest, WhatIsNoTokenIsRefused) {
    ApiIdentity identity;
    identity.token = "secret-text";
    workloads::Target target;
    const auto shown = show_identity(identity, an_hour_of_http(), now, target);
    ASSERT_FALSE(shown);
    EXPECT_EQ(describe(shown.error()).find("secret-text"), std::string::npos);
}

TEST(ApiIdentityTest, NobodyInParticularShowsNothing) {
    workloads::Target target;
    ASSERT_TRUE(show_identity({}, an_hour_of_http(), now, target));
    EXPECT_TRUE(target.api.token.empty());
    EXPECT_TRUE(target.api.csrf.empty());
}

}  // namespace
}  // namespace sark::scenarios
