// Decisions on what callers tell of the circumstances: which share an entry, and how long.

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/policy/decision_key.hpp"
#include "core/policy/packed_key.hpp"
#include "core/policy/policy_service.hpp"
#include "core/policy/rules/context_facts.hpp"
#include "tests/core/service/manual_time.hpp"
#include "tests/core/service/memory_registry.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;

class ContextCachingTest : public testing::Test {
 protected:
    ContextCachingTest() {
        registry.set_role("mia", "team_manager");
        registry.set_role("vic", "viewer");
        registry.set_level("vault", "critical");
        options.l1_ttl = 1h;  // what bounds a decision is not the life of an entry
        options.l2_ttl = 2h;
        context.client_ip = "10.1.2.3";
        context.mfa_verified = true;
        context.mfa_timestamp = time.utc_now();
    }

    PolicyService service(Evaluator evaluator = rule_evaluator()) {
        return {registry.source(), nullptr, options, time, {}, std::move(evaluator)};
    }
    PolicyDecision vault(PolicyService& policy) {
        return policy.decide("mia", "tool:invoke", "vault", &context);
    }
    PolicyDecision deploy(PolicyService& policy) {
        return policy.decide("mia", "tool:invoke", "deploy", &context);
    }

    test::MemoryRegistry registry;
    test::ManualTime time;
    PolicyCacheOptions options;
    RequestContext context;
};

TEST_F(ContextCachingTest, AnAllowDoesNotSurviveTheStepUp) {
    PolicyService policy = service();
    EXPECT_TRUE(vault(policy).allow);
    time.advance(300s);
    const PolicyDecision last = vault(policy);
    EXPECT_TRUE(last.allow);
    EXPECT_EQ(last.cache, CacheStatus::l1_hit);
    time.advance(1ns);
    const PolicyDecision denied = vault(policy);
    EXPECT_EQ(denied.policy, "mfa");
    EXPECT_EQ(denied.cache, CacheStatus::miss);
    context.mfa_timestamp = time.utc_now();  // verified once more
    EXPECT_TRUE(vault(policy).allow);
}

TEST_F(ContextCachingTest, AnAllowDoesNotSurviveTheSession) {
    PolicyService policy = service();
    context.mfa_timestamp = time.utc_now() - 3'000s;
    EXPECT_TRUE(deploy(policy).allow);
    time.advance(600s);
    EXPECT_EQ(deploy(policy).cache, CacheStatus::l1_hit);
    EXPECT_EQ(policy.mfa_session_left(context), 0s);
    time.advance(1ns);
    EXPECT_EQ(deploy(policy).policy, "mfa");
    EXPECT_FALSE(policy.mfa_session_left(context));
}

TEST_F(ContextCachingTest, NeitherInABatch) {
    PolicyService policy = service();
    RequestContext stale = context;
    stale.mfa_timestamp = time.utc_now() - 301s;
    const std::vector<PolicyQuestion> questions = {{"mia", "tool:invoke", "vault", &context},
                                                   {"mia", "tool:invoke", "vault", &stale},
                                                   {"mia", "tool:invoke", "vault"},
                                                   {"mia", "tool:invoke", "vault", &context}};
    const auto decided = [&] {
        std::vector<bool> allowed;
        for (const PolicyDecision& each : policy.decide_batch(questions))
            allowed.push_back(each.allow);
        return allowed;
    };
    EXPECT_EQ(decided(), (std::vector{true, false, false, true}));
    EXPECT_EQ(policy.stats().evaluations, 3U);
    time.advance(301s);
    EXPECT_EQ(decided(), (std::vector{false, false, false, false}));
}

TEST_F(ContextCachingTest, AFactorThatAgesWhileItIsDecidedOnIsAsOldAsWhenItWasAsked) {
    PolicyService policy = service();
    time.advance(300s);
    registry.before_answer = [&] { time.advance(1s); };
    EXPECT_TRUE(vault(policy).allow);
    EXPECT_FALSE(vault(policy).allow);  // asked a second later
    context.mfa_timestamp = time.utc_now();
    EXPECT_EQ(vault(policy).cache, CacheStatus::l1_hit);  // what was kept is the allow
    EXPECT_TRUE(vault(policy).allow);
}

TEST_F(ContextCachingTest, ARefreshKnowsTheContext) {
    options.l1_ttl = 10s;
    PolicyService policy = service();
    EXPECT_TRUE(vault(policy).allow);
    time.advance(9s);
    EXPECT_EQ(vault(policy).cache, CacheStatus::l1_hit);
    policy.settle();
    EXPECT_EQ(policy.stats().refreshes, 1U);
    time.advance(5s);
    const PolicyDecision refreshed = vault(policy);
    EXPECT_EQ(refreshed.cache, CacheStatus::l1_hit);
    EXPECT_TRUE(refreshed.allow);
}

TEST_F(ContextCachingTest, AMaintenanceWindowEndsWhatItAllowed) {
    PolicyConfig config;
    const UtcTime evening = time.utc_now() + 8h + 10min;
    config.maintenance_windows = {{evening, evening + 20min, {"server:read"}}};
    PolicyService policy = service(rule_evaluator(RuleOrder::cheap_first, config));
    const auto read = [&] { return policy.decide("vic", "server:read", "search"); };
    time.advance(8h);
    EXPECT_FALSE(read().allow);
    time.advance(10min);
    EXPECT_TRUE(read().allow);
    time.advance(19min);
    EXPECT_EQ(read().cache, CacheStatus::l1_hit);
    time.advance(1min);
    EXPECT_FALSE(read().allow);
}

TEST_F(ContextCachingTest, ContextsThatTheRulesCannotTellApartShareAnEntry) {
    PolicyService policy = service();
    EXPECT_TRUE(vault(policy).allow);
    context.client_ip = "192.168.7.7";
    context.geo_country = "";
    context.mfa_timestamp = time.utc_now() - 10s;
    context.mfa_methods = {"totp"};
    EXPECT_EQ(vault(policy).cache, CacheStatus::l1_hit);
    context.client_ip = "203.0.113.9";
    EXPECT_EQ(vault(policy).policy, "ip_filtering");
}

TEST_F(ContextCachingTest, NothingToldIsTheSameAsNoContext) {
    PolicyService policy = service();
    const RequestContext nothing;
    EXPECT_TRUE(policy.decide("ann", "tool:invoke", "search").allow);
    EXPECT_EQ(policy.decide("ann", "tool:invoke", "search", &nothing).cache, CacheStatus::l1_hit);
}

TEST_F(ContextCachingTest, AnEvaluatorThatReadsItAllGetsAnEntryForEachContext) {
    Evaluator whole = rule_evaluator();
    whole.reads_whole_context = true;
    PolicyService policy = service(whole);
    EXPECT_TRUE(vault(policy).allow);
    EXPECT_EQ(vault(policy).cache, CacheStatus::l1_hit);
    context.client_ip = "192.168.7.7";
    EXPECT_EQ(vault(policy).cache, CacheStatus::miss);
    context.emergency_reason = std::string(600, 'x');  // too long for an entry
    EXPECT_TRUE(vault(policy).allow);
    EXPECT_EQ(vault(policy).cache, CacheStatus::miss);
}

using Change = std::function<void(RequestContext&)>;
const std::vector<std::pair<std::string, Change>> changes = {
    {"address", [](RequestContext& c) { c.client_ip = "203.0.113.9"; }},
    {"no address", [](RequestContext& c) { c.client_ip = "x"; }},
    {"country", [](RequestContext& c) { c.geo_country = "US"; }},
    {"factor", [](RequestContext& c) { c.mfa_verified = true; }},
    {"step up", [](RequestContext& c) { c.step_up_verified = true; }},
    {"audit", [](RequestContext& c) { c.audit_enabled = false; }},
    {"api key", [](RequestContext& c) { c.has_api_key = true; }},
    {"new level", [](RequestContext& c) { c.new_sensitivity_level = "high"; }},
    {"unknown level", [](RequestContext& c) { c.new_sensitivity_level = "x"; }},
    {"override",
     [](RequestContext& c) {
         c.time_override = true;
         c.time_override_reason = "r";
     }},
    {"emergency",
     [](RequestContext& c) {
         c.emergency_override = true;
         c.emergency_reason = "r";
         c.emergency_approver = "a";
     }},
};

TEST(ContextFactsTest, EveryFactHasItsWord) {
    std::vector<std::uint64_t> seen = {0};
    EXPECT_EQ(rules::context_facts({}, {}, UtcTime{}).word(), 0U);
    for (const auto& [name, change] : changes) {
        RequestContext context;
        change(context);
        const std::uint64_t word = rules::context_facts(context, {}, UtcTime{}).word();
        EXPECT_EQ(std::count(seen.begin(), seen.end(), word), 0) << name;
        seen.push_back(word);
    }
}

TEST(ContextFactsTest, EveryFactChangesTheKeys) {
    const PolicyQuestion question{"user-1", "tool:invoke", "search"};
    const PackedKey plain(question);
    for (const auto& [name, change] : changes) {
        PolicyRequest request;
        const std::uint64_t base = decision_fingerprint(request, rule_evaluator(), 1);
        change(request.context);
        EXPECT_NE(decision_fingerprint(request, rule_evaluator(), 1), base) << name;
        const PackedKey key(question,
                            {rules::context_facts(request.context, {}, UtcTime{}).word(), {}});
        EXPECT_FALSE(std::ranges::equal(key.words(), plain.words())) << name;
        EXPECT_NE(key.hash(), plain.hash()) << name;
    }
}

TEST(ContextFactsTest, AgesChangeTheFingerprintAndNothingElseOfTheTimestampDoes) {
    PolicyRequest request;
    request.time = UtcTime(1'000'000s);
    request.context.mfa_verified = true;
    const auto at_age = [&](Nanos age) {
        request.context.mfa_timestamp = request.time - age;
        return decision_fingerprint(request, rule_evaluator(), 1);
    };
    EXPECT_EQ(at_age(0s), at_age(300s));
    EXPECT_NE(at_age(300s), at_age(301s));
    EXPECT_EQ(at_age(301s), at_age(3'600s));
    EXPECT_NE(at_age(3'600s), at_age(3'601s));
}

TEST(ContextTextTest, NothingToldIsEmptyAndDifferentContextsDiffer) {
    EXPECT_EQ(context_text({}), "");
    std::vector<std::string> seen;
    for (const auto& [name, change] : changes) {
        RequestContext context;
        change(context);
        EXPECT_EQ(std::count(seen.begin(), seen.end(), context_text(context)), 0) << name;
        seen.push_back(context_text(context));
    }
    RequestContext one;
    RequestContext other;
    one.mfa_methods = {"a", "b"};
    other.mfa_methods = {"a1:b"};
    EXPECT_NE(context_text(one), context_text(other));
    other.mfa_methods.reset();
    EXPECT_EQ(context_text(other), "");
    other.mfa_methods.emplace();
    EXPECT_NE(context_text(other), "");
}

TEST(PackedKeyTest, ContextsAndTextsNeverRunTogether) {
    const auto words = [](const PolicyQuestion& question, const ContextKey& context) {
        const PackedKey key(question, context);
        EXPECT_TRUE(key.fits());
        return std::vector<std::uint64_t>(key.words().begin(), key.words().end());
    };
    // "a" as the first byte of a word, once of the tool's name and once of the facts.
    EXPECT_NE(words({"u", "x", "123456a"}, {}),
              words({"u", "x", "123456"}, {std::uint64_t{'a'}, {}}));
    EXPECT_NE(words({"u", "x", "t"}, {1, "ab"}),
              words({"u", "x", "t"}, {1, std::string_view("ab\0", 3)}));
    EXPECT_NE(words({"u", "x", "t"}, {0, "a"}), words({"u", "x", "t"}, {std::uint64_t{'a'}, {}}));
    const std::string longest(496, 'x');
    EXPECT_FALSE(PackedKey({"u", "x", "t"}, {0, longest}).fits());
    EXPECT_FALSE(PackedKey({"u", "x", longest}, {1, "a"}).fits());
}

}  // namespace
}  // namespace sark
