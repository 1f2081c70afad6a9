#pragma once

#include <cstdint>

#include "core/base/time.hpp"

namespace sark::postgres {

/// Counts of a pool at one instant (S002-POOL-04).
struct PoolStats {
    unsigned size = 0;  ///< Configured pool_size.
    unsigned max_overflow = 0;
    unsigned checked_out = 0;  ///< Borrowed, or being opened for a borrower.
    unsigned checked_in = 0;   ///< Open and idle.
    unsigned overflow = 0;     ///< Open beyond pool_size.
    std::uint64_t acquired = 0;
    std::uint64_t timeouts = 0;
    std::uint64_t opened = 0;
    std::uint64_t recycled = 0;
    std::uint64_t ping_failures = 0;
    /// Sum of the time that each connection was lent. Over a window it is, per second, the mean
    /// number of connections in use; that of a connection still out counts when it comes back.
    Nanos lent{0};
};

}  // namespace sark::postgres
