#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/policy/policy_service.hpp"
#include "core/redis/client.hpp"
#include "tests/core/service/manual_time.hpp"
#include "tests/core/service/memory_registry.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;

/// How long decisions are kept, and what makes them anew.
class PolicyCachingTest : public testing::Test {
 protected:
    test::MemoryRegistry registry;
    test::ManualTime time;  // Monday, 10:00
    PolicyCacheOptions options;

    PolicyService service() { return {registry.source(), nullptr, options, time}; }
    static CacheStatus ask(PolicyService& policy, const std::string& tool = "search") {
        return policy.decide("ann", "tool:invoke", tool).cache;
    }
};

TEST_F(PolicyCachingTest, TimeBucketsEndAtTheirEdge) {
    options.l1_mode = L1Mode::time_bucket;
    options.l1_ttl = 300s;
    options.refresh_share = 0.0;
    time.advance(299s);  // 10:04:59: one second before the edge
    PolicyService policy = service();
    (void)ask(policy);
    EXPECT_EQ(ask(policy), CacheStatus::l1_hit);
    time.advance(1s - 1ns);
    EXPECT_EQ(ask(policy), CacheStatus::l1_hit);
    time.advance(1ns);
    EXPECT_EQ(ask(policy), CacheStatus::miss);  // after 1 s, not after 300 s
    time.advance(300s - 1ns);
    EXPECT_EQ(ask(policy), CacheStatus::l1_hit);
    time.advance(1ns);
    EXPECT_EQ(ask(policy), CacheStatus::miss);
}

TEST_F(PolicyCachingTest, TheCachesTellHowMuchTheyHold) {
    PolicyService policy = service();
    EXPECT_EQ(policy.stats().l1_entries, 0U);
    EXPECT_EQ(policy.stats().fact_entries, 0U);
    EXPECT_GE(policy.stats().l1_bytes, options.l1_entries * 640) << "taken at once";
    (void)ask(policy);
    (void)ask(policy, "deploy");
    (void)ask(policy, "deploy");
    EXPECT_EQ(policy.stats().l1_entries, 2U);
    EXPECT_EQ(policy.stats().fact_entries, 3U) << "a user and two tools";
    options.l1_entries = 0;
    PolicyService without = service();
    (void)ask(without);
    EXPECT_EQ(without.stats().l1_entries, 0U);
    EXPECT_EQ(without.stats().l1_bytes, 0U);
}

TEST_F(PolicyCachingTest, L1HoldsAsManyAsItWasGiven) {
    options.l1_entries = 256;
    PolicyService policy = service();
    for (int i = 0; i < 600; ++i) {
        const std::string action = "action-" + std::to_string(i);
        (void)policy.decide("ann", action, "search");
    }
    std::size_t hits = 0;
    for (int i = 0; i < 600; ++i) {
        const std::string action = "action-" + std::to_string(599 - i);
        hits += policy.decide("ann", action, "search").cache == CacheStatus::l1_hit ? 1U : 0U;
    }
    EXPECT_LE(hits, 256U);
    EXPECT_GE(hits, 200U);  // each shard counts for itself
}

TEST_F(PolicyCachingTest, LevelThatMustNotBeKeptIsDecidedEachTime) {
    registry.set_level("vault", "critical");
    options.l2_ttl_by_level = *find_ttl_table("gateway");
    PolicyService policy = service();
    (void)ask(policy, "vault");
    EXPECT_EQ(ask(policy, "vault"), CacheStatus::miss);
    (void)ask(policy, "search");
    EXPECT_EQ(ask(policy, "search"), CacheStatus::l1_hit);
}

TEST_F(PolicyCachingTest, L1OutlivesNoTtlOfTheTable) {
    options.l1_ttl = 100s;
    options.l2_ttl_by_level = *find_ttl_table("documented");
    options.refresh_share = 0.0;
    PolicyService policy = service();
    (void)ask(policy, "deploy");  // high: 60 s
    time.advance(60s - 1ns);
    EXPECT_EQ(ask(policy, "deploy"), CacheStatus::l1_hit);
    time.advance(1ns);
    EXPECT_EQ(ask(policy, "deploy"), CacheStatus::miss);
}

TEST_F(PolicyCachingTest, WithoutL2TheL1StillWorks) {
    options.l2_ttl = 0s;
    PolicyService policy = service();
    (void)ask(policy);
    EXPECT_EQ(ask(policy), CacheStatus::l1_hit);
}

TEST_F(PolicyCachingTest, DecisionsEndWithTheHourTheyWereMadeIn) {
    registry.set_role("ann", "viewer");
    options.l1_ttl = 600s;
    options.l2_ttl = 0s;
    time.advance(7h - 1s);  // 16:59:59
    PolicyService policy = service();
    EXPECT_TRUE(policy.decide("ann", "server:read", "search").allow);
    time.advance(1s);
    EXPECT_EQ(policy.decide("ann", "server:read", "search").policy, "time_based");
}

TEST_F(PolicyCachingTest, NearItsEndADecisionIsAnsweredAndMadeAnew) {
    PolicyService policy = service();
    (void)ask(policy);
    time.advance(7s);  // 70 % of 10 s
    EXPECT_EQ(ask(policy), CacheStatus::l1_hit);
    policy.settle();
    EXPECT_EQ(policy.stats().stale_hits, 1U);
    EXPECT_EQ(policy.stats().refreshes, 1U);
    EXPECT_EQ(policy.stats().evaluations, 2U);
    time.advance(5s);  // beyond the end of the first
    EXPECT_EQ(ask(policy), CacheStatus::l1_hit);
}

TEST_F(PolicyCachingTest, RefreshSeesWhatHasChanged) {
    PolicyService policy = service();
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);
    registry.set_role("ann", "viewer");
    time.advance(8s);
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);  // still the old one
    policy.settle();
    EXPECT_FALSE(policy.decide("ann", "tool:invoke", "search").allow);
}

TEST_F(PolicyCachingTest, RefreshThatFailsLeavesTheDecisionToItsEnd) {
    PolicyService policy = service();
    (void)ask(policy);
    registry.failure = Error{Errc::unavailable, "down", "", ""};
    time.advance(8s);
    EXPECT_EQ(ask(policy), CacheStatus::l1_hit);
    policy.settle();
    EXPECT_EQ(policy.stats().refreshes, 0U);
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);
    time.advance(60s);
    const PolicyDecision denied = policy.decide("ann", "tool:invoke", "search");
    EXPECT_TRUE(denied.error);
    EXPECT_FALSE(denied.allow);
}

TEST_F(PolicyCachingTest, RefreshesCanBeSwitchedOff) {
    options.refresh_share = 0.0;
    PolicyService policy = service();
    (void)ask(policy);
    time.advance(9s);
    EXPECT_EQ(ask(policy), CacheStatus::l1_hit);
    policy.settle();
    EXPECT_EQ(policy.stats().stale_hits, 0U);
    time.advance(1s);
    EXPECT_EQ(ask(policy), CacheStatus::miss);
}

TEST_F(PolicyCachingTest, NewPoliciesForgetEveryDecisionButNoFacts) {
    PolicyService policy = service();
    (void)ask(policy, "search");
    (void)ask(policy, "deploy");
    EXPECT_TRUE(policy.invalidate_policies());
    EXPECT_EQ(ask(policy, "search"), CacheStatus::miss);
    EXPECT_EQ(ask(policy, "deploy"), CacheStatus::miss);
    EXPECT_EQ(registry.principal_calls, 1);
    EXPECT_EQ(registry.tool_calls, 2);
}

TEST_F(PolicyCachingTest, WhatAnEvaluatorCannotDecideIsNotKept) {
    int asked = 0;
    const Evaluator broken{"broken", [&](const PolicyRequest&) {
                               ++asked;
                               return error_denial("out of order");
                           }};
    PolicyService policy(registry.source(), nullptr, options, time, {}, broken);
    for (int i = 0; i < 3; ++i) {
        const PolicyDecision denied = policy.decide("ann", "tool:invoke", "search");
        EXPECT_FALSE(denied.allow);
        EXPECT_EQ(denied.reason, "Policy evaluation error: out of order");
        EXPECT_EQ(denied.cache, CacheStatus::miss);
    }
    EXPECT_EQ(asked, 3);
    const std::vector<PolicyQuestion> questions(1, {"ann", "tool:invoke", "search"});
    EXPECT_TRUE(policy.decide_batch(questions).front().error);
    EXPECT_EQ(asked, 4);
}

TEST_F(PolicyCachingTest, InvalidationThatCannotBeToldIsAnErrorButDoneHere) {
    auto redis = redis::Client::create({.address = "unix:/nonexistent/redis.sock"});
    ASSERT_TRUE(redis);
    options.sync_interval = 1h;
    PolicyService policy(registry.source(), redis->get(), options, time);
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);
    registry.set_role("ann", "viewer");
    const auto told = policy.invalidate_user("ann");
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, Errc::unavailable);
    EXPECT_FALSE(policy.decide("ann", "tool:invoke", "search").allow);
    EXPECT_FALSE(policy.invalidate_tool("search"));
    EXPECT_FALSE(policy.invalidate_policies());
    EXPECT_FALSE(policy.sync());
    EXPECT_EQ(policy.stats().sync_errors, 3U);
}

}  // namespace
}  // namespace sark
