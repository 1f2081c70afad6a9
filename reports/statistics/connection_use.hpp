#pragma once

#include <cstddef>
#include <cstdint>

#include "workloads/timing/tally.hpp"

namespace sark::reports {

/// How evenly a target served the connections of one load.
struct ConnectionUse {
    std::size_t connections = 0;
    std::uint64_t min = 0;  ///< Completions of a connection, of any outcome.
    std::uint64_t median = 0;
    std::uint64_t max = 0;
    /// Connections with an operation that was never answered, and answers to fewer than 1 % of the
    /// busiest one's (which has 10 or more). One that was merely little used does not starve.
    std::size_t starving = 0;
};

[[nodiscard]] ConnectionUse connection_use_of(const workloads::LoadTally& load);

}  // namespace sark::reports
