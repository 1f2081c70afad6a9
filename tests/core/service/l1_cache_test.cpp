#include "core/policy/l1_cache.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/core/service/manual_time.hpp"

namespace sark {
namespace {

using namespace std::chrono_literals;

TEST(L1CacheTest, HoldsAValueUntilItsTtlIsOver) {
    test::ManualTime time;
    L1Cache<int> cache(10, 10s);
    cache.put("key", 7, time.now());
    time.advance(10s - 1ns);
    EXPECT_EQ(cache.get("key", time.now()), 7);
    time.advance(1ns);
    EXPECT_EQ(cache.get("key", time.now()), std::nullopt);
    EXPECT_EQ(cache.size(), 0U);
}

TEST(L1CacheTest, UseDoesNotProlongLife) {
    test::ManualTime time;
    L1Cache<int> cache(10, 10s);
    cache.put("key", 7, time.now());
    for (int i = 0; i < 9; ++i) {
        time.advance(1s);
        EXPECT_TRUE(cache.get("key", time.now()));
    }
    time.advance(1s);
    EXPECT_FALSE(cache.get("key", time.now()));
}

TEST(L1CacheTest, PutReplacesAndBeginsANewLife) {
    test::ManualTime time;
    L1Cache<int> cache(10, 10s);
    cache.put("key", 1, time.now());
    time.advance(9s);
    cache.put("key", 2, time.now());
    time.advance(9s);
    EXPECT_EQ(cache.get("key", time.now()), 2);
    EXPECT_EQ(cache.size(), 1U);
}

TEST(L1CacheTest, LeastRecentlyUsedGoesFirst) {
    test::ManualTime time;
    L1Cache<int> cache(3, 10s);
    cache.put("a", 1, time.now());
    cache.put("b", 2, time.now());
    cache.put("c", 3, time.now());
    EXPECT_TRUE(cache.get("a", time.now()));
    cache.put("d", 4, time.now());
    EXPECT_FALSE(cache.get("b", time.now()));
    EXPECT_TRUE(cache.get("a", time.now()));
    EXPECT_TRUE(cache.get("c", time.now()));
    EXPECT_TRUE(cache.get("d", time.now()));
}

TEST(L1CacheTest, NeverHoldsMoreThanItsEntries) {
    test::ManualTime time;
    L1Cache<int> cache(1'000, 10s);
    for (int i = 0; i < 10'000; ++i) cache.put("key-" + std::to_string(i), i, time.now());
    EXPECT_LE(cache.size(), 1'000U);
    EXPECT_GE(cache.size(), 900U);
    EXPECT_EQ(cache.get("key-9999", time.now()), 9'999);
}

TEST(L1CacheTest, WithoutEntriesOrTtlNothingIsKept) {
    test::ManualTime time;
    L1Cache<int> no_entries(0, 10s);
    L1Cache<int> no_ttl(10, 0s);
    no_entries.put("key", 1, time.now());
    no_ttl.put("key", 1, time.now());
    EXPECT_FALSE(no_entries.get("key", time.now()));
    EXPECT_FALSE(no_ttl.get("key", time.now()));
    EXPECT_EQ(no_entries.size() + no_ttl.size(), 0U);
}

TEST(L1CacheTest, MissingKeyIsAbsent) {
    test::ManualTime time;
    L1Cache<int> cache(10, 10s);
    EXPECT_FALSE(cache.get("", time.now()));
    EXPECT_FALSE(cache.get("nothing", time.now()));
}

TEST(L1CacheTest, ThreadsSeeWholeValues) {
    test::ManualTime time;
    L1Cache<std::string> cache(256, 10s);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 2'000; ++i) {
                const std::string key = std::to_string(i % 400);
                cache.put(key, std::string(40, key.front()), time.now());
                const std::string expected(40, key.front());
                EXPECT_EQ(cache.get(key, time.now()).value_or(expected), expected);
            }
        });
    threads.clear();
    EXPECT_LE(cache.size(), 256U);
}

}  // namespace
}  // namespace sark
