#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "core/redis/client.hpp"
#include "tests/integration/api/api_fixture.hpp"
#include "tests/integration/api/private_redis.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;

/// Two servers on one Redis and one database: `core` and `other`.
class PolicySharingTest : public test::ApiTest {
 protected:
    void SetUp() override {
        ApiTest::SetUp();
        options.redis = redis.address();
        options.policy.sync_interval = 20ms;
        start();
        auto opened = ReferenceCore::open(options, time);
        ASSERT_TRUE(opened) << describe(opened.error());
        other = *std::move(opened);
        redis::ClientOptions client_options;
        client_options.address = redis.address();
        auto made = redis::Client::create(client_options);
        ASSERT_TRUE(made);
        client = *std::move(made);
    }
    void TearDown() override {
        other.reset();
        ApiTest::TearDown();
    }

    void change(const std::string& sql) {
        const auto done = test::connect()->execute(sql);
        ASSERT_TRUE(done) << describe(done.error());
    }
    void set_role(const std::string& user, const std::string& role) {
        change("UPDATE sark_api.users SET role = '" + role + "' WHERE id = '" + user + "'");
    }
    static bool allows(ReferenceCore& asked, const std::string& user, const std::string& tool) {
        const PolicyDecision decision = asked.policy().decide(user, "tool:invoke", tool);
        EXPECT_FALSE(decision.error) << decision.reason;
        return decision.allow;
    }
    /// Real time until the other server denies; absent after two minutes.
    std::optional<Nanos> until_other_denies(const std::string& user, const std::string& tool) {
        const auto began = std::chrono::steady_clock::now();
        while (allows(*other, user, tool)) {
            if (std::chrono::steady_clock::now() - began > 120s)
                return std::nullopt;
            std::this_thread::yield();
        }
        return std::chrono::steady_clock::now() - began;
    }
    redis::Reply ask_redis(redis::Command command) {
        auto replies = client->pipeline({std::move(command)});
        EXPECT_TRUE(replies);
        return replies ? replies->front() : redis::Reply();
    }
    std::vector<std::string> keys() {
        auto found = ask_redis({"KEYS", "*"}).list;
        std::sort(found.begin(), found.end());
        return found;
    }

    test::PrivateRedis redis;
    std::unique_ptr<ReferenceCore> other;
    std::unique_ptr<redis::Client> client;
};

TEST_F(PolicySharingTest, InvalidatedUserReachesTheOtherServerWithinMaxStaleness) {
    EXPECT_TRUE(allows(*core, test::seed::ann, "search"));
    EXPECT_TRUE(allows(*other, test::seed::ann, "search"));
    set_role(test::seed::ann, "viewer");
    // The clock of the caches stands still: no TTL ends, and only the invalidation can be the
    // cause.
    EXPECT_TRUE(allows(*other, test::seed::ann, "search"));
    ASSERT_TRUE(core->policy().invalidate_user(test::seed::ann));
    EXPECT_FALSE(allows(*core, test::seed::ann, "search"));
    const auto staleness = until_other_denies(test::seed::ann, "search");
    ASSERT_TRUE(staleness);
    RecordProperty("staleness_ms", std::to_string(to_ms(*staleness)));
    EXPECT_LE(*staleness, max_staleness);
}

TEST_F(PolicySharingTest, InvalidatedToolReachesTheOtherServer) {
    EXPECT_TRUE(allows(*other, test::seed::ann, "search"));
    EXPECT_TRUE(allows(*core, test::seed::ann, "search"));
    ASSERT_TRUE(core->servers().set_sensitivity("search", "critical"));
    ASSERT_TRUE(core->policy().invalidate_tool("search"));
    EXPECT_TRUE(until_other_denies(test::seed::ann, "search"));
}

TEST_F(PolicySharingTest, NewPoliciesReachTheOtherServerAndThoseThatStartLater) {
    (void)allows(*core, test::seed::ann, "search");
    (void)allows(*other, test::seed::ann, "search");
    ASSERT_TRUE(core->policy().invalidate_policies());
    ASSERT_TRUE(other->policy().sync());
    EXPECT_EQ(other->policy().decide(test::seed::ann, "tool:invoke", "search").cache,
              CacheStatus::miss);
    // Both use the new version: what one of them decided the other finds, as does a third.
    EXPECT_EQ(core->policy().decide(test::seed::ann, "tool:invoke", "search").cache,
              CacheStatus::l2_hit);
    auto third = ReferenceCore::open(options, time);
    ASSERT_TRUE(third);
    EXPECT_EQ((*third)->policy().decide(test::seed::ann, "tool:invoke", "search").cache,
              CacheStatus::l2_hit);
}

TEST_F(PolicySharingTest, InvalidationTouchesNoOtherKeyAndNeverScans) {
    for (const char* tool : {"search", "deploy"})
        for (const std::string& user : {test::seed::ann, test::seed::ada})
            (void)allows(*core, user, tool);
    for (const char* key : {"session:1", "cache:response:1", "rate:ann", "policy:decision:alien"})
        ASSERT_TRUE(client->set(key, "mine", 1h));
    const std::vector<std::string> before = keys();
    ask_redis({"CONFIG", "RESETSTAT"});
    ASSERT_TRUE(core->policy().invalidate_user(test::seed::ann));
    ASSERT_TRUE(core->policy().invalidate_policies());
    const std::string commands = ask_redis({"INFO", "commandstats"}).text;
    for (const char* forbidden : {"cmdstat_scan", "cmdstat_keys", "cmdstat_flush"})
        EXPECT_EQ(commands.find(forbidden), std::string::npos) << forbidden;

    const std::vector<std::string> after = keys();
    std::vector<std::string> gone;
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                        std::back_inserter(gone));
    ASSERT_EQ(gone.size(), 3U) << testing::PrintToString(gone);  // two decisions and ann's index
    for (const std::string& key : gone)
        EXPECT_NE(key.find(test::seed::ann), std::string::npos) << key;
    for (const char* key : {"session:1", "cache:response:1", "rate:ann", "policy:decision:alien"})
        EXPECT_EQ(client->get(key)->value_or(""), "mine") << key;
}

TEST_F(PolicySharingTest, InvalidationsMissedDuringAnOutageAreNotLost) {
    EXPECT_TRUE(allows(*core, test::seed::ann, "search"));
    EXPECT_TRUE(allows(*other, test::seed::ann, "search"));
    set_role(test::seed::ann, "viewer");
    ASSERT_TRUE(core->policy().invalidate_user(test::seed::vic));
    ASSERT_TRUE(other->policy().sync());  // has seen an entry, which will be gone
    redis.kill();
    EXPECT_FALSE(core->policy().invalidate_user(test::seed::ann));  // nobody could be told
    EXPECT_FALSE(other->policy().sync());
    redis.start();  // empty: whoever cannot find its place again forgets everything
    EXPECT_TRUE(until_other_denies(test::seed::ann, "search"));
}

TEST_F(PolicySharingTest, WithoutAnInvalidationTheTtlsBoundTheStaleness) {
    EXPECT_TRUE(allows(*other, test::seed::ann, "search"));
    set_role(test::seed::ann, "viewer");
    time.advance(options.policy.l2_ttl + options.policy.l1_ttl);
    EXPECT_FALSE(allows(*other, test::seed::ann, "search"));
}

TEST_F(PolicySharingTest, BatchCostsOneLookUpInRedis) {
    const std::vector<PolicyQuestion> questions = {{test::seed::ann, "tool:invoke", "search"},
                                                   {test::seed::ada, "tool:invoke", "search"},
                                                   {test::seed::vic, "tool:invoke", "search"},
                                                   {test::seed::ann, "tool:invoke", "report"}};
    options.policy.sync_interval = 0ms;
    const auto fresh = [&] {
        auto opened = ReferenceCore::open(options, time);
        EXPECT_TRUE(opened);
        return *std::move(opened);
    };
    other.reset();
    stop();
    const auto first = fresh();
    const auto second = fresh();
    const auto decided = first->policy().decide_batch(questions);
    ask_redis({"CONFIG", "RESETSTAT"});
    const auto found = second->policy().decide_batch(questions);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        EXPECT_EQ(found[i].cache, CacheStatus::l2_hit) << i;
        EXPECT_EQ(found[i].allow, decided[i].allow) << i;
        EXPECT_EQ(found[i].reason, decided[i].reason) << i;
    }
    const std::string commands = ask_redis({"INFO", "commandstats"}).text;
    EXPECT_NE(commands.find("cmdstat_mget:calls=1,"), std::string::npos) << commands;
    EXPECT_EQ(commands.find("cmdstat_get:"), std::string::npos) << commands;
}

TEST_F(PolicySharingTest, TtlsGoByTheTable) {
    options.policy.l2_ttl_by_level = *find_ttl_table("documented");
    auto opened = ReferenceCore::open(options, time);
    ASSERT_TRUE(opened);
    (void)(*opened)->policy().decide(test::seed::ann, "tool:invoke", "search");  // low
    (void)(*opened)->policy().decide(test::seed::ann, "tool:invoke", "deploy");  // high
    for (const std::string& key : keys()) {
        if (!key.starts_with("policy:decision:"))
            continue;
        const std::int64_t left = ask_redis({"PTTL", key}).integer;
        const std::int64_t full = key.find("search") != std::string::npos ? 300'000 : 60'000;
        EXPECT_LE(left, full) << key;
        EXPECT_GT(left, full - 30'000) << key;
    }
}

TEST_F(PolicySharingTest, HashedKeysHoldTheirQuestion) {
    options.policy.l2_key_mode = L2KeyMode::input_hash;
    options.policy.l2_ttl = 30s;
    auto opened = ReferenceCore::open(options, time);
    ASSERT_TRUE(opened);
    (void)(*opened)->policy().decide(test::seed::ann, "tool:invoke", "search");
    std::string key;
    for (const std::string& found : keys())
        if (found.starts_with("opa_decision:"))
            key = found;
    ASSERT_FALSE(key.empty());
    auto again = ReferenceCore::open(options, time);
    ASSERT_TRUE(again);
    EXPECT_EQ((*again)->policy().decide(test::seed::ann, "tool:invoke", "search").cache,
              CacheStatus::l2_hit);
    // Another question under the same hash must not be answered with it.
    auto stored = nlohmann::json::parse(**client->get(key));
    stored["question"] = "another";
    ASSERT_TRUE(client->set(key, stored.dump(), 30s));
    auto third = ReferenceCore::open(options, time);
    ASSERT_TRUE(third);
    EXPECT_EQ((*third)->policy().decide(test::seed::ann, "tool:invoke", "search").cache,
              CacheStatus::miss);
}

TEST_F(PolicySharingTest, EntryNearItsEndIsMadeAnewByWhoFindsIt) {
    (void)allows(*core, test::seed::ann, "search");
    set_role(test::seed::ann, "viewer");
    // 50 s of 60 s on the clock of the caches; Redis' own clock has hardly moved.
    time.advance(50s);
    EXPECT_TRUE(allows(*core, test::seed::ann, "search"));  // L2, with facts that are 50 s old
    core->policy().settle();
    EXPECT_GE(core->policy().stats().refreshes, 1U);
    EXPECT_FALSE(allows(*core, test::seed::ann, "search"));  // the refresh read the registry
}

}  // namespace
}  // namespace sark
