#include "core/http/guards/authentication.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/token/bearer_token.hpp"
#include "tests/core/http/filter_samples.hpp"
#include "tests/core/service/manual_time.hpp"

namespace sark::http {
namespace {

using std::chrono::minutes;

const std::string secret = "0123456789abcdef0123456789abcdef";

class AuthenticationTest : public ::testing::Test {
 protected:
    std::string token(const std::string& subject) {
        TokenClaims claims;
        claims.subject = subject;
        claims.role = "developer";
        claims.teams = {"blue"};
        claims.expires = time.utc_now() + minutes(30);
        return *mint_token(claims, secret, time.utc_now());
    }
    Answer ask(const std::string& authorization, std::string_view path = "/api/v1/servers/") {
        Request request = test::request("GET", path);
        if (!authorization.empty())
            request.headers.emplace_back("authorization", authorization);
        return authentication.answer(request, behind);
    }

    test::ManualTime time;
    Authentication authentication{secret, nullptr, time};
    test::Behind behind;
    const std::string ann = "00000000-0000-4000-8000-0000000000A1";
};

TEST_F(AuthenticationTest, ATokenSaysWhoAsks) {
    EXPECT_EQ(ask("bearer " + token(ann)).status, 200);
    ASSERT_TRUE(behind.caller);
    EXPECT_EQ(behind.caller->user_id, "00000000-0000-4000-8000-0000000000a1");
    EXPECT_EQ(behind.caller->role, "developer");
    EXPECT_THAT(behind.caller->teams, ::testing::ElementsAre("blue"));
}

TEST_F(AuthenticationTest, NobodyInParticularIsRefusedAsUpstreamRefuses) {
    const Answer answer = ask("");
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.body,
              R"({"detail":"Missing authentication token","error_type":"authentication_error"})");
    EXPECT_EQ(answer.header("WWW-Authenticate"), "Bearer");
    EXPECT_EQ(behind.asked, 0);
}

TEST_F(AuthenticationTest, WhatIsNoBearerTokenIsNone) {
    EXPECT_EQ(ask("Basic dXNlcjpwYXNz").status, 401);
    EXPECT_EQ(ask("Bearer ").status, 401);
    EXPECT_EQ(ask("Bearer x").status, 401);
}

TEST_F(AuthenticationTest, TheSubjectIsAUser) {
    EXPECT_EQ(ask("Bearer " + token("ann")).status, 401);
}

TEST_F(AuthenticationTest, ATokenEnds) {
    const std::string shown = "Bearer " + token(ann);
    time.advance(minutes(30));
    EXPECT_NE(ask(shown).body.find("the token has expired"), std::string::npos);
}

TEST_F(AuthenticationTest, HealthAndMetricsAreOpen) {
    for (const std::string_view path : {"/health", "/health/", "/health/ready", "/metrics"})
        EXPECT_EQ(ask("", path).status, 200) << path;
    EXPECT_EQ(ask("", "/healthcare").status, 401);
    EXPECT_EQ(ask("", "/metrics/summary").status, 401);
}

TEST_F(AuthenticationTest, AnApiKeyIsNothingWhereNoneAreTaken) {
    Request request = test::request("GET", "/api/v1/servers/");
    request.headers.emplace_back("X-API-Key",
                                 "sark_sk_test_abcdefgh_0123456789abcdef0123456789abcdef");
    EXPECT_EQ(authentication.answer(request, behind).status, 401);
}

}  // namespace
}  // namespace sark::http
