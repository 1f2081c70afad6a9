#include <string>

#include "core/http/guards/guards.hpp"
#include "core/http/guards/response_store.hpp"
#include "core/metrics/guard_counters.hpp"
#include "core/redis/client.hpp"
#include "tests/integration/api/api_fixture.hpp"
#include "tests/integration/api/private_redis.hpp"

namespace sark::test {
namespace {

using std::chrono::seconds;

const std::string servers = "/api/v1/servers/";
const std::string bulk_status = "/api/v1/bulk/servers/status";
const std::string red_server = "00000000-0000-4000-8000-0000000000c2";

std::string cache(const httplib::Result& answer) {
    return answer ? answer->get_header_value("X-Cache") : "no response";
}

nlohmann::json a_server(const std::string& name) {
    return {{"name", name}, {"transport", "http"}, {"endpoint", "http://x"}};
}

class ResponseCacheApiTest : public ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.redis = redis.address();
        guards.response_cache = http::ResponseCacheOptions();
    }
    [[nodiscard]] static std::size_t count(const httplib::Result& answer) {
        return body_of(answer).at("items").size();
    }
    static void rename(const std::string& id, const std::string& name) {
        const auto done = connect()->execute("UPDATE sark_api.mcp_servers SET name = '" + name +
                                             "' WHERE id = '" + id + "'");
        ASSERT_TRUE(done);
    }

    PrivateRedis redis;
};

TEST_F(ResponseCacheApiTest, WhatAGatewayIsShownFollowsPolicy) {
    start();
    const std::string shown = "/api/v1/gateway/servers?user_id=" + seed::ann;
    EXPECT_EQ(body_of(get(shown)).size(), 1U);
    ASSERT_TRUE(connect()->execute("UPDATE sark_api.users SET is_active = false WHERE id = '" +
                                   seed::ann + "'"));
    EXPECT_EQ(post("/api/v1/policy/invalidate", {{"user_id", seed::ann}})->status, 200);
    EXPECT_EQ(body_of(get(shown)).size(), 0U);
    EXPECT_EQ(cache(get(shown)), "");
}

TEST_F(ResponseCacheApiTest, TheSecondAnswerIsTheFirst) {
    start();
    const auto first = get(servers);
    EXPECT_EQ(cache(first), "MISS");
    EXPECT_EQ(first->get_header_value("X-Cache-TTL"), "30");
    EXPECT_EQ(first->get_header_value("X-Cache-Key").size(), 16U);
    rename(seed::server, "renamed behind the API");
    const auto second = get(servers);
    EXPECT_EQ(cache(second), "HIT");
    EXPECT_EQ(second->body, first->body);
    EXPECT_EQ(second->get_header_value("X-Cache-Key"), first->get_header_value("X-Cache-Key"));
    EXPECT_TRUE(second->has_header("Server-Timing"));
}

TEST_F(ResponseCacheApiTest, EachKindLivesAsLongAsDocumented) {
    options.redis.clear();  // which would go by a time of its own
    start();
    const std::string detail = servers + seed::server;
    (void)get(servers);
    EXPECT_EQ(get(detail)->get_header_value("X-Cache-TTL"), "300");
    EXPECT_EQ(get("/health/")->get_header_value("X-Cache-TTL"), "60");
    time.advance(seconds(20));
    EXPECT_EQ(get(servers)->get_header_value("X-Cache-TTL"), "10");
    time.advance(seconds(10));
    EXPECT_EQ(cache(get(detail)), "HIT");
    EXPECT_EQ(cache(get(servers)), "MISS");
    time.advance(seconds(270));
    EXPECT_EQ(cache(get(detail)), "MISS");
}

TEST_F(ResponseCacheApiTest, OnlyWhatWasFoundIsKept) {
    start();
    const std::string missing = servers + "00000000-0000-4000-8000-0000000000ff";
    for (int i = 0; i < 2; ++i) {
        const auto answer = get(missing);
        EXPECT_EQ(answer->status, 404);
        EXPECT_FALSE(answer->has_header("X-Cache"));
    }
    EXPECT_FALSE(get("/health/ready")->has_header("X-Cache"));
}

TEST_F(ResponseCacheApiTest, ARegistrationEndsListsAndNoOtherServer) {
    start();
    const std::string detail = servers + seed::server;
    EXPECT_EQ(count(get(servers)), 2U);
    (void)get(detail);
    EXPECT_EQ(post(servers, a_server("third"))->status, 201);
    const auto list = get(servers);
    EXPECT_EQ(cache(list), "MISS");
    EXPECT_EQ(count(list), 3U);
    EXPECT_EQ(cache(get(detail)), "HIT");
}

TEST_F(ResponseCacheApiTest, AChangeOfStatusEndsThatServerAndNoOther) {
    start();
    const std::string changed = servers + seed::server;
    const std::string other = servers + red_server;
    const nlohmann::json status = {{"status", "inactive"}};
    const nlohmann::json updates = {
        {"updates", {{{"server_id", seed::server}, {"status", "active"}}}}};
    for (const auto& [path, body] :
         {std::pair(changed + "/status", status), std::pair(bulk_status, updates)}) {
        (void)get(changed);
        (void)get(other);
        EXPECT_EQ(client().Patch(path, body.dump(), "application/json")->status, 200) << path;
        EXPECT_EQ(cache(get(changed)), "MISS") << path;
        EXPECT_EQ(cache(get(other)), "HIT") << path;
    }
    EXPECT_EQ(body_of(get(changed)).value("status", ""), "active");
}

TEST_F(ResponseCacheApiTest, ARefusedWriteEndsNothing) {
    start();
    (void)get(servers);
    EXPECT_EQ(post(servers, {{"name", ""}})->status, 422);
    EXPECT_EQ(post("/api/v1/policy/invalidate", {{"user_id", seed::ann}})->status, 200);
    EXPECT_EQ(cache(get(servers)), "HIT");
}

TEST_F(ResponseCacheApiTest, QueryAndEncodingAreAnswersOfTheirOwn) {
    start();
    (void)get(servers);
    EXPECT_EQ(cache(get(servers + "?limit=1")), "MISS");
    EXPECT_EQ(count(get(servers + "?limit=1")), 1U);
    EXPECT_EQ(cache(client().Get(servers, {{"Accept-Encoding", "gzip"}})), "MISS");
    EXPECT_EQ(cache(client().Get(servers, {{"Accept-Encoding", "gzip"}})), "HIT");
}

TEST_F(ResponseCacheApiTest, NoCacheIsAnsweredAnew) {
    start();
    (void)get(servers);
    rename(seed::server, "anew");
    const auto anew = client().Get(servers, {{"Cache-Control", "no-cache"}});
    EXPECT_EQ(cache(anew), "MISS");
    EXPECT_THAT(anew->body, ::testing::HasSubstr("anew"));
    const auto kept = get(servers);
    EXPECT_EQ(cache(kept), "HIT");
    EXPECT_EQ(kept->body, anew->body);
}

TEST_F(ResponseCacheApiTest, NoCacheIsADirectiveInAnyCaseAndNoPartOfAnother) {
    start();
    (void)get(servers);
    for (const char* directives : {"No-Cache", "max-age=0, NO-CACHE"})
        EXPECT_EQ(cache(client().Get(servers, {{"Cache-Control", directives}})), "MISS")
            << directives;
    for (const char* directives : {"x-no-cache-here", "max-age=0", ""})
        EXPECT_EQ(cache(client().Get(servers, {{"Cache-Control", directives}})), "HIT")
            << directives;
}

TEST_F(ResponseCacheApiTest, IsCounted) {
    start();
    for (int i = 0; i < 3; ++i) (void)get(servers);
    const std::string metrics = get("/metrics")->body;
    EXPECT_THAT(metrics, ::testing::HasSubstr(R"(sark_cache_hits_total{cache_name="response"} 2)"));
    EXPECT_THAT(metrics,
                ::testing::HasSubstr(R"(sark_cache_misses_total{cache_name="response"} 1)"));
    EXPECT_THAT(metrics, ::testing::HasSubstr(R"(sark_cache_entries{cache_name="response"} 1)"));
}

TEST_F(ResponseCacheApiTest, WithoutARedisThisProcessKeepsItsOwn) {
    options.redis.clear();
    start();
    (void)get(servers);
    EXPECT_EQ(cache(get(servers)), "HIT");
    EXPECT_EQ(post(servers, a_server("third"))->status, 201);
    EXPECT_EQ(cache(get(servers)), "MISS");
}

TEST_F(ResponseCacheApiTest, ARedisThatIsAwayIsAMissAndNothingWorse) {
    start();
    redis.kill();
    EXPECT_EQ(cache(get(servers)), "MISS");
    EXPECT_EQ(cache(get(servers)), "HIT");
    EXPECT_EQ(post(servers, a_server("third"))->status, 201);
    EXPECT_EQ(count(get(servers)), 3U);
    EXPECT_THAT(get("/metrics")->body, ::testing::Not(::testing::HasSubstr(
                                           R"(sark_cache_errors_total{cache_name="response"} 0)")));
}

/// Two processes' stores on one Redis, without a thread that fetches: sync() says when.
class ResponseStoreTest : public ::testing::Test {
 protected:
    ResponseStoreTest() {
        redis::ClientOptions client_options;
        client_options.address = redis.address();
        client = *redis::Client::create(client_options);
        cache_options.sync_interval = Nanos{0};
        here = std::make_unique<http::ResponseStore>(client.get(), breaker, cache_options, time,
                                                     counters);
        there = std::make_unique<http::ResponseStore>(client.get(), breaker, cache_options, time,
                                                      counters);
    }
    [[nodiscard]] http::ResponsePlace place(const std::string& path) const {
        http::Request request;
        request.method = "GET";
        request.path = path;
        return http::place_of(request, cache_options).value();
    }
    static std::string text(const http::ResponseStore::LookUp& look_up) {
        return look_up.found == nullptr ? "(nothing)" : look_up.found->body;
    }
    std::string find(http::ResponseStore& store, const std::string& path) {
        return text(store.find(place(path), false));
    }
    void keep(http::ResponseStore& store, const std::string& path, const std::string& body) {
        http::Answer answer;
        answer.body = body;
        store.keep(place(path), store.find(place(path), true).ticket, answer);
    }

    PrivateRedis redis;
    ManualTime time;
    CircuitBreaker breaker{"Redis", {}, time};
    GuardCounters counters;
    http::ResponseCacheOptions cache_options;
    std::unique_ptr<redis::Client> client;
    std::unique_ptr<http::ResponseStore> here;
    std::unique_ptr<http::ResponseStore> there;
    const std::string blue = servers + seed::server;
    const std::string red = servers + red_server;
};

TEST_F(ResponseStoreTest, AnAnswerIsSharedThroughRedis) {
    keep(*here, blue, "blue");
    EXPECT_EQ(find(*there, blue), "blue");
    EXPECT_EQ(client->pipeline({{"KEYS", "cache:response:*"}})->front().list.size(), 1U);
}

TEST_F(ResponseStoreTest, OneServerIsForgottenEverywhereAndNoOther) {
    keep(*here, blue, "blue");
    keep(*here, red, "red");
    keep(*here, servers, "both");
    EXPECT_EQ(find(*there, blue), "blue");
    here->forget_servers({seed::server});
    EXPECT_EQ(find(*here, blue), "(nothing)");
    EXPECT_EQ(find(*here, servers), "(nothing)");
    EXPECT_EQ(find(*here, red), "red");
    // What the other process has in its own memory it learns of when it asks.
    EXPECT_EQ(find(*there, blue), "blue");
    EXPECT_TRUE(there->sync());
    EXPECT_EQ(find(*there, blue), "(nothing)");
    EXPECT_EQ(find(*there, red), "red");
}

TEST_F(ResponseStoreTest, EverythingIsForgottenEverywhere) {
    keep(*here, blue, "blue");
    EXPECT_EQ(find(*there, blue), "blue");
    here->forget_everything();
    EXPECT_EQ(find(*here, blue), "(nothing)");
    EXPECT_TRUE(there->sync());
    EXPECT_EQ(find(*there, blue), "(nothing)");
}

TEST_F(ResponseStoreTest, AnAnswerFromBeforeAWriteIsNotKeptAfterIt) {
    const auto ticket = there->find(place(blue), false).ticket;
    here->forget_servers({seed::server});
    http::Answer old;
    old.body = "old";
    there->keep(place(blue), ticket, old);
    EXPECT_EQ(find(*here, blue), "(nothing)");
    EXPECT_TRUE(there->sync());
    EXPECT_EQ(find(*there, blue), "(nothing)");
}

TEST_F(ResponseStoreTest, WhatRedisCouldNotBeToldIsMadeUpFor) {
    keep(*here, blue, "blue");
    redis::ClientOptions hasty;
    hasty.address = redis.address();
    hasty.pool.socket_timeout = std::chrono::seconds(1);
    const auto slow = *redis::Client::create(hasty);
    http::ResponseStore third(slow.get(), breaker, cache_options, time, counters);
    EXPECT_EQ(find(third, blue), "blue");
    redis.freeze();
    third.forget_servers({seed::server});
    EXPECT_EQ(find(third, blue), "(nothing)");
    redis.resume();
    // The first look-up that reaches Redis says that everything is forgotten.
    EXPECT_EQ(find(third, blue), "(nothing)");
    EXPECT_TRUE(here->sync());
    EXPECT_EQ(find(*here, blue), "(nothing)");
}

TEST_F(ResponseStoreTest, AnEntryThatIsDamagedIsNothing) {
    keep(*here, blue, "blue");
    const auto keys = client->pipeline({{"KEYS", "cache:response:*"}});
    ASSERT_TRUE(keys);
    ASSERT_TRUE(client->set(keys->front().list.at(0), "5:hello", seconds(60)));
    EXPECT_EQ(find(*there, blue), "(nothing)");
}

TEST_F(ResponseStoreTest, ALargeAnswerIsNotKept) {
    keep(*here, blue, std::string(cache_options.body_max + 1, 'x'));
    EXPECT_EQ(find(*here, blue), "(nothing)");
}

}  // namespace
}  // namespace sark::test
