#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "workloads/data/distribution.hpp"

namespace sark::workloads {
namespace {

constexpr Distribution uniform{Distribution::Kind::uniform, 0.99};
constexpr Distribution sequential{Distribution::Kind::sequential, 0.99};

Distribution zipfian(double theta) {
    return {Distribution::Kind::zipfian, theta};
}

std::vector<std::uint64_t> histogram_of(const KeySampler& sampler, std::uint64_t draws) {
    std::vector<std::uint64_t> counts(sampler.count());
    for (std::uint64_t i = 0; i < draws; ++i) ++counts.at(sampler.key(1, i, 0));
    return counts;
}

TEST(KeySamplerTest, IsAPureFunctionOfSeedIndexAndStream) {
    for (const Distribution& distribution :
         {uniform, zipfian(0.99), Distribution{Distribution::Kind::latest},
          Distribution{Distribution::Kind::hotspot, 0.99, 0.3, 0.5}}) {
        const KeySampler sampler(distribution, 1'000'000);
        const KeySampler same(distribution, 1'000'000);
        int differ = 0;
        for (std::uint64_t i = 0; i < 100; ++i) {
            EXPECT_EQ(sampler.key(1, i, 2), same.key(1, i, 2));
            differ += sampler.key(1, i, 2) != sampler.key(1, i, 3) ? 1 : 0;
            differ += sampler.key(1, i, 2) != sampler.key(2, i, 2) ? 1 : 0;
        }
        EXPECT_GT(differ, 150);
    }
}

TEST(KeySamplerTest, UniformKeysPassAChiSquareTest) {
    const auto counts = histogram_of(KeySampler(uniform, 101), 101'000);
    double chi = 0.0;
    for (const std::uint64_t count : counts)
        chi += std::pow(static_cast<double>(count) - 1'000.0, 2) / 1'000.0;
    EXPECT_LT(chi, 149.5);  // the 0.1 % point at 100 degrees of freedom
    EXPECT_GT(chi, 55.0);
}

TEST(KeySamplerTest, ZipfianFrequenciesFollowTheRanks) {
    constexpr std::uint64_t keys = 1'000;
    constexpr std::uint64_t draws = 150'000;
    for (const double theta : {0.5, 0.99, 1.0, 1.5}) {
        auto counts = histogram_of(KeySampler(zipfian(theta), keys), draws);
        std::sort(counts.rbegin(), counts.rend());
        double norm = 0.0;
        for (std::uint64_t rank = 1; rank <= keys; ++rank)
            norm += std::pow(static_cast<double>(rank), -theta);
        for (const std::size_t rank : {1U, 2U, 3U, 10U}) {
            const double expected =
                static_cast<double>(draws) * std::pow(static_cast<double>(rank), -theta) / norm;
            EXPECT_NEAR(static_cast<double>(counts[rank - 1]), expected,
                        0.02 * expected + 4.0 * std::sqrt(expected))
                << "theta " << theta << " rank " << rank;
        }
    }
}

TEST(KeySamplerTest, PopularKeysAreNotNeighbours) {
    constexpr std::uint64_t keys = 100'000;
    const auto counts = histogram_of(KeySampler(zipfian(0.99), keys), 200'000);
    std::vector<std::uint64_t> order(keys);
    for (std::uint64_t i = 0; i < keys; ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return counts[a] > counts[b]; });
    for (std::size_t i = 1; i < 5; ++i) {
        const auto distance = std::max(order[i], order[i - 1]) - std::min(order[i], order[i - 1]);
        EXPECT_GT(distance, 100U) << i;
    }
}

TEST(KeySamplerTest, EveryKeyCanBeDrawn) {
    for (const std::uint64_t keys : {1U, 2U, 3U, 4U, 7U, 64U, 100U}) {
        // The scattering is a bijection: no key is lost to a collision of two ranks.
        const auto counts = histogram_of(KeySampler(zipfian(0.3), keys), 20'000);
        EXPECT_EQ(std::count(counts.begin(), counts.end(), 0U), 0) << keys;
    }
}

TEST(KeySamplerTest, HotKeysGetTheirShareAndEqualParts) {
    constexpr std::uint64_t keys = 100;
    constexpr std::uint64_t draws = 200'000;
    const Distribution hotspot{Distribution::Kind::hotspot, 0.99, 0.1, 0.7};
    auto counts = histogram_of(KeySampler(hotspot, keys), draws);
    std::sort(counts.rbegin(), counts.rend());
    for (std::size_t rank = 0; rank < keys; ++rank) {
        const double expected = static_cast<double>(draws) * (rank < 10 ? 0.7 / 10 : 0.3 / 90);
        EXPECT_NEAR(static_cast<double>(counts[rank]), expected, 5.0 * std::sqrt(expected)) << rank;
    }
}

TEST(KeySamplerTest, HotKeysAreScattered) {
    const Distribution hotspot{Distribution::Kind::hotspot, 0.99, 0.01, 1.0};
    const KeySampler sampler(hotspot, 100'000);
    std::set<std::uint64_t> hot;
    for (std::uint64_t i = 0; i < 20'000; ++i) hot.insert(sampler.key(1, i, 0));
    EXPECT_EQ(hot.size(), 1'000U);
    EXPECT_LT(*hot.begin(), 1'000U);
    EXPECT_GT(*hot.rbegin(), 99'000U);
}

TEST(KeySamplerTest, LatestKeysAreTheMostPopular) {
    constexpr std::uint64_t keys = 1'000;
    constexpr std::uint64_t draws = 150'000;
    const Distribution latest{Distribution::Kind::latest, 0.99};
    const auto counts = histogram_of(KeySampler(latest, keys), draws);
    double norm = 0.0;
    for (std::uint64_t rank = 1; rank <= keys; ++rank)
        norm += std::pow(static_cast<double>(rank), -0.99);
    for (const std::size_t rank : {1U, 2U, 3U, 10U, 50U}) {
        const double expected =
            static_cast<double>(draws) * std::pow(static_cast<double>(rank), -0.99) / norm;
        EXPECT_NEAR(static_cast<double>(counts[keys - rank]), expected,
                    0.02 * expected + 4.0 * std::sqrt(expected))
            << rank;
    }
}

TEST(KeySamplerTest, SequentialKeysWrapAround) {
    const KeySampler sampler(sequential, 3);
    EXPECT_EQ(sampler.key(9, 0, 4), 0U);
    EXPECT_EQ(sampler.key(9, 5, 4), 2U);
    EXPECT_EQ(sampler.key(9, 6, 4), 0U);
}

TEST(KeySamplerTest, OneKeyOrNoneIsAlwaysKeyZero) {
    for (const Distribution& distribution :
         {uniform, zipfian(0.99), sequential, Distribution{Distribution::Kind::latest},
          Distribution{Distribution::Kind::hotspot}})
        for (const std::uint64_t keys : {0U, 1U})
            for (std::uint64_t i = 0; i < 100; ++i)
                EXPECT_EQ(KeySampler(distribution, keys).key(1, i, 0), 0U);
}

TEST(KeySamplerTest, HugeKeySpacesStayInRange) {
    const std::uint64_t keys = std::uint64_t{1} << 50U;
    for (const Distribution& distribution :
         {uniform, zipfian(0.99), zipfian(2.0), Distribution{Distribution::Kind::latest, 0.8},
          Distribution{Distribution::Kind::hotspot}}) {
        const KeySampler sampler(distribution, keys);
        for (std::uint64_t i = 0; i < 1'000; ++i) EXPECT_LT(sampler.key(1, i, 0), keys);
    }
}

}  // namespace
}  // namespace sark::workloads
