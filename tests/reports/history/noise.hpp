#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace sark::test {

/// Values around 0 with a standard deviation of 1, each resembling the one before it by
/// `correlation`.
inline std::vector<double> noise(std::size_t n, std::uint64_t seed, double correlation = 0.0) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal(0.0, 1.0);
    std::vector<double> values;
    double value = normal(random);
    for (std::size_t i = 0; i < n; ++i) {
        values.push_back(value);
        value = correlation * value + std::sqrt(1.0 - correlation * correlation) * normal(random);
    }
    return values;
}

}  // namespace sark::test
