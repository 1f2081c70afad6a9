#pragma once

#include <vector>

#include "scenarios/language/reader.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// The "sweep" list: 2 to 64 points, each with a name and the keys that it sets, as --set takes
/// them. Whether those keys exist shows when a point is run.
[[nodiscard]] std::vector<SweepPoint> bind_sweep(const Value& value);

}  // namespace sark::scenarios::language
