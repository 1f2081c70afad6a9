#include "core/token/bearer_token.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark {
namespace {

using std::chrono::seconds;

const std::string secret = "0123456789abcdef0123456789abcdef";
// Signed with the secret by Python's hmac: of type access, of type refresh, and without exp.
const std::string foreign_token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0"
    "wMDAwMDAwMDAwYTIiLCJyb2xlIjoidmlld2VyIiwidHlwZSI6ImFjY2VzcyIsImV4cCI6MTgwMDAwMTg"
    "wMH0.AeHQoRJdgsejpxW5IKQtEm_9rw1zCI5XhVu1vOCSomE";
const std::string refresh_token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0"
    "wMDAwMDAwMDAwYTIiLCJyb2xlIjoidmlld2VyIiwidHlwZSI6InJlZnJlc2giLCJleHAiOjE4MDAwMDE"
    "4MDB9.xA0KHk844qfTOypJNBeuP658upOlVIL6lBS5Huouu8k";
const std::string endless_token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0"
    "wMDAwMDAwMDAwYTIiLCJyb2xlIjoidmlld2VyIiwidHlwZSI6ImFjY2VzcyJ9.Ld7MzbxlTu9v6y_35A"
    "kcF9h41XgT5XzcR53IQYxGdMA";
// exp 1800001800.5, nbf 1799999999.5
const std::string fractional_token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0w"
    "MDAwMDAwMDAwYTIiLCJyb2xlIjoidmlld2VyIiwidHlwZSI6ImFjY2VzcyIsImV4cCI6MTgwMDAwMTgwM"
    "C41LCJuYmYiOjE3OTk5OTk5OTkuNX0.Mmqh8u-Fi0g5c5m5kZOqJslxVQxbuvHOnIxktGH2pUw";
// nbf 1800000060.5
const std::string early_token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0w"
    "MDAwMDAwMDAwYTIiLCJyb2xlIjoidmlld2VyIiwidHlwZSI6ImFjY2VzcyIsImV4cCI6MTgwMDAwMTgwM"
    "CwibmJmIjoxODAwMDAwMDYwLjV9.jHgT72iWQQZsfl9CXRG1TxekV00os7ZMUfiT3xjZf_g";
// nbf "soon"
const std::string vague_token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0w"
    "MDAwMDAwMDAwYTIiLCJyb2xlIjoidmlld2VyIiwidHlwZSI6ImFjY2VzcyIsImV4cCI6MTgwMDAwMTgwM"
    "CwibmJmIjoic29vbiJ9.avzpJNrtlba-PtxqkS9AFOUZjq_R7hfKHz9e5dQUb4w";
// nbf 1e300
const std::string far_token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0w"
    "MDAwMDAwMDAwYTIiLCJyb2xlIjoidmlld2VyIiwidHlwZSI6ImFjY2VzcyIsImV4cCI6MTgwMDAwMTgwM"
    "CwibmJmIjoxZSszMDB9.aRzlCrwFcjG0mEbUCR5m-zWGrG2oXxpHyg-Or-43CZs";
// exp "1800001800"
const std::string timeless_token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0w"
    "MDAwMDAwMDAwYTIiLCJyb2xlIjoidmlld2VyIiwidHlwZSI6ImFjY2VzcyIsImV4cCI6IjE4MDAwMDE4M"
    "DAifQ.VvAqftAzm2q5Op-QCoKFefgqcTS-is7bCRRHuG8Izyw";
// "crit":["b64"] in the header
const std::string critical_token =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImNyaXQiOlsiYjY0Il0sImI2NCI6ZmFsc2V9.eyJzdWIi"
    "OiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwYTIiLCJyb2xlIjoidmlld2VyIiwidHlwZ"
    "SI6ImFjY2VzcyIsImV4cCI6MTgwMDAwMTgwMH0.oaoNZK5KtjRtinXt_a0FSYPdvbJ4KAINAlh9m94I-w"
    "M";
constexpr UtcTime now{seconds(1'800'000'000)};

TokenClaims ann() {
    TokenClaims claims;
    claims.subject = "00000000-0000-4000-8000-0000000000a1";
    claims.email = "ann@example.org";
    claims.role = "developer";
    claims.teams = {"blue", "red"};
    claims.expires = now + seconds(1800);
    return claims;
}

std::string minted(const TokenClaims& claims, const std::string& with = secret) {
    const auto token = mint_token(claims, with, now);
    return token ? *token : "(none)";
}

std::string refusal(const std::string& token, const std::string& with = secret, UtcTime at = now) {
    const auto claims = verify_token(token, with, at);
    return claims ? "accepted" : claims.error().message;
}

TEST(BearerTokenTest, SaysWhatWasMinted) {
    const auto claims = verify_token(minted(ann()), secret, now);
    ASSERT_TRUE(claims) << describe(claims.error());
    EXPECT_EQ(claims->subject, ann().subject);
    EXPECT_EQ(claims->email, "ann@example.org");
    EXPECT_EQ(claims->role, "developer");
    EXPECT_THAT(claims->teams, ::testing::ElementsAre("blue", "red"));
    EXPECT_EQ(claims->expires, ann().expires);
}

TEST(BearerTokenTest, TakesWhatAnotherProgramSigned) {
    const auto claims = verify_token(foreign_token, secret, now);
    ASSERT_TRUE(claims) << describe(claims.error());
    EXPECT_EQ(claims->role, "viewer");
    EXPECT_TRUE(claims->teams.empty());
}

TEST(BearerTokenTest, AnotherSecretSignsNothingHere) {
    EXPECT_EQ(refusal(minted(ann(), "another secret of thirty-two byte")),
              "not a token that this server trusts");
    EXPECT_EQ(refusal(minted(ann()), ""), "not a token that this server trusts");
}

TEST(BearerTokenTest, AChangedTokenIsRefused) {
    std::string token = minted(ann());
    const std::size_t place = token.find('.') + 5;
    token[place] = token[place] == 'A' ? 'B' : 'A';
    EXPECT_NE(refusal(token), "accepted");
    EXPECT_NE(refusal(""), "accepted");
    EXPECT_NE(refusal("..."), "accepted");
    EXPECT_NE(refusal(minted(ann()).substr(0, 40)), "accepted");
}

TEST(BearerTokenTest, AnUnsignedTokenIsRefused) {
    // {"alg":"none","typ":"JWT"}
    const std::string token = minted(ann());
    const std::size_t first = token.find('.');
    const std::string claims = token.substr(first, token.rfind('.') - first + 1);
    EXPECT_NE(refusal("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0" + claims), "accepted");
}

TEST(BearerTokenTest, EndsWhenItExpires) {
    const std::string token = minted(ann());
    EXPECT_EQ(refusal(token, secret, now + seconds(1799)), "accepted");
    EXPECT_EQ(refusal(token, secret, now + seconds(1800)), "the token has expired");
}

TEST(BearerTokenTest, OneThatSaysNotWhoOrAsWhatIsRefused) {
    TokenClaims nobody = ann();
    nobody.subject.clear();
    EXPECT_EQ(refusal(minted(nobody)), "the token lacks sub or role");
    TokenClaims nothing = ann();
    nothing.role.clear();
    EXPECT_EQ(refusal(minted(nothing)), "the token lacks sub or role");
}

TEST(BearerTokenTest, ARefreshTokenOpensNothing) {
    EXPECT_EQ(refusal(refresh_token), "not an access token");
    EXPECT_EQ(refusal(endless_token), "the token never expires");
}

TEST(BearerTokenTest, TimesMayHaveFractions) {
    using std::chrono::milliseconds;
    const UtcTime last = now + milliseconds(1'800'500);
    EXPECT_EQ(refusal(fractional_token, secret, last - milliseconds(1)), "accepted");
    EXPECT_EQ(refusal(fractional_token, secret, last), "the token has expired");
    EXPECT_EQ(refusal(fractional_token, secret, now - milliseconds(501)),
              "the token is not in force yet");
    EXPECT_EQ(refusal(early_token), "the token is not in force yet");
    EXPECT_EQ(refusal(early_token, secret, now + milliseconds(60'500)), "accepted");
}

TEST(BearerTokenTest, ATimeThatIsNoneOpensNothing) {
    EXPECT_EQ(refusal(vague_token), "the token is not in force yet");
    EXPECT_EQ(refusal(far_token), "the token is not in force yet");
    EXPECT_EQ(refusal(timeless_token), "the token never expires");
}

TEST(BearerTokenTest, AHeaderThatMustBeUnderstoodIsNot) {
    EXPECT_EQ(refusal(critical_token), "not a token that this server trusts");
}

TEST(BearerTokenTest, NoSecretMintsNothing) {
    EXPECT_FALSE(mint_token(ann(), "", now));
}

TEST(BearerTokenTest, ExpiryIsReadWithoutTheSecret) {
    EXPECT_EQ(expiry_of(minted(ann())), ann().expires);
    EXPECT_FALSE(expiry_of(endless_token));
    EXPECT_FALSE(expiry_of("not a token"));
}

}  // namespace
}  // namespace sark
