#include "core/policy/cache_options.hpp"

#include <gtest/gtest.h>

namespace sark {
namespace {

using namespace std::chrono_literals;

TEST(TtlTableTest, NamesTheDocumentsTables) {
    EXPECT_EQ(find_ttl_table("seed")->of("critical"), 60s);
    EXPECT_EQ(find_ttl_table("upstream")->of("critical"), 60s);
    EXPECT_EQ(find_ttl_table("upstream")->of("high"), 120s);
    EXPECT_EQ(find_ttl_table("documented")->of("low"), 300s);
    EXPECT_EQ(find_ttl_table("documented")->of("medium"), 180s);
    EXPECT_EQ(find_ttl_table("documented")->of("high"), 60s);
    EXPECT_EQ(find_ttl_table("documented")->of("critical"), 30s);
    EXPECT_EQ(find_ttl_table("gateway")->of("low"), 1'800s);
    EXPECT_EQ(find_ttl_table("gateway")->of("critical"), 0s);
    EXPECT_EQ(find_ttl_table("gateway")->longest(), 1'800s);
    EXPECT_EQ(find_ttl_table("nothing"), nullptr);
}

TEST(TtlTableTest, WhatIsNoLevelHasItsOwnTtl) {
    for (const char* level : {"", "Low", "secret"})
        EXPECT_EQ(find_ttl_table("documented")->of(level), 120s) << level;
}

TEST(StackedTtlTest, DefaultsStayWithinMaxStaleness) {
    const PolicyCacheOptions options;
    EXPECT_EQ(stacked_ttl(options), 10s + 60s + 60s);
    EXPECT_FALSE(staleness_warning(options));
}

TEST(StackedTtlTest, EachLevelOfTheStackCounts) {
    PolicyCacheOptions options;
    options.l1_ttl = 180s;
    EXPECT_EQ(stacked_ttl(options), 300s);
    EXPECT_FALSE(staleness_warning(options));  // the bound itself is allowed
    options.l1_ttl = 181s;
    ASSERT_TRUE(staleness_warning(options));
    EXPECT_NE(staleness_warning(options)->find("301 s (L1 181 s"), std::string::npos);
    options.l1_entries = 0;
    EXPECT_EQ(stacked_ttl(options), 120s);
    options.l2_ttl_by_level = *find_ttl_table("gateway");
    EXPECT_EQ(stacked_ttl(options), 1'860s);
    EXPECT_TRUE(staleness_warning(options));
    options.l2_ttl_by_level = TtlTable::flat(1s);  // facts still live for l2_ttl
    EXPECT_EQ(stacked_ttl(options), 120s);
}

}  // namespace
}  // namespace sark
