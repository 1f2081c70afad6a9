#pragma once

#include <ostream>

#include "scenarios/environment/service_needs.hpp"
#include "scenarios/scenario.hpp"

namespace sark::cli {

/// What a scenario would do and what it needs, beside what is given, for --dry-run.
void print_plan(const scenarios::Scenario& scenario, const scenarios::ServiceNeeds& needs,
                std::ostream& out);

}  // namespace sark::cli
