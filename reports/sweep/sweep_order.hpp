#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sark::reports {

/// The order in which round `round` measures `points` points: every order is as likely, and follows
/// from the seed. What drifts with time, in the machine or in the data, so meets every point alike.
[[nodiscard]] std::vector<std::size_t> order_of_round(std::uint64_t seed, std::uint64_t round,
                                                      std::size_t points);

}  // namespace sark::reports
