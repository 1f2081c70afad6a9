#include "core/policy/policy_service.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/redis/client.hpp"
#include "tests/core/service/manual_time.hpp"
#include "tests/core/service/memory_registry.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;

class PolicyServiceTest : public testing::Test {
 protected:
    test::MemoryRegistry registry;
    test::ManualTime time;
    PolicyCacheOptions options;

    PolicyService service() { return {registry.source(), nullptr, options, time}; }
};

TEST_F(PolicyServiceTest, SecondAskingIsAnL1Hit) {
    PolicyService policy = service();
    const PolicyDecision first = policy.decide("ann", "tool:invoke", "search");
    EXPECT_TRUE(first.allow);
    EXPECT_EQ(first.cache, CacheStatus::miss);
    const PolicyDecision second = policy.decide("ann", "tool:invoke", "search");
    EXPECT_TRUE(second.allow);
    EXPECT_EQ(second.reason, first.reason);
    EXPECT_EQ(second.cache, CacheStatus::l1_hit);
    EXPECT_EQ(registry.principal_calls, 1);
    const PolicyCacheStats stats = policy.stats();
    EXPECT_EQ(stats.l1_hits, 1U);
    EXPECT_EQ(stats.l1_misses, 1U);
    EXPECT_EQ(stats.evaluations, 1U);
    EXPECT_EQ(stats.l2_hits + stats.l2_misses + stats.l2_errors, 0U);
}

TEST_F(PolicyServiceTest, DecisionsAreKeptPerUserActionAndTool) {
    PolicyService policy = service();
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);
    EXPECT_FALSE(policy.decide("ann", "tool:invoke", "deploy").allow);
    EXPECT_FALSE(policy.decide("ann", "tool:erase", "search").allow);
    EXPECT_EQ(policy.stats().l1_hits, 0U);
}

TEST_F(PolicyServiceTest, L1ForgetsAfterItsTtlWhileFactsLiveOn) {
    PolicyService policy = service();
    (void)policy.decide("ann", "tool:invoke", "search");
    time.advance(options.l1_ttl);
    EXPECT_EQ(policy.decide("ann", "tool:invoke", "search").cache, CacheStatus::miss);
    EXPECT_EQ(registry.principal_calls, 1);
    time.advance(options.l2_ttl);
    (void)policy.decide("ann", "tool:invoke", "search");
    EXPECT_EQ(registry.principal_calls, 2);
    EXPECT_EQ(registry.tool_calls, 2);
}

TEST_F(PolicyServiceTest, RulesGoByTheTimeSource) {
    registry.set_role("ann", "viewer");
    PolicyService policy = service();
    EXPECT_TRUE(policy.decide("ann", "server:read", "search").allow);
    time.advance(7h);  // 17:00
    EXPECT_EQ(policy.decide("ann", "server:read", "search").policy, "time_based");
}

TEST_F(PolicyServiceTest, NoToolMeansNothingInParticular) {
    PolicyService policy = service();
    EXPECT_TRUE(policy.decide("ann", "policy:read", "").allow);
    EXPECT_EQ(registry.tool_calls, 0);
}

TEST_F(PolicyServiceTest, InvalidatingAUserCountsAtOnce) {
    PolicyService policy = service();
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);
    registry.set_role("ann", "viewer");
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);  // accepted staleness
    (void)policy.invalidate_user("ann");
    const PolicyDecision fresh = policy.decide("ann", "tool:invoke", "search");
    EXPECT_FALSE(fresh.allow);
    EXPECT_EQ(fresh.cache, CacheStatus::miss);
}

TEST_F(PolicyServiceTest, InvalidatingOrForgettingAToolCountsAtOnce) {
    PolicyService policy = service();
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);
    registry.set_level("search", "critical");
    (void)policy.invalidate_tool("search");
    EXPECT_FALSE(policy.decide("ann", "tool:invoke", "search").allow);
    registry.set_level("search", "low");
    policy.forget_tool("search");
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);
}

TEST_F(PolicyServiceTest, InvalidatingOneUserLeavesOthersCached) {
    registry.set_role("ben", "admin");
    PolicyService policy = service();
    (void)policy.decide("ann", "tool:invoke", "search");
    (void)policy.decide("ben", "tool:invoke", "search");
    (void)policy.invalidate_user("ann");
    EXPECT_EQ(policy.decide("ben", "tool:invoke", "search").cache, CacheStatus::l1_hit);
}

TEST_F(PolicyServiceTest, DecisionInFlightDuringAnInvalidationIsNotKept) {
    PolicyService policy = service();
    registry.before_answer = [&] {
        registry.before_answer = nullptr;
        (void)policy.invalidate_user("ann");
    };
    (void)policy.decide("ann", "tool:invoke", "search");
    EXPECT_EQ(policy.decide("ann", "tool:invoke", "search").cache, CacheStatus::miss);
    EXPECT_EQ(registry.principal_calls, 2);
}

TEST_F(PolicyServiceTest, UnknownUserAndToolAreDeniedWithoutErrorAndNotCached) {
    PolicyService policy = service();
    const PolicyDecision nobody = policy.decide("zoe", "tool:invoke", "search");
    EXPECT_FALSE(nobody.allow);
    EXPECT_FALSE(nobody.error);
    EXPECT_EQ(nobody.reason, "Access denied by RBAC: unknown user");
    const PolicyDecision nothing = policy.decide("ann", "tool:invoke", "fly");
    EXPECT_FALSE(nothing.allow);
    EXPECT_FALSE(nothing.error);
    EXPECT_EQ(nothing.policy, "sensitivity");
    registry.set_role("zoe", "developer");
    registry.set_level("fly", "low");
    EXPECT_TRUE(policy.decide("zoe", "tool:invoke", "search").allow);
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "fly").allow);
}

TEST_F(PolicyServiceTest, FactsThatCannotBeHadDenyWithErrorAndAreNotCached) {
    PolicyService policy = service();
    registry.failure = Error{Errc::unavailable, "secret words", "", ""};
    const PolicyDecision denied = policy.decide("ann", "tool:invoke", "search");
    EXPECT_FALSE(denied.allow);
    EXPECT_TRUE(denied.error);
    EXPECT_EQ(denied.reason, "Policy evaluation error: database unavailable");
    registry.failure.reset();
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);
}

TEST_F(PolicyServiceTest, SchemaThatIsNotThereIsAnErrorNotAnUnknownUser) {
    PolicyService policy = service();
    registry.failure = Error{Errc::not_found, "no such relation (SQLSTATE 42P01)", "", ""};
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").error);
    registry.failure.reset();
    registry.tool_failure = Error{Errc::timeout, "slow", "", ""};
    const PolicyDecision denied = policy.decide("ann", "tool:invoke", "search");
    EXPECT_TRUE(denied.error);
    EXPECT_FALSE(denied.allow);
}

TEST_F(PolicyServiceTest, ConcurrentMissesOfOneKeyEvaluateOnce) {
    constexpr unsigned callers = 8;
    PolicyService policy = service();
    // Whoever evaluates is held until all callers are beyond their L1 miss.
    registry.before_answer = [&] {
        while (policy.stats().l1_misses < callers) std::this_thread::yield();
    };
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < callers; ++i)
        threads.emplace_back(
            [&] { EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow); });
    threads.clear();
    // Who was too late for the flight found its result in L1.
    EXPECT_EQ(registry.principal_calls, 1);
    EXPECT_EQ(policy.stats().evaluations, 1U);
    EXPECT_LE(policy.stats().coalesced, callers - 1);
}

TEST_F(PolicyServiceTest, ThrowingFactsDenyEverybodyInTheFlight) {
    registry.before_answer = [] { throw std::runtime_error("secret"); };
    PolicyService policy = service();
    const PolicyDecision decision = policy.decide("ann", "tool:invoke", "search");
    EXPECT_TRUE(decision.error);
    EXPECT_EQ(decision.reason, "Policy evaluation error: internal error");
}

TEST_F(PolicyServiceTest, ObserverSeesEveryDecisionWithItsTime) {
    std::vector<CacheStatus> seen;
    registry.before_answer = [&] { time.advance(3ms); };
    Nanos longest{0};
    PolicyService policy(registry.source(), nullptr, options, time,
                         [&](const PolicyDecision& decision, Nanos elapsed) {
                             seen.push_back(decision.cache);
                             longest = std::max(longest, elapsed);
                         });
    (void)policy.decide("ann", "tool:invoke", "search");
    (void)policy.decide("ann", "tool:invoke", "search");
    EXPECT_EQ(seen, (std::vector{CacheStatus::miss, CacheStatus::l1_hit}));
    EXPECT_EQ(longest, 3ms);
}

TEST_F(PolicyServiceTest, RedisThatIsAwayIsAMissAndIsLeftAlone) {
    auto redis = redis::Client::create({.address = "unix:/nonexistent/redis.sock"});
    ASSERT_TRUE(redis);
    options.l1_ttl = 0s;
    options.sync_interval = 0s;
    PolicyService policy(registry.source(), redis->get(), options, time);
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);
    EXPECT_EQ(policy.stats().l2_errors, 5U);
    EXPECT_EQ((*redis)->stats().failures, 1U);  // the first; the back-off spared the others
    time.advance(1s);
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);
    EXPECT_EQ((*redis)->stats().failures, 2U);
    (void)policy.invalidate_user("ann");  // must not fail either
}

}  // namespace
}  // namespace sark
