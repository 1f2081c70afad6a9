#include <string>

#include "core/http/guards/api_key.hpp"
#include "core/http/guards/guards.hpp"
#include "core/token/bearer_token.hpp"
#include "tests/integration/api/api_fixture.hpp"

namespace sark::test {
namespace {

using std::chrono::minutes;

const std::string secret = "0123456789abcdef0123456789abcdef";
const std::string csrf(32, 'c');
const std::string key = "sark_sk_test_abcdefgh_0123456789abcdef0123456789abcdef";
const std::string servers = "/api/v1/servers/";
const nlohmann::json new_server = {
    {"name", "guarded"}, {"transport", "http"}, {"endpoint", "http://g"}};

class AuthenticationApiTest : public ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        guards.jwt_secret = secret;
        guards.api_keys = true;
    }
    [[nodiscard]] std::string token() const {
        TokenClaims claims;
        claims.subject = seed::ann;
        claims.role = "developer";
        claims.expires = time.utc_now() + minutes(30);
        return *mint_token(claims, secret, time.utc_now());
    }
    [[nodiscard]] httplib::Headers bearer() const {
        return {{"Authorization", "Bearer " + token()}};
    }
    static void insert_key(const std::string& owner, const std::string& rest = "true, NULL, NULL") {
        const auto done = connect()->execute(
            "INSERT INTO sark_api.api_keys (user_id, name, key_prefix, key_hash, is_active, "
            "expires_at, revoked_at) VALUES ('" +
            owner + "', 'test', 'abcdefgh', '" + http::hash_of_api_key(key) + "', " + rest + ")");
        ASSERT_TRUE(done) << describe(done.error());
    }
    int status_with_key(const std::string& shown) {
        const auto answer = client().Get(servers, {{"X-API-Key", shown}});
        return answer ? answer->status : 0;
    }
};

TEST_F(AuthenticationApiTest, OnlyHealthAndMetricsAreOpen) {
    start();
    EXPECT_EQ(get("/health/")->status, 200);
    EXPECT_EQ(get("/metrics")->status, 200);
    EXPECT_EQ(get(servers)->status, 401);
    EXPECT_EQ(get("/nothing")->status, 401);
    EXPECT_EQ(post("/api/v1/policy/invalidate", {{"user_id", seed::ann}})->status, 401);
    EXPECT_EQ(body_of(get(servers)).value("error_type", ""), "authentication_error");
}

TEST_F(AuthenticationApiTest, TheGatewayHasAKeyOfItsOwn) {
    const std::string gateway_key(32, 'g');
    guards.gateway_key = gateway_key;
    start();
    const std::string event = nlohmann::json({{"event_type", "tool_invoke"},
                                              {"decision", "allow"},
                                              {"reason", "r"},
                                              {"timestamp", 1'700'000'000},
                                              {"gateway_request_id", "g"}})
                                  .dump();
    const auto log = [&](const httplib::Headers& headers) {
        return client().Post("/api/v1/gateway/audit", headers, event, "application/json")->status;
    };
    EXPECT_EQ(log({{"X-Gateway-Api-Key", gateway_key}}), 201);
    EXPECT_EQ(log({{"X-Gateway-Api-Key", gateway_key + "g"}}), 401);
    EXPECT_EQ(log(bearer()), 401) << "a user is no gateway";
    EXPECT_EQ(client().Get(servers, {{"X-Gateway-Api-Key", gateway_key}})->status, 401)
        << "and a gateway no user";
}

TEST_F(AuthenticationApiTest, AKeyThatCouldBeGuessedIsNotServedWith) {
    start();
    ApiServerOptions weak;
    weak.guards.gateway_key = std::string(31, 'g');
    const auto refused = ApiServer::start(*core, weak);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_argument);
    EXPECT_EQ(refused.error().message.find("ggg"), std::string::npos);
}

TEST_F(AuthenticationApiTest, ATokenReadsAndWithCsrfWrites) {
    start();
    EXPECT_EQ(client().Get(servers, bearer())->status, 200);
    auto headers = bearer();
    const std::string body = new_server.dump();
    EXPECT_EQ(client().Post(servers, headers, body, "application/json")->status, 403);
    headers.emplace("X-CSRF-Token", csrf);
    EXPECT_EQ(client().Post(servers, headers, body, "application/json")->status, 403);
    headers.emplace("Cookie", "csrf_token=" + csrf);
    EXPECT_EQ(client().Post(servers, headers, body, "application/json")->status, 201);
}

TEST_F(AuthenticationApiTest, ATokenEndsWithItsTime) {
    start();
    const auto headers = bearer();
    time.advance(minutes(31));
    EXPECT_EQ(client().Get(servers, headers)->status, 401);
}

TEST_F(AuthenticationApiTest, AnApiKeyIsItsOwners) {
    insert_key(seed::ann);
    start();
    EXPECT_EQ(status_with_key(key), 200);
    // No browser sends it by itself: a write needs no double submit.
    EXPECT_EQ(
        client().Post(servers, {{"X-API-Key", key}}, new_server.dump(), "application/json")->status,
        201);
}

TEST_F(AuthenticationApiTest, AnotherSecretBehindTheSamePrefixIsRefused) {
    insert_key(seed::ann);
    start();
    EXPECT_EQ(status_with_key("sark_sk_test_abcdefgh_" + std::string(32, 'x')), 401);
    EXPECT_EQ(status_with_key("sark_sk_live_abcdefgh_0123456789abcdef0123456789abcdef"), 401);
    EXPECT_EQ(status_with_key("sark_sk_test_hgfedcba_0123456789abcdef0123456789abcdef"), 401);
    EXPECT_EQ(status_with_key("nonsense"), 401);
}

TEST_F(AuthenticationApiTest, AKeyThatIsOverOpensNothing) {
    for (const char* const end :
         {"false, NULL, NULL", "true, now() - interval '1 s', NULL", "true, NULL, now()"}) {
        insert_key(seed::ann, end);
        start();
        EXPECT_EQ(status_with_key(key), 401) << end;
        stop();
        ASSERT_TRUE(connect()->execute("DELETE FROM sark_api.api_keys"));
    }
    insert_key(seed::ina);  // not active
    start();
    EXPECT_EQ(status_with_key(key), 401);
}

TEST_F(AuthenticationApiTest, ARevokedKeyLivesOnForTenSecondsAtMost) {
    insert_key(seed::ann);
    start();
    EXPECT_EQ(status_with_key(key), 200);
    ASSERT_TRUE(connect()->execute("UPDATE sark_api.api_keys SET revoked_at = now()"));
    time.advance(std::chrono::seconds(10));
    EXPECT_EQ(status_with_key(key), 401);
}

TEST_F(AuthenticationApiTest, AKeyThatCannotBeLookedUpIsNobodysFault) {
    options.dsn = victim_dsn();
    start();
    lock_out_victim();
    EXPECT_EQ(status_with_key(key), 503);
    let_in_victim();
    EXPECT_EQ(status_with_key(key), 401);
}

TEST_F(AuthenticationApiTest, WhatPolicyCannotDecideIsNoDenial) {
    options.dsn = victim_dsn();
    start();
    lock_out_victim();
    httplib::Headers headers = bearer();
    headers.emplace("X-CSRF-Token", csrf);
    headers.emplace("Cookie", "csrf_token=" + csrf);
    const nlohmann::json two = {{"servers", {new_server, new_server}}};
    const auto refused =
        client().Post("/api/v1/bulk/servers/register", headers, two.dump(), "application/json");
    let_in_victim();
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(detail_of(refused), R"("Policy evaluation error: database unavailable")");
}

TEST_F(AuthenticationApiTest, AShortSecretIsRefusedAtTheStart) {
    guards.jwt_secret = "short";
    auto opened = ReferenceCore::open(options, time);
    ASSERT_TRUE(opened);
    ApiServerOptions server_options;
    server_options.guards = guards;
    const auto started = ApiServer::start(**opened, server_options);
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace sark::test
