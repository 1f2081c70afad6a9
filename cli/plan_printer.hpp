#pragma once

#include <ostream>

#include "scenarios/scenario.hpp"

namespace sark::cli {

/// What a scenario would do, for --dry-run.
void print_plan(const scenarios::Scenario& scenario, std::ostream& out);

}  // namespace sark::cli
