#include "core/policy/decision_cache.hpp"

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/core/service/manual_time.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;

class DecisionCacheTest : public testing::Test {
 protected:
    test::ManualTime time;
    DecisionStamp stamp{1, 2, 3};

    static PolicyDecision decision(const std::string& reason, bool allow = true) {
        PolicyDecision made;
        made.allow = allow;
        made.reason = reason;
        made.policy = "all";
        return made;
    }
    void put(DecisionCache& cache, const PolicyQuestion& question, const PolicyDecision& made,
             Nanos life = 10s, Nanos fresh = 10s) {
        cache.put(PackedKey(question), stamp, made, {time.now() + life, time.now() + fresh},
                  time.now());
    }
    std::optional<DecisionCache::Hit> get(const DecisionCache& cache,
                                          const PolicyQuestion& question) {
        return cache.get(PackedKey(question), stamp, time.now());
    }
    bool has(const DecisionCache& cache, const std::string& tool) {
        return get(cache, {"ann", "tool:invoke", tool}).has_value();
    }
};

TEST_F(DecisionCacheTest, HoldsAWholeDecisionUntilItsEnd) {
    DecisionCache cache(10);
    put(cache, {"ann", "tool:invoke", "search"}, decision("because of something long enough"));
    time.advance(10s - 1ns);
    const auto hit = get(cache, {"ann", "tool:invoke", "search"});
    ASSERT_TRUE(hit);
    EXPECT_TRUE(hit->decision.allow);
    EXPECT_EQ(hit->decision.reason, "because of something long enough");
    EXPECT_EQ(hit->decision.policy, "all");
    time.advance(1ns);
    EXPECT_FALSE(has(cache, "search"));
}

TEST_F(DecisionCacheTest, NoTwoQuestionsShareAKey) {
    DecisionCache cache(100);
    put(cache, {"a", "bc", "d"}, decision("one"));
    EXPECT_FALSE(get(cache, {"ab", "c", "d"}));
    EXPECT_FALSE(get(cache, {"a", "b", "cd"}));
    EXPECT_FALSE(get(cache, {"", "abc", "d"}));
    EXPECT_FALSE(get(cache, {"a", "bcd", ""}));
    EXPECT_TRUE(get(cache, {"a", "bc", "d"}));
    put(cache, {"", "", ""}, decision("nothing asked"));
    EXPECT_EQ(get(cache, {"", "", ""})->decision.reason, "nothing asked");
}

TEST_F(DecisionCacheTest, EveryPartOfTheStampCounts) {
    DecisionCache cache(10);
    put(cache, {"ann", "tool:invoke", "search"}, decision("x"));
    const PackedKey key({"ann", "tool:invoke", "search"});
    EXPECT_TRUE(cache.get(key, {1, 2, 3}, time.now()));
    EXPECT_FALSE(cache.get(key, {9, 2, 3}, time.now()));
    EXPECT_FALSE(cache.get(key, {1, 9, 3}, time.now()));
    EXPECT_FALSE(cache.get(key, {1, 2, 9}, time.now()));
}

TEST_F(DecisionCacheTest, PutReplacesAndBeginsANewLife) {
    DecisionCache cache(10);
    put(cache, {"ann", "tool:invoke", "search"}, decision("old", true));
    time.advance(9s);
    put(cache, {"ann", "tool:invoke", "search"}, decision("new", false));
    time.advance(9s);
    const auto hit = get(cache, {"ann", "tool:invoke", "search"});
    ASSERT_TRUE(hit);
    EXPECT_FALSE(hit->decision.allow);
    EXPECT_EQ(hit->decision.reason, "new");
    EXPECT_EQ(cache.size(), 1U);
}

TEST_F(DecisionCacheTest, LeastRecentlyUsedGoesFirst) {
    DecisionCache cache(3);
    for (const char* tool : {"a", "b", "c"}) {
        put(cache, {"ann", "tool:invoke", tool}, decision(tool));
        time.advance(1s);
    }
    EXPECT_TRUE(has(cache, "a"));
    time.advance(1s);
    put(cache, {"ann", "tool:invoke", "d"}, decision("d"));
    EXPECT_FALSE(has(cache, "b"));
    EXPECT_TRUE(has(cache, "a"));
    EXPECT_TRUE(has(cache, "c"));
    EXPECT_TRUE(has(cache, "d"));
}

TEST_F(DecisionCacheTest, WhatIsOverGoesBeforeWhatLives) {
    DecisionCache cache(2);
    put(cache, {"ann", "tool:invoke", "long"}, decision("x"), 100s);
    put(cache, {"ann", "tool:invoke", "short"}, decision("x"), 1s);
    time.advance(1s);
    put(cache, {"ann", "tool:invoke", "next"}, decision("x"));
    EXPECT_TRUE(has(cache, "long"));
    EXPECT_TRUE(has(cache, "next"));
}

TEST_F(DecisionCacheTest, NeverHoldsMoreThanItsEntries) {
    DecisionCache cache(200);
    for (int i = 0; i < 1'000; ++i) {
        const std::string tool = "tool-" + std::to_string(i);
        put(cache, {"ann", "tool:invoke", tool}, decision(tool));
    }
    EXPECT_EQ(cache.size(), 200U);
    EXPECT_EQ(get(cache, {"ann", "tool:invoke", "tool-999"})->decision.reason, "tool-999");
}

TEST_F(DecisionCacheTest, WithoutEntriesOrLifeNothingIsKept) {
    DecisionCache none(0);
    put(none, {"ann", "tool:invoke", "search"}, decision("x"));
    EXPECT_FALSE(has(none, "search"));
    DecisionCache cache(10);
    put(cache, {"ann", "tool:invoke", "search"}, decision("x"), 0s);
    EXPECT_FALSE(has(cache, "search"));
    EXPECT_EQ(none.size() + cache.size(), 0U);
    put(cache, {"ann", "tool:invoke", "search"}, decision("x"));
    put(cache, {"ann", "tool:invoke", "search"}, decision("x"), 0s);  // takes the old one away
    EXPECT_FALSE(has(cache, "search"));
}

TEST_F(DecisionCacheTest, TextsThatDoNotFitAreNotKept) {
    DecisionCache cache(10);
    const std::string long_name(600, 'x');
    put(cache, {"ann", "tool:invoke", long_name}, decision("x"));
    EXPECT_FALSE(has(cache, long_name));
    put(cache, {"ann", "tool:invoke", "search"}, decision("first"));
    put(cache, {"ann", "tool:invoke", "search"}, decision(std::string(2'000, 'r')));
    EXPECT_FALSE(has(cache, "search"));  // the old one is no answer either
    const std::string just_fits(480, 'x');
    put(cache, {"ann", "tool:invoke", just_fits}, decision("because"));
    EXPECT_TRUE(has(cache, just_fits));
}

TEST_F(DecisionCacheTest, OneCallerIsToldToRefresh) {
    DecisionCache cache(10);
    put(cache, {"ann", "tool:invoke", "search"}, decision("x"), 10s, 7s);
    time.advance(7s - 1ns);
    EXPECT_FALSE(get(cache, {"ann", "tool:invoke", "search"})->refresh);
    time.advance(1ns);
    EXPECT_TRUE(get(cache, {"ann", "tool:invoke", "search"})->refresh);
    EXPECT_FALSE(get(cache, {"ann", "tool:invoke", "search"})->refresh);
    put(cache, {"ann", "tool:invoke", "search"}, decision("x"), 10s, 7s);
    time.advance(8s);
    EXPECT_TRUE(get(cache, {"ann", "tool:invoke", "search"})->refresh);
}

TEST_F(DecisionCacheTest, ReadersNeverSeeHalfADecision) {
    DecisionCache cache(70);
    std::atomic<bool> over{false};
    std::vector<std::jthread> threads;
    for (int t = 0; t < 2; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 2'000; ++i) {
                // More keys than entries: slots change hands all the time.
                const std::string tool = std::to_string(i % 90);
                const std::string reason(20 + static_cast<std::size_t>(i % 60),
                                         static_cast<char>('a' + i % 26));
                PolicyDecision made = decision(reason, i % 2 == 0);
                made.policy = tool;
                put(cache, {"ann", "tool:invoke", tool}, made);
            }
            over = true;
        });
    for (int t = 0; t < 2; ++t)
        threads.emplace_back([&] {
            for (int i = 0; !over; ++i) {
                const std::string tool = std::to_string(i % 90);
                const auto hit = get(cache, {"ann", "tool:invoke", tool});
                if (!hit)
                    continue;
                EXPECT_EQ(hit->decision.policy, tool);
                const std::string& reason = hit->decision.reason;
                EXPECT_EQ(std::set<char>(reason.begin(), reason.end()).size(), 1U) << reason;
            }
        });
    threads.clear();
    EXPECT_LE(cache.size(), 70U);
}

}  // namespace
}  // namespace sark
