#pragma once

#include "cli/options/target_options.hpp"
#include "migrations/index_switch.hpp"

namespace sark::cli {

/// Index work that says on stdout what became of each index and, on stderr, how far a long build is
/// (seen over a second connection to the same database).
[[nodiscard]] migrations::IndexWork printed_index_work(const TargetOptions& target);

/// "sark_v2.idx_x: building index: scanning table, 40 %"
[[nodiscard]] std::string progress_text(const migrations::IndexProgress& progress);

}  // namespace sark::cli
