#include "bench/capacity/model_row.hpp"

#include <gtest/gtest.h>

namespace sark::capacity {
namespace {

ModelRow row_of(std::vector<ModelRow::Round> rounds, double from_file_ms = 1.0) {
    ModelRow row;
    row.from_file.p95_ms = from_file_ms;
    row.rounds = std::move(rounds);
    return row;
}

RowFinding find(const ModelRow& row) {
    return finding_of(row, reports::SignedRankTable(row.rounds.size()));
}

TEST(ModelRowTest, AHostThatDriftsByTheRoundIsNoErrorOfTheModel) {
    // Twice as slow, then half: both sides of every round know it, the file does not.
    const RowFinding finding = find(row_of(
        {{1.1, 1.0}, {2.2, 2.0}, {2.2, 2.0}, {4.4, 4.0}, {2.2, 2.0}, {2.2, 2.0}, {0.55, 0.5}}));
    EXPECT_NEAR(finding.error, 0.1, 1e-9);
    EXPECT_TRUE(finding.within());
    ASSERT_TRUE(finding.error_interval);
    EXPECT_NEAR(finding.error_interval->low, 0.1, 1e-9);
    EXPECT_NEAR(finding.error_interval->high, 0.1, 1e-9);
    EXPECT_NEAR(finding.file_error, -0.5, 0.01);
    EXPECT_FALSE(finding.file_within());
}

TEST(ModelRowTest, AnErrorAboveFifteenPercentIsNotWithinOnEitherSide) {
    EXPECT_FALSE(find(row_of({{1.16, 1.0}})).within());
    EXPECT_FALSE(find(row_of({{0.84, 1.0}})).within());
    EXPECT_TRUE(find(row_of({{1.14, 1.0}})).within());
    EXPECT_TRUE(find(row_of({{0.86, 1.0}})).within());
}

TEST(ModelRowTest, OneWildRoundDoesNotDecide) {
    const RowFinding finding = find(row_of(
        {{1.0, 1.0}, {1.0, 1.0}, {1.0, 50.0}, {1.0, 1.0}, {1.0, 1.0}, {1.0, 1.0}, {1.0, 1.0}}));
    EXPECT_NEAR(finding.error, 0.0, 1e-9);
    EXPECT_EQ(finding.measured_ms, 1.0);
}

TEST(ModelRowTest, FewerThanSixRoundsHaveNoInterval) {
    EXPECT_FALSE(find(row_of(std::vector<ModelRow::Round>(5, {1.0, 1.0}))).error_interval);
    EXPECT_TRUE(find(row_of(std::vector<ModelRow::Round>(6, {1.0, 1.0}))).error_interval);
}

TEST(MiddleTest, IsTheLowerOfTwo) {
    EXPECT_EQ(middle_of({3.0}), 3.0);
    EXPECT_EQ(middle_of({4.0, 1.0}), 1.0);
    EXPECT_EQ(middle_of({9.0, 1.0, 5.0, 2.0}), 2.0);
}

}  // namespace
}  // namespace sark::capacity
