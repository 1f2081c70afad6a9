#pragma once

#include <cstddef>
#include <vector>

namespace sark::reports {

/// When a gate may look at what it has, and how much of its error it may spend on that look.
/// Looking after every round and stopping at the first "significant" one (peeking) finds a
/// regression in almost any two equal arms; here the shares of all looks add up to the whole, so
/// that the union bound keeps the error of the whole sequence, whatever the dependence between
/// looks.
struct Look {
    std::size_t blocks = 0;  ///< Taken after this many blocks.
    double share = 0.0;  ///< Of the gate's error; proportional to the blocks since the last look.
};

/// Looks after 12 blocks (fewer can hardly be significant at any strict level) and then at steps of
/// about 30 %, the last after blocks_max. Empty when blocks_max is less than 12.
[[nodiscard]] std::vector<Look> look_schedule(std::size_t blocks_max);
inline constexpr std::size_t blocks_before_first_look = 12;

}  // namespace sark::reports
