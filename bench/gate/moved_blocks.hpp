#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "bench/gate/gate_record.hpp"

namespace sark::bench {

/// The centre of what all blocks say of one metric; absent where none measured it.
[[nodiscard]] std::optional<double> centre_of(const std::vector<BlockEffects>& blocks,
                                              std::size_t metric);

/// The blocks with the noise that they have, around a truth that is known: arms that are equal in
/// every metric but p95, which is worse in B by exactly `share`.
[[nodiscard]] std::vector<BlockEffects> with_p95_worse_by(double share,
                                                          std::vector<BlockEffects> blocks);

}  // namespace sark::bench
