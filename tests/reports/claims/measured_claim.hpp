#pragma once

#include "scenarios/claims/claim.hpp"
#include "scenarios/claims/claim_measurement.hpp"

namespace sark::reports::test {

/// A claim of somebody's seed, faster by `ratio` where given.
inline scenarios::Claim claim(std::optional<double> ratio = std::nullopt) {
    scenarios::Claim claim;
    claim.name = "v2.thing";
    claim.ids = {"S000-QRY-01"};
    claim.title = "a thing by an index";
    claim.source = "seed 000, lines 1-2";
    claim.claimed = "faster";
    claim.ratio = ratio;
    claim.arms[0].label = "slow";
    claim.arms[0].sql = "SELECT 1";
    claim.arms[1].label = "fast";
    claim.arms[1].sql = "SELECT 2";
    return claim;
}

/// Blocks in which A takes `a` and B `b` milliseconds, give or take a little.
inline scenarios::ClaimMeasurement measured(double a, double b, std::size_t blocks = 12) {
    scenarios::ClaimMeasurement found;
    for (std::size_t i = 0; i < blocks; ++i) {
        const double noise = 1.0 + 0.01 * static_cast<double>(i % 5);
        found.blocks.push_back({{{{a * noise, a}, {b, b * noise}}}});
        for (int times = 0; times < 4; ++times) {
            found.arms[0].times_ms.push_back(a * noise);
            found.arms[1].times_ms.push_back(b * noise);
        }
    }
    found.arms[0].rows = found.arms[1].rows = 7;
    found.same_rows = true;
    return found;
}

}  // namespace sark::reports::test
