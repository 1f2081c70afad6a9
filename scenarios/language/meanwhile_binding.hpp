#pragma once

#include <vector>

#include "scenarios/language/reader.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// The "meanwhile" list: 1 to 16 things that happen to the database during the measured window,
/// each beginning before the longest of `loads` ends.
[[nodiscard]] std::vector<MeanwhileSpec> bind_meanwhile(const Value& value,
                                                        const std::vector<LoadSpec>& loads);

/// The same for an effective document.
[[nodiscard]] Node written_meanwhile(const std::vector<MeanwhileSpec>& meanwhile);

}  // namespace sark::scenarios::language
