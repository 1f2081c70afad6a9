#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/comparison/comparison.hpp"

namespace sark::reports {

/// For people at a terminal.
void write_comparison_console(const Comparison& comparison, std::ostream& out);
/// reports/comparison.schema.json; every round or run with its figures.
void write_comparison_json(const Comparison& comparison, std::ostream& out);
/// Also fit for a GitHub step summary.
void write_comparison_markdown(const Comparison& comparison, std::ostream& out);
void write_comparison_junit(const Comparison& comparison, std::ostream& out);
/// One self-contained page that opens from a file without a network.
void write_comparison_html(const Comparison& comparison, std::ostream& out);

/// What `formats` of write_comparison_files may name, in the order of writing.
[[nodiscard]] std::vector<std::string> comparison_formats();

/// The comparison's files into `directory` (created), each whole or as before; the history of
/// `otava` gets a line more. `formats` ⊆ comparison_formats(). Errc::io names the file and why.
/// Returns the paths.
[[nodiscard]] Result<std::vector<std::string>> write_comparison_files(
    const Comparison& comparison, const std::string& directory,
    const std::vector<std::string>& formats);

}  // namespace sark::reports
