#include "scenarios/claims/request_binding.hpp"

#include <set>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/claims/claim_catalog.hpp"

namespace sark::scenarios {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Pair;

/// A file of one claim; `shared` and the arms are members without braces.
std::string file_with(const std::string& shared, const std::string& a, const std::string& b) {
    return R"({"claims": [{"name": "x", "ids": ["S002-CLM-05"], "title": "t", "source": "seed 002",
        "claimed": "faster", "systems": ["sark_api"], )" +
           shared + R"("a": {"label": "A", )" + a + R"(}, "b": {"label": "B", )" + b + "}}]}";
}

std::string fault_of(const std::string& shared, const std::string& a, const std::string& b) {
    const auto claims = read_claims(file_with(shared, a, b), "file.json");
    return claims ? "" : describe(claims.error());
}

const std::string list =
    R"("request": {"name": "list", "http": {"method": "GET", "path": "/list"}})";

TEST(RequestBindingTest, EveryClaimOfTheApiIsShipped) {
    std::set<std::string> ids;
    const auto shipped = shipped_claims();
    ASSERT_TRUE(shipped) << describe(shipped.error());
    for (const Claim& claim : *shipped) {
        if (!claim.needs_api())
            continue;
        ids.insert(claim.ids.begin(), claim.ids.end());
        EXPECT_THAT(claim.systems, IsSupersetOf({"sark_api", "sark_audit"})) << claim.name;
        EXPECT_EQ(claim.answers, ClaimAnswers::same_rows) << claim.name;
    }
    EXPECT_THAT(ids, IsSupersetOf({"S002-CLM-01", "S002-CLM-05", "S002-CLM-06", "S002-CLM-07",
                                   "S002-CLM-09", "S003-API-01", "S003-API-02", "S003-OPA-02",
                                   "S003-CACHE-01", "S003-CACHE-02", "S003-CACHE-04"}));
}

TEST(RequestBindingTest, ArmsShareTheRequestAndAddToTheServersOptions) {
    const auto claims = read_claims(
        file_with(list + R"(, "serve": {"l1-entries": 0, "threads": 4}, "redis": true, "opa": true,
                  "rows": "id", )",
                  R"("serve": {"l1-entries": 5}, "connect_each": true)",
                  R"("times": 8, "at_once": 2, "serve": {"response-cache": true})"),
        "file.json");
    ASSERT_TRUE(claims) << describe(claims.error());
    const Claim& claim = claims->front();
    EXPECT_TRUE(claim.needs_api() && claim.needs_redis() && claim.opa);
    EXPECT_EQ(claim.rows, "id");
    EXPECT_TRUE(claim.arms[0].connect_each);
    const ClaimRequest& a = *claim.arms[0].request;
    const ClaimRequest& b = *claim.arms[1].request;
    EXPECT_EQ(a.operation.name, "list");
    EXPECT_EQ(std::get<workloads::HttpOperation>(b.operation.request).method, "GET");
    EXPECT_THAT(a.serve, ElementsAre(Pair("l1-entries", "5")));
    EXPECT_THAT(b.serve, Contains(Pair("response-cache", "true")));
    EXPECT_THAT(b.serve, Contains(Pair("l1-entries", "0")));
    EXPECT_EQ(a.threads, 4U);
    EXPECT_EQ(a.times, 1U);
    EXPECT_EQ(b.times, 8U);
    EXPECT_EQ(b.at_once, 2U);
}

TEST(RequestBindingTest, AShippedOperationIsUsedWithChangedKeys) {
    RequestBinder binder;
    const auto operation =
        binder.bind(R"({"use": "api.detail", "parameters": {"server": {"count": 10}}})");
    ASSERT_TRUE(operation) << describe(operation.error());
    const auto& key = std::get<workloads::KeyParameter>(operation->parameters.at(0).source);
    EXPECT_EQ(key.count, 10U);
    EXPECT_EQ(key.entity, workloads::Entity::server);
}

TEST(RequestBindingTest, AClaimOfStatementsNeedsNoApi) {
    const auto claims = read_claims(file_with("", R"("sql": "S")", R"("sql": "T")"), "file.json");
    ASSERT_TRUE(claims) << describe(claims.error());
    EXPECT_FALSE(claims->front().needs_api());
    EXPECT_FALSE(claims->front().needs_redis());
}

TEST(RequestBindingTest, FaultsNameClaimAndWhatIsWrong) {
    EXPECT_EQ(fault_of("", list, list), "");
    EXPECT_THAT(fault_of("", R"("request": {"use": "api.lits"})", list),
                HasSubstr("file.json, x: request: /use: there is no operation \"api.lits\""));
    EXPECT_THAT(fault_of("", R"("request": {"name": "y"})", list), HasSubstr("no request"));
    EXPECT_THAT(fault_of("", R"("request": 5)", list), HasSubstr("request"));
    EXPECT_THAT(fault_of("", list, R"("sql": "S")"), HasSubstr("or neither"));
    EXPECT_THAT(fault_of("", list + R"(, "sql": "S")", list), HasSubstr("or a request"));
    EXPECT_THAT(fault_of("", list + R"(, "settings": ["jit = off"])", list),
                HasSubstr("no statements, settings"));
    EXPECT_THAT(fault_of("", list + R"(, "serve": {"port": 1})", list),
                HasSubstr("serve: /port: the run itself sets port"));
    EXPECT_THAT(fault_of("", list + R"(, "serve": {"threads": 0})", list),
                HasSubstr("serve: /threads"));
    EXPECT_THAT(fault_of("", list + R"(, "serve": {"L1": 0})", list), HasSubstr("no name"));
    EXPECT_THAT(fault_of("", list + R"(, "times": 0)", list), HasSubstr("times is a whole number"));
    EXPECT_THAT(fault_of("", list + R"(, "at_once": 65)", list), HasSubstr("1 to 64"));
    EXPECT_THAT(fault_of("", list + R"(, "at_once": 2)", list), HasSubstr("fewer requests"));
    EXPECT_THAT(fault_of("", R"("sql": "S", "times": 2)", R"("sql": "T")"),
                HasSubstr("times is of an arm with a request"));
    EXPECT_THAT(fault_of(R"("redis": true, )", R"("sql": "S")", R"("sql": "T")"),
                HasSubstr("claims with requests"));
}

TEST(RequestBindingTest, WhatIsNoReadingOfAnApiIsRefused) {
    RequestBinder binder;
    const auto other_driver = binder.bind(R"({"use": "redis.get"})");
    ASSERT_FALSE(other_driver);
    EXPECT_THAT(describe(other_driver.error()), HasSubstr("http"));
    const auto unique = binder.bind(R"({"use": "api.register"})");
    ASSERT_FALSE(unique);
    EXPECT_THAT(describe(unique.error()), HasSubstr("never repeated"));
    EXPECT_FALSE(binder.bind("{"));
}

}  // namespace
}  // namespace sark::scenarios
