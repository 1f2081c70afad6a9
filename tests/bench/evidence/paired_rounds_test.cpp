#include "bench/evidence/paired_rounds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sark::bench {
namespace {

using ::testing::DoubleNear;

/// 1,000 operations in a second that cost `microseconds` of CPU each.
ServerRound round_of(double microseconds) {
    StatementRound one;
    one.operations = 1'000.0;
    one.seconds = 1.0;
    one.server_cpu_s = 1e-3 * microseconds;
    ServerRound round;
    round.statements = {one};
    return round;
}

/// Blocks whose arms differ by `cost`, on a host that gets slower all the time.
std::vector<RoundBlock> blocks_of(std::size_t count, double cost) {
    std::vector<RoundBlock> blocks;
    for (std::size_t i = 0; i < count; ++i) {
        const double base = 30.0 + static_cast<double>(i);
        const double noise = 1.0 + 1e-4 * (static_cast<double>(i % 20) - 9.5);
        RoundBlock block;
        block.without = {round_of(base), round_of(base)};
        block.with = {round_of(base * (1.0 + cost) * noise), round_of(base * (1.0 + cost) * noise)};
        blocks.push_back(block);
    }
    return blocks;
}

const std::vector<LoopStatement> statements = {{"one", "a statement", "SELECT 1", {"1"}}};

TEST(PairedRoundsTest, ACostIsFoundWhateverTheHostDrifts) {
    const auto findings = cost_findings(blocks_of(40, 0.02), statements);
    ASSERT_TRUE(findings);
    ASSERT_EQ(findings->size(), 2U);
    const CostFinding& cpu = findings->front();
    EXPECT_THAT(cpu.share, DoubleNear(0.02, 1e-3));
    EXPECT_LT(cpu.low, 0.02);
    EXPECT_GT(cpu.high, 0.02);
    EXPECT_FALSE(cpu.below(0.01));
    EXPECT_TRUE(findings->back().below(0.01)) << "as many operations either way";
}

TEST(PairedRoundsTest, ASmallerCostIsShownToBeBelowTheLimit) {
    const auto findings = cost_findings(blocks_of(40, 0.003), statements);
    ASSERT_TRUE(findings);
    EXPECT_TRUE(findings->front().below(0.01));
}

TEST(PairedRoundsTest, LostThroughputIsACost) {
    auto blocks = blocks_of(40, 0.0);
    for (RoundBlock& block : blocks)
        for (ServerRound& round : block.with) round.statements[0].seconds = 1.05;
    const auto findings = cost_findings(blocks, statements);
    ASSERT_TRUE(findings);
    EXPECT_THAT(findings->back().share, DoubleNear(0.05, 1e-3));
    EXPECT_FALSE(findings->back().below(0.01));
}

TEST(PairedRoundsTest, TooFewBlocksGiveNoInterval) {
    EXPECT_FALSE(cost_findings(blocks_of(5, 0.0), statements));
    EXPECT_TRUE(cost_findings(blocks_of(6, 0.0), statements));
}

TEST(PairedRoundsTest, ARoundWithoutAnswersGivesNoFindings) {
    auto blocks = blocks_of(10, 0.0);
    blocks[3].without[1].statements[0].operations = 0.0;
    EXPECT_FALSE(cost_findings(blocks, statements));
}

TEST(PairedRoundsTest, TheAskedSessionsShareIsOfTheArmWithEvidence) {
    auto blocks = blocks_of(10, 0.0);
    for (RoundBlock& block : blocks)
        for (ServerRound& round : block.with) {
            round.statements[0].asked_cpu_s = 0.01 * round.statements[0].server_cpu_s;
            round.first_reading_cpu_s = 0.004;
        }
    EXPECT_THAT(direct_costs(blocks, statements).front().asked_share, DoubleNear(0.01, 1e-9));
    EXPECT_THAT(first_reading_ms(blocks), DoubleNear(4.0, 1e-9));
}

}  // namespace
}  // namespace sark::bench
