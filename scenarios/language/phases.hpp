#pragma once

#include <vector>

#include "scenarios/language/reader.hpp"
#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// Binds [{"name": …, "duration": …}, …]; names are unique.
[[nodiscard]] std::vector<PhaseSpec> bind_phases(const Value& value);

/// How long the phases last together.
[[nodiscard]] Nanos total_of(const std::vector<PhaseSpec>& phases);

}  // namespace sark::scenarios::language
