#pragma once

#include <vector>

#include "scenarios/language/reader.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// Binds {"metric{selector}": ["p(95)<50ms", {"threshold": …, "abortOnFail": true}, …], …}.
/// Selectors must name a load and an operation of `loads` and one of the phases, and the metric's
/// driver must be among them; a recovery_time needs something in `meanwhile` to recover from.
[[nodiscard]] std::vector<Threshold> bind_thresholds(const Value& value,
                                                     const std::vector<LoadSpec>& loads,
                                                     const std::vector<PhaseSpec>& phases,
                                                     const std::vector<MeanwhileSpec>& meanwhile);

}  // namespace sark::scenarios::language
