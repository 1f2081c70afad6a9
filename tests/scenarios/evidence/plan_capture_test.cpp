#include "scenarios/evidence/plan_capture.hpp"

#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

constexpr const char* plan = R"([{"Plan": {"Node Type": "Limit", "Shared Hit Blocks": 12,
    "Shared Read Blocks": 3, "Plans": [{"Node Type": "Bitmap Heap Scan", "Plans": [
        {"Node Type": "Bitmap Index Scan", "Index Name": "idx_a"},
        {"Node Type": "Bitmap Index Scan", "Index Name": "idx_b"}]}]},
    "Planning Time": 0.25, "Execution Time": 1.5}])";

TEST(PlanCaptureTest, ReadsNodesIndexesTimesAndBlocks) {
    const auto read = read_plan(plan);
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(read->nodes.front(), "Limit");
    EXPECT_EQ(read->nodes.size(), 4U);
    EXPECT_EQ(read->indexes, (std::vector<std::string>{"idx_a", "idx_b"}));
    EXPECT_DOUBLE_EQ(read->planning_ms, 0.25);
    EXPECT_DOUBLE_EQ(read->execution_ms, 1.5);
    EXPECT_DOUBLE_EQ(read->shared_hit, 12);
    EXPECT_DOUBLE_EQ(read->shared_read, 3);
    EXPECT_EQ(read->summary(), "Limit > Bitmap Heap Scan > Bitmap Index Scan (idx_a, idx_b)");
}

TEST(PlanCaptureTest, AnyScanOfAnIndexIsAnIndexScan) {
    const auto read = read_plan(plan);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->has("Index Scan"));
    EXPECT_TRUE(read->has("Limit"));
    EXPECT_FALSE(read->has("Seq Scan"));
}

TEST(PlanCaptureTest, WhatIsNoPlanIsRefused) {
    for (const char* text : {"", "[]", "[{}]", "{\"Plan\": 1}", "Seq Scan on users"})
        EXPECT_FALSE(read_plan(text)) << text;
}

}  // namespace
}  // namespace sark::scenarios
