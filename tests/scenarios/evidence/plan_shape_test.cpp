#include "scenarios/evidence/plan_shape.hpp"

#include <gtest/gtest.h>

namespace sark::scenarios {
namespace {

/// A plan of `partitions` scans below an Append.
std::string appended(const std::vector<std::string>& partitions) {
    std::string scans;
    for (const std::string& one : partitions)
        scans += (scans.empty() ? "" : ",") + std::string(R"({"Node Type": "Index Scan",
            "Relation Name": ")") +
                 one + R"(", "Schema": "a", "Index Name": ")" + one + R"(_i"})";
    return R"([{"Plan": {"Node Type": "Limit", "Plans": [{"Node Type": "Append", "Plans": [)" +
           scans + "]}]}}]";
}

const PartitionRoots roots = {
    {"e_1", "events"}, {"e_2", "events"}, {"e_1_i", "idx_e"}, {"e_2_i", "idx_e"}};

std::string shape_of(const std::string& json) {
    const auto plan = read_plan(json, roots);
    EXPECT_TRUE(plan) << json;
    return plan ? shape_text(plan->shape) : std::string();
}

TEST(PlanShapeTest, NamesNodesRelationsIndexesAndJoinTypes) {
    EXPECT_EQ(shape_of(R"([{"Plan": {"Node Type": "Hash Join", "Join Type": "Left", "Plans": [
                  {"Node Type": "Seq Scan", "Relation Name": "r", "Schema": "s"},
                  {"Node Type": "Hash", "Plans": [{"Node Type": "Bitmap Heap Scan",
                   "Relation Name": "c", "Plans": [
                   {"Node Type": "Bitmap Index Scan", "Index Name": "idx"}]}]}]}}])"),
              "Hash Left Join (Seq Scan on s.r, Hash > Bitmap Heap Scan on c > Bitmap Index Scan "
              "on idx)");
}

TEST(PlanShapeTest, HowManyPartitionsThereAreIsNoPropertyOfAPlan) {
    EXPECT_EQ(shape_of(appended({"e_1"})), "Limit > Index Scan on a.events using idx_e");
    EXPECT_EQ(shape_of(appended({"e_1", "e_2"})), shape_of(appended({"e_2"})));
    EXPECT_EQ(shape_of(appended({"e_1", "other"})),
              "Limit > Append (Index Scan on a.events using idx_e, Index Scan on a.other using "
              "other_i)");
}

TEST(PlanShapeTest, WhichPartitionComesFirstIsNoPropertyOfAPlan) {
    EXPECT_EQ(shape_of(appended({"other", "e_1"})), shape_of(appended({"e_2", "other", "e_1"})));
}

TEST(PlanShapeTest, AChunkIsAPartOfItsIndex) {
    const auto plan = read_plan(R"([{"Plan": {"Node Type": "Index Scan",
        "Relation Name": "_hyper_1_2_chunk", "Schema": "_timescaledb_internal",
        "Index Name": "_hyper_1_2_chunk_idx_e"}}])",
                                {{"_hyper_1_2_chunk", "events"}});
    ASSERT_TRUE(plan);
    EXPECT_EQ(shape_text(plan->shape), "Index Scan on events using idx_e");
}

TEST(PlanShapeTest, TheHashChangesWithTheShapeAndWithNothingElse) {
    const auto cheap = read_plan(R"([{"Plan": {"Node Type": "Seq Scan", "Relation Name": "t",
        "Total Cost": 1, "Actual Rows": 5}}])");
    const auto dear = read_plan(R"([{"Plan": {"Node Type": "Seq Scan", "Relation Name": "t",
        "Total Cost": 900, "Actual Rows": 0}}])");
    const auto indexed = read_plan(R"([{"Plan": {"Node Type": "Index Scan", "Relation Name": "t",
        "Index Name": "t_pkey"}}])");
    ASSERT_TRUE(cheap && dear && indexed);
    EXPECT_EQ(shape_hash(cheap->shape), shape_hash(dear->shape));
    EXPECT_NE(shape_hash(cheap->shape), shape_hash(indexed->shape));
    EXPECT_EQ(shape_hash(cheap->shape).size(), 16U);
}

TEST(PlanShapeTest, NothingHasNoShape) {
    EXPECT_EQ(shape_text({}), "");
    EXPECT_EQ(shape_hash({}), "");
    EXPECT_TRUE(without_repetition({}).empty());
}

}  // namespace
}  // namespace sark::scenarios
