#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/comparison/comparison.hpp"

namespace sark::reports {

/// For people at a terminal: at most 80 columns.
void write_comparison_console(const Comparison& comparison, std::ostream& out);
/// reports/comparison.schema.json; every round with its figures.
void write_comparison_json(const Comparison& comparison, std::ostream& out);
/// Also fit for a GitHub step summary.
void write_comparison_markdown(const Comparison& comparison, std::ostream& out);
void write_comparison_junit(const Comparison& comparison, std::ostream& out);

/// comparison.json, comparison.md and junit.xml in `directory` (created), each whole or as before.
/// Errc::io names the file and why. Returns the paths.
[[nodiscard]] Result<std::vector<std::string>> write_comparison_files(const Comparison& comparison,
                                                                      const std::string& directory);

}  // namespace sark::reports
