#pragma once

#include <functional>
#include <optional>

#include "scenarios/environment/environment_parts.hpp"

namespace sark::scenarios {

/// Asks the reference core's primary pool how full it is: in this process, or by the gauges of the
/// API server's /metrics. Empty when there is neither; the answer is absent when the API does not
/// know these gauges. Borrows the parts; may be called by any thread.
[[nodiscard]] std::function<std::optional<PoolSample>()> pool_probe(const EnvironmentParts& parts);

}  // namespace sark::scenarios
