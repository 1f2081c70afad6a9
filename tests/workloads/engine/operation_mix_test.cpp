#include "workloads/operations/operation_mix.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace sark::workloads {
namespace {

std::vector<int> picks(const OperationMix& mix, int count) {
    std::vector<int> counts(mix.size());
    for (int i = 0; i < count; ++i) ++counts.at(mix.pick(static_cast<std::uint64_t>(i)));
    return counts;
}

TEST(OperationMixTest, PicksByWeight) {
    const auto mix = OperationMix::create({70, 0, 25, 5, 0}, 1);
    ASSERT_TRUE(mix);
    const auto counts = picks(*mix, 100'000);
    EXPECT_NEAR(counts[0], 70'000, 700);
    EXPECT_EQ(counts[1], 0);
    EXPECT_NEAR(counts[2], 25'000, 600);
    EXPECT_NEAR(counts[3], 5'000, 300);
    EXPECT_EQ(counts[4], 0);
}

TEST(OperationMixTest, IsAPureFunctionOfSeedAndIndex) {
    const auto one = OperationMix::create({1, 1, 1}, 9);
    const auto same = OperationMix::create({1, 1, 1}, 9);
    const auto other = OperationMix::create({1, 1, 1}, 10);
    int differ = 0;
    for (std::uint64_t i = 0; i < 1'000; ++i) {
        EXPECT_EQ(one->pick(i), same->pick(i));
        differ += one->pick(i) != other->pick(i) ? 1 : 0;
    }
    EXPECT_GT(differ, 500);
}

TEST(OperationMixTest, ASingleOperationIsAlwaysPicked) {
    const auto mix = OperationMix::create({0.001}, 3);
    ASSERT_TRUE(mix);
    EXPECT_EQ(mix->pick(12), 0U);
}

TEST(OperationMixTest, RefusesWeightsThatAreNoWeights) {
    const double infinity = std::numeric_limits<double>::infinity();
    for (const std::vector<double>& weights : {std::vector<double>{},
                                               {0, 0},
                                               {1, -1},
                                               {1, std::nan("")},
                                               {infinity},
                                               {1e308, 1e308},
                                               std::vector<double>(257, 1.0)}) {
        const auto mix = OperationMix::create(weights, 1);
        ASSERT_FALSE(mix) << weights.size();
        EXPECT_EQ(mix.error().code, Errc::invalid_argument);
        EXPECT_FALSE(mix.error().hint.empty());
    }
}

}  // namespace
}  // namespace sark::workloads
