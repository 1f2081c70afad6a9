#include <stdexcept>
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

class PolicyBatchTest : public testing::Test {
 protected:
    test::MemoryRegistry registry;
    test::ManualTime time;
    PolicyCacheOptions options;

    PolicyService service() { return {registry.batch_source(), nullptr, options, time}; }
};

TEST_F(PolicyBatchTest, AnswersInOrderAsSingleCallsWould) {
    registry.set_role("vic", "viewer");
    const std::vector<PolicyQuestion> questions = {
        {"ann", "tool:invoke", "search"}, {"ann", "tool:invoke", "deploy"},
        {"vic", "tool:invoke", "search"}, {"zoe", "tool:invoke", "search"},
        {"ann", "tool:invoke", "fly"},    {"ann", "policy:read", ""},
        {"ann", "tool:invoke", "search"}};
    PolicyService batched = service();
    PolicyService single = service();
    const auto decisions = batched.decide_batch(questions);
    ASSERT_EQ(decisions.size(), questions.size());
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const PolicyQuestion& asked = questions[i];
        const PolicyDecision expected = single.decide(asked.user_id, asked.action, asked.tool_name);
        EXPECT_EQ(decisions[i].allow, expected.allow) << i;
        EXPECT_EQ(decisions[i].reason, expected.reason) << i;
        EXPECT_EQ(decisions[i].policy, expected.policy) << i;
        EXPECT_EQ(decisions[i].error, expected.error) << i;
        EXPECT_EQ(decisions[i].cache, CacheStatus::miss) << i;
    }
}

TEST_F(PolicyBatchTest, AskingNothingIsNoAnswer) {
    PolicyService policy = service();
    EXPECT_TRUE(policy.decide_batch({}).empty());
    EXPECT_TRUE(registry.asked_together.empty());
}

TEST_F(PolicyBatchTest, FactsComeInOneQueryForUsersAndOneForTools) {
    for (const char* user : {"ben", "cat", "dan"}) registry.set_role(user, "developer");
    std::vector<PolicyQuestion> questions;
    for (const char* user : {"ann", "ben", "cat", "dan"})
        for (const char* tool : {"search", "deploy"})
            questions.push_back({user, "tool:invoke", tool});
    PolicyService policy = service();
    (void)policy.decide_batch(questions);
    EXPECT_EQ(registry.asked_together, (std::vector<std::size_t>{4, 2}));
    EXPECT_EQ(registry.principal_calls + registry.tool_calls, 0);
    (void)policy.decide_batch(questions);
    EXPECT_EQ(policy.stats().l1_hits, questions.size());
    EXPECT_EQ(policy.stats().batches, 2U);
    EXPECT_EQ(registry.asked_together.size(), 2U);
}

TEST_F(PolicyBatchTest, TheSameQuestionIsEvaluatedOnce) {
    const std::vector<PolicyQuestion> questions(5, {"ann", "tool:invoke", "search"});
    PolicyService policy = service();
    for (const PolicyDecision& decision : policy.decide_batch(questions))
        EXPECT_TRUE(decision.allow);
    EXPECT_EQ(policy.stats().evaluations, 1U);
}

TEST_F(PolicyBatchTest, ItSharesTheCacheWithSingleCalls) {
    PolicyService policy = service();
    (void)policy.decide("ann", "tool:invoke", "search");
    const std::vector<PolicyQuestion> questions = {{"ann", "tool:invoke", "search"},
                                                   {"ann", "tool:invoke", "deploy"}};
    const auto decisions = policy.decide_batch(questions);
    EXPECT_EQ(decisions[0].cache, CacheStatus::l1_hit);
    EXPECT_EQ(decisions[1].cache, CacheStatus::miss);
    EXPECT_EQ(policy.decide("ann", "tool:invoke", "deploy").cache, CacheStatus::l1_hit);
    (void)policy.invalidate_user("ann");
    EXPECT_EQ(policy.decide_batch(questions)[1].cache, CacheStatus::miss);
}

TEST_F(PolicyBatchTest, OneThatCannotBeDecidedHarmsOnlyItself) {
    registry.set_role("ben", "developer");
    PolicyService policy = service();
    (void)policy.decide("ann", "tool:invoke", "search");  // ann and search are at hand
    registry.failure = Error{Errc::unavailable, "secret", "", ""};
    registry.tool_failure = Error{Errc::timeout, "slow", "", ""};
    const std::vector<PolicyQuestion> questions = {{"ben", "tool:invoke", "search"},
                                                   {"ann", "server:read", "search"},
                                                   {"ann", "tool:invoke", "deploy"},
                                                   {"cat", "tool:invoke", "search"}};
    const auto decisions = policy.decide_batch(questions);
    EXPECT_EQ(decisions[0].reason, "Policy evaluation error: database unavailable");
    EXPECT_TRUE(decisions[1].allow);
    EXPECT_TRUE(decisions[2].error);
    EXPECT_TRUE(decisions[3].error);
    registry.failure.reset();
    registry.tool_failure.reset();
    EXPECT_TRUE(policy.decide_batch(questions)[0].allow);  // the error was not kept
}

TEST_F(PolicyBatchTest, NameThatTheQueryChokesOnIsAskedForAlone) {
    FactSource source = registry.source();
    source.principals = [](const auto&) -> Result<std::vector<Principal>> {
        return Error{Errc::invalid_argument, "no UUID (SQLSTATE 22P02)", "", ""};
    };
    PolicyService policy(std::move(source), nullptr, options, time);
    const std::vector<PolicyQuestion> questions = {{"ann", "tool:invoke", "search"},
                                                   {"not a uuid", "tool:invoke", "search"}};
    const auto decisions = policy.decide_batch(questions);
    EXPECT_TRUE(decisions[0].allow);
    EXPECT_EQ(decisions[1].reason, "Access denied by RBAC: unknown user");
}

TEST_F(PolicyBatchTest, FactUnderAnotherSpellingOfItsNameIsFound) {
    FactSource source = registry.source();
    source.principals = [](const auto&) -> Result<std::vector<Principal>> {
        return std::vector<Principal>{{"ann", "developer", {"blue"}, true},
                                      {"ben", "developer", {"blue"}, true}};
    };
    source.principal = [](const std::string& id) -> Result<Principal> {
        return Principal{id == "BEN" ? "ben" : id, "developer", {"blue"}, true};
    };
    PolicyService policy(std::move(source), nullptr, options, time);
    const std::vector<PolicyQuestion> questions = {{"ann", "tool:invoke", "search"},
                                                   {"BEN", "tool:invoke", "search"}};
    for (const PolicyDecision& decision : policy.decide_batch(questions))
        EXPECT_TRUE(decision.allow);
}

TEST_F(PolicyBatchTest, ThrowingFactsDenyWhatTheyWereNeededFor) {
    PolicyService policy = service();
    (void)policy.decide("ann", "tool:invoke", "search");
    registry.before_answer = [] { throw std::runtime_error("secret"); };
    const std::vector<PolicyQuestion> questions = {{"ann", "tool:invoke", "search"},
                                                   {"ben", "tool:invoke", "search"}};
    const auto decisions = policy.decide_batch(questions);
    EXPECT_TRUE(decisions[0].allow);
    EXPECT_EQ(decisions[1].reason, "Policy evaluation error: internal error");
}

TEST_F(PolicyBatchTest, RedisThatIsAwayIsAskedOnceForAll) {
    auto redis = redis::Client::create({.address = "unix:/nonexistent/redis.sock"});
    ASSERT_TRUE(redis);
    options.sync_interval = 0s;
    PolicyService policy(registry.batch_source(), redis->get(), options, time);
    std::vector<PolicyQuestion> questions = {{"ann", "tool:invoke", "search"},
                                             {"ann", "server:read", "search"},
                                             {"ann", "tool:invoke", "deploy"}};
    EXPECT_TRUE(policy.decide_batch(questions)[0].allow);
    EXPECT_EQ((*redis)->stats().failures, 1U);  // the write was spared by the back-off
    EXPECT_EQ(policy.stats().l2_errors, 3U);
}

}  // namespace
}  // namespace sark
