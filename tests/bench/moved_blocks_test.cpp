#include "bench/gate/moved_blocks.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "reports/comparison/comparison_metric.hpp"

namespace sark::bench {
namespace {

constexpr std::size_t p95 = reports::place_of("p95");
constexpr std::size_t p99 = reports::place_of("p99");
constexpr std::size_t cpu = reports::place_of("cpu_per_op");

/// Three blocks in which p95 is off by 0.1, 0.2 and 0.4, CPU per operation by 0.3, and nobody
/// measured p99.
std::vector<BlockEffects> measured() {
    std::vector<BlockEffects> blocks;
    for (const double effect : {0.1, 0.2, 0.4}) {
        BlockEffects block(reports::comparison_metrics.size(), 0.0);
        block[p95] = effect;
        block[cpu] = 0.3;
        block[p99].reset();
        blocks.push_back(std::move(block));
    }
    return blocks;
}

TEST(MovedBlocksTest, P95IsWorseByTheVeryShareAndNothingElseIs) {
    const auto moved = with_p95_worse_by(0.10, measured());
    EXPECT_NEAR(centre_of(moved, p95).value(), std::log(1.10), 1e-12);
    EXPECT_NEAR(centre_of(moved, cpu).value(), 0.0, 1e-12);
}

TEST(MovedBlocksTest, TheNoiseStays) {
    const auto before = measured();
    const auto moved = with_p95_worse_by(0.10, before);
    for (std::size_t i = 1; i < before.size(); ++i)
        EXPECT_NEAR(*moved[i][p95] - *moved[0][p95], *before[i][p95] - *before[0][p95], 1e-12);
}

TEST(MovedBlocksTest, WhatNobodyMeasuredStaysAbsent) {
    EXPECT_FALSE(centre_of(measured(), p99));
    EXPECT_FALSE(with_p95_worse_by(0.05, measured()).front()[p99]);
    EXPECT_TRUE(with_p95_worse_by(0.05, {}).empty());
}

}  // namespace
}  // namespace sark::bench
