#pragma once

#include "bench/capacity/model_rounds.hpp"
#include "reports/planning/capacity_figures.hpp"

namespace sark::capacity {

/// Prints what the model was fed with, from the file and in these rounds, and how to read the
/// table, as Markdown on standard output.
void print_basis(const reports::planning::CapacityFigures& figures, const ModelRounds& rounds,
                 double window_s, unsigned disturbed);

/// Prints predicted beside measured p95 and the verdict; whether every row is within
/// allowed_error. There was at least one round.
[[nodiscard]] bool print_table(const ModelRounds& rounds);

}  // namespace sark::capacity
