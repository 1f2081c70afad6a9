#include <string>

#include "core/http/guards/guards.hpp"
#include "core/redis/client.hpp"
#include "core/token/bearer_token.hpp"
#include "tests/integration/api/api_fixture.hpp"
#include "tests/integration/api/private_redis.hpp"

namespace sark::test {
namespace {

using std::chrono::hours;

const std::string secret = "0123456789abcdef0123456789abcdef";
const std::string servers = "/api/v1/servers/";

class RateLimiterApiTest : public ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.redis = redis.address();
        guards.rate_limits = http::RateLimits();
        guards.rate_limits->per_address = 3;
        guards.rate_limits->per_user = 2;
    }
    [[nodiscard]] httplib::Headers bearer(const std::string& user, const std::string& role) const {
        TokenClaims claims;
        claims.subject = user;
        claims.role = role;
        claims.expires = time.utc_now() + hours(1);
        return {{"Authorization", "Bearer " + *mint_token(claims, secret, time.utc_now())}};
    }
    /// Whether the metrics have this line.
    [[nodiscard]] bool has_metric(const std::string& line) {
        return get("/metrics")->body.find(line) != std::string::npos;
    }

    PrivateRedis redis;
};

TEST_F(RateLimiterApiTest, WhoAsksTooOftenIsToldWhenToAskAgain) {
    start();
    for (int left = 2; left >= 0; --left) {
        const auto answer = get(servers);
        EXPECT_EQ(answer->status, 200);
        EXPECT_EQ(answer->get_header_value("X-RateLimit-Limit"), "3");
        EXPECT_EQ(answer->get_header_value("X-RateLimit-Remaining"), std::to_string(left));
    }
    const auto refused = get(servers);
    EXPECT_EQ(refused->status, 429);
    EXPECT_EQ(refused->get_header_value("X-RateLimit-Remaining"), "0");
    const auto wait = std::stoi(refused->get_header_value("Retry-After"));
    EXPECT_GT(wait, 0);
    EXPECT_LE(wait, 3'600);
    EXPECT_EQ(body_of(refused).value("retry_after", 0), wait);
    EXPECT_TRUE(has_metric(R"(sark_rate_limited_total{by="address"} 1)"));
}

TEST_F(RateLimiterApiTest, ARefusedRequestDoesNotCount) {
    start();
    for (int i = 0; i < 6; ++i) (void)get(servers);
    const auto counted = core->redis()->pipeline({{"ZCARD", "rate:limit:address:127.0.0.1"}});
    ASSERT_TRUE(counted);
    EXPECT_EQ(counted->front().integer, 3);
}

TEST_F(RateLimiterApiTest, TheWindowSlides) {
    start();
    for (int i = 0; i < 4; ++i) (void)get(servers);
    // As if the oldest had come an hour and a second earlier than it did.
    const auto members =
        core->redis()->pipeline({{"ZRANGE", "rate:limit:address:127.0.0.1", "0", "0"}});
    ASSERT_TRUE(members);
    ASSERT_TRUE(core->redis()->pipeline(
        {{"ZINCRBY", "rate:limit:address:127.0.0.1", "-3601000000", members->front().list.at(0)}}));
    EXPECT_EQ(get(servers)->status, 200);
    EXPECT_EQ(get(servers)->status, 429);
}

TEST_F(RateLimiterApiTest, EveryUserHasABudgetAndAdministratorsNeedNone) {
    guards.jwt_secret = secret;
    start();
    const auto ann = bearer(seed::ann, "developer");
    EXPECT_EQ(client().Get(servers, ann)->status, 200);
    EXPECT_EQ(client().Get(servers, ann)->status, 200);
    EXPECT_EQ(client().Get(servers, ann)->status, 429);
    EXPECT_EQ(client().Get(servers, bearer(seed::vic, "viewer"))->status, 200);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(client().Get(servers, bearer(seed::ada, "admin"))->status, 200);
}

TEST_F(RateLimiterApiTest, HealthAndMetricsCostNothing) {
    start();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(get("/health/")->status, 200);
    EXPECT_FALSE(get("/health/")->has_header("X-RateLimit-Limit"));
    EXPECT_EQ(get(servers)->get_header_value("X-RateLimit-Remaining"), "2");
}

TEST_F(RateLimiterApiTest, AHitOfTheResponseCacheConsumesNoBudget) {
    guards.response_cache = http::ResponseCacheOptions();
    start();
    EXPECT_EQ(get(servers)->get_header_value("X-RateLimit-Remaining"), "2");
    for (int i = 0; i < 10; ++i) {
        const auto hit = get(servers);
        EXPECT_EQ(hit->get_header_value("X-Cache"), "HIT");
        EXPECT_FALSE(hit->has_header("X-RateLimit-Remaining"));
    }
    EXPECT_EQ(get(servers + "?limit=7")->get_header_value("X-RateLimit-Remaining"), "1");
}

TEST_F(RateLimiterApiTest, AServerOnTheSameRedisCountsTogether) {
    start();
    (void)get(servers);
    ApiServerOptions server_options;
    server_options.guards = guards;
    auto other = ApiServer::start(*core, server_options);
    ASSERT_TRUE(other);
    const auto answer = httplib::Client("127.0.0.1", (*other)->port()).Get(servers);
    EXPECT_EQ(answer->get_header_value("X-RateLimit-Remaining"), "1");
}

TEST_F(RateLimiterApiTest, WithoutRedisNobodyIsRefusedAndThatIsCounted) {
    start();
    for (int i = 0; i < 4; ++i) (void)get(servers);
    redis.kill();
    EXPECT_EQ(get(servers)->status, 200);
    EXPECT_TRUE(has_metric("sark_rate_limit_unchecked_total 1"));
}

TEST_F(RateLimiterApiTest, LimitsWithoutARedisAreRefusedAtTheStart) {
    options.redis.clear();
    auto opened = ReferenceCore::open(options, time);
    ASSERT_TRUE(opened);
    ApiServerOptions server_options;
    server_options.guards = guards;
    EXPECT_EQ(ApiServer::start(**opened, server_options).error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace sark::test
