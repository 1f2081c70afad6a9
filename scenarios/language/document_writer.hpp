#pragma once

#include <string>

#include "scenarios/scenario.hpp"

namespace sark::scenarios::language {

/// The scenario as a complete JSON document: every default and every shipped operation written out,
/// durations and numbers in one form. Parsing it gives the same scenario and the same document, so
/// equal texts mean equal runs.
[[nodiscard]] std::string write_document(const Scenario& scenario);

}  // namespace sark::scenarios::language
