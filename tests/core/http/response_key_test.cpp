#include "core/http/guards/response_key.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/core/http/filter_samples.hpp"

namespace sark::http {
namespace {

using std::chrono::seconds;

const std::string id = "00000000-0000-4000-8000-0000000000c1";
const ResponseCacheOptions options;

Nanos ttl(std::string_view path, std::string_view method = "GET") {
    const auto place = place_of(test::request(method, path), options);
    return place ? place->ttl : Nanos{-1};
}

std::string key(const Request& request) {
    return place_of(request, options).value().key;
}

TEST(ResponseKeyTest, TimesToLiveAreTheDocumentedOnes) {
    EXPECT_EQ(ttl("/api/v1/servers/"), seconds(30));
    EXPECT_EQ(ttl("/api/v1/servers"), seconds(30));
    EXPECT_EQ(ttl("/api/v1/servers/" + id), seconds(300));
    EXPECT_EQ(ttl("/health/"), seconds(60));
    EXPECT_EQ(ttl("/api/v1/metrics/summary"), seconds(60));
}

TEST(ResponseKeyTest, WhatSaysHowThingsAreNowIsNotKept) {
    for (const std::string_view path :
         {"/health/ready", "/health/live", "/health/detailed", "/metrics", "/", ""})
        EXPECT_LT(ttl(path), Nanos{0}) << path;
}

TEST(ResponseKeyTest, WhatPolicyLetsOneSeeIsNotKept) {
    EXPECT_LT(ttl("/api/v1/gateway/servers"), Nanos{0});
    EXPECT_LT(ttl("/api/v1/gateway/tools/"), Nanos{0});
}

TEST(ResponseKeyTest, OnlyReadsAreKept) {
    EXPECT_LT(ttl("/api/v1/servers/", "POST"), Nanos{0});
    EXPECT_LT(ttl("/api/v1/servers/", "HEAD"), Nanos{0});
}

TEST(ResponseKeyTest, AServersAnswersEndWithThatServer) {
    EXPECT_EQ(place_of(test::request("GET", "/api/v1/servers/" + id), options)->scope, id);
    EXPECT_EQ(place_of(test::request("GET", "/api/v1/servers/" + id + "/tools"), options)->scope,
              id);
    EXPECT_EQ(place_of(test::request("GET", "/api/v1/servers/"), options)->scope, all_servers);
    EXPECT_EQ(place_of(test::request("GET", "/api/v1/servers/nonsense"), options)->scope,
              all_servers);
}

TEST(ResponseKeyTest, OneServerInCapitalsIsTheSameServer) {
    const std::string capitals = "00000000-0000-4000-8000-0000000000C1";
    EXPECT_EQ(place_of(test::request("GET", "/api/v1/servers/" + capitals), options)->scope, id);
}

TEST(ResponseKeyTest, HoldsWhatTheAnswerDependsOn) {
    const std::string path = "/api/v1/servers/";
    const std::string plain = key(test::request("GET", path));
    Request limited = test::request("GET", path);
    limited.query = {{"limit", "5"}};
    Request packed = test::request("GET", path);
    packed.headers = {{"Accept-Encoding", "gzip"}};
    Request known = test::request("GET", path);
    known.caller.emplace().user_id = "ann";
    Request promoted = known;
    promoted.caller->role = "admin";
    const std::vector<std::string> keys = {plain, key(limited), key(packed), key(known),
                                           key(promoted)};
    for (std::size_t i = 0; i < keys.size(); ++i)
        for (std::size_t j = i + 1; j < keys.size(); ++j) EXPECT_NE(keys[i], keys[j]) << i << j;
}

TEST(ResponseKeyTest, OrderAndSlashMakeNoDifference) {
    Request one = test::request("GET", "/api/v1/servers");
    one.query = {{"limit", "5"}, {"cursor", "c"}};
    Request two = test::request("GET", "/api/v1/servers/");
    two.query = {{"cursor", "c"}, {"limit", "5"}};
    EXPECT_EQ(key(one), key(two));
}

TEST(ResponseKeyTest, NoTextLooksLikeTwoOthers) {
    Request one = test::request("GET", "/api/v1/servers/");
    one.query = {{"a", "b1:c"}};
    Request two = test::request("GET", "/api/v1/servers/");
    two.query = {{"a", "b"}, {"c", ""}};
    EXPECT_NE(key(one), key(two));
}

TEST(ResponseKeyTest, ATimeToLiveOfZeroSwitchesAKindOff) {
    ResponseCacheOptions off;
    off.list_ttl = Nanos{0};
    EXPECT_FALSE(place_of(test::request("GET", "/api/v1/servers/"), off));
    EXPECT_TRUE(place_of(test::request("GET", "/api/v1/servers/" + id), off));
}

TEST(ChangedServersTest, WritesMayChangeThemWhateverTheyAnswer) {
    EXPECT_TRUE(may_change_servers(test::request("POST", "/api/v1/servers/"), 201));
    EXPECT_TRUE(may_change_servers(test::request("PATCH", "/api/v1/bulk/servers/status"), 200));
    EXPECT_TRUE(may_change_servers(test::request("POST", "/api/v1/servers/"), 503));
}

TEST(ChangedServersTest, WhatWasRefusedOrOnlyAsksDoesNot) {
    EXPECT_FALSE(may_change_servers(test::request("POST", "/api/v1/servers/"), 422));
    EXPECT_FALSE(may_change_servers(test::request("GET", "/api/v1/servers/"), 200));
    EXPECT_FALSE(may_change_servers(test::request("POST", "/api/v1/policy/evaluate"), 200));
    EXPECT_FALSE(may_change_servers(test::request("POST", "/api/v1/gateway/authorize"), 200));
}

}  // namespace
}  // namespace sark::http
