#include "scenarios/evidence/plan_expectation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

using ::testing::HasSubstr;

bool meets(std::string_view expected, const std::vector<PlanNode>& shape) {
    const auto expectation = parse_plan_expectation(expected);
    EXPECT_TRUE(expectation) << expected;
    return expectation && plan_meets(*expectation, shape);
}

const std::vector<PlanNode> bitmap = {{"Limit", "", "", 0},
                                      {"Bitmap Heap Scan", "sark_v2.resources", "", 1},
                                      {"Bitmap Index Scan", "", "idx_resources_protocol", 2}};
const std::vector<PlanNode> join = {{"Hash Left Join", "", "", 0},
                                    {"Seq Scan", "sark_v2.resources", "", 1},
                                    {"Hash", "", "", 1},
                                    {"Index Only Scan", "sark_v2.capabilities", "idx_c", 2}};

TEST(PlanExpectationTest, AnIndexScanIsAnyUseOfTheIndex) {
    EXPECT_TRUE(meets("index_scan idx_resources_protocol", bitmap));
    EXPECT_TRUE(meets("index_scan", bitmap));
    EXPECT_TRUE(meets("index_scan idx_c", join));
    EXPECT_FALSE(meets("index_scan idx_resources_name", bitmap));
}

TEST(PlanExpectationTest, BitmapAndIndexOnlyAreToldApart) {
    EXPECT_TRUE(meets("bitmap_scan idx_resources_protocol", bitmap));
    EXPECT_FALSE(meets("index_only_scan", bitmap));
    EXPECT_TRUE(meets("index_only_scan idx_c", join));
    EXPECT_FALSE(meets("bitmap_scan", join));
}

TEST(PlanExpectationTest, ATableMayBeNamedWithOrWithoutItsSchema) {
    EXPECT_TRUE(meets("seq_scan resources", join));
    EXPECT_TRUE(meets("seq_scan sark_v2.resources", join));
    EXPECT_FALSE(meets("seq_scan sark_app.resources", join));
    EXPECT_FALSE(meets("seq_scan sources", join));
    EXPECT_FALSE(meets("no_seq_scan resources", join));
    EXPECT_TRUE(meets("no_seq_scan capabilities", join));
    EXPECT_TRUE(meets("no_seq_scan", bitmap));
}

TEST(PlanExpectationTest, JoinsAreKnownByTheirMethod) {
    EXPECT_TRUE(meets("hash_join", join));
    EXPECT_FALSE(meets("merge_join", join));
    EXPECT_FALSE(meets("nested_loop", join));
    EXPECT_FALSE(meets("hash_join", {{"Hash", "", "", 0}}));
    EXPECT_FALSE(meets("merge_join", {{"Merge Append", "", "", 0}}));
    EXPECT_TRUE(meets("nested_loop", {{"Nested Loop Left Join", "", "", 0}}));
}

TEST(PlanExpectationTest, WhatCannotBeExpectedIsRefusedWithTheWordsThereAre) {
    const auto misspelled = parse_plan_expectation("index_scn idx_a");
    ASSERT_FALSE(misspelled);
    EXPECT_THAT(misspelled.error().hint, HasSubstr("index_scan"));
    EXPECT_FALSE(parse_plan_expectation(""));
    EXPECT_FALSE(parse_plan_expectation("Index Scan"));
    EXPECT_THAT(parse_plan_expectation("hash_join users").error().message, HasSubstr("no name"));
    EXPECT_THAT(parse_plan_expectation("index_scan a b").error().message, HasSubstr("one name"));
}

}  // namespace
}  // namespace sark::scenarios
