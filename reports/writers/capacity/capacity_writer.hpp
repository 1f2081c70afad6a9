#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/capacity/capacity_result.hpp"

namespace sark::reports {

/// For people at a terminal: at most 80 columns.
void write_capacity_console(const CapacityResult& result, std::ostream& out);
/// reports/capacity.schema.json; what `sark-bench plan` reads.
void write_capacity_json(const CapacityResult& result, std::ostream& out);
/// Also fit for a GitHub step summary.
void write_capacity_markdown(const CapacityResult& result, std::ostream& out);
/// One self-contained page for somebody who plans with it.
void write_capacity_html(const CapacityResult& result, std::ostream& out);

/// "json", "html", "md"
[[nodiscard]] std::vector<std::string> capacity_file_formats();
/// capacity.json, capacity.html and capacity.md in `directory` (created), as far as `formats` has
/// them, each whole or as before. Errc::io names the file and why. Returns the paths.
[[nodiscard]] Result<std::vector<std::string>> write_capacity_files(
    const CapacityResult& result, const std::string& directory,
    const std::vector<std::string>& formats);

/// Several searches in the same environment: a line each, and how far they agree: (highest -
/// lowest) / middle of what held.
void write_capacity_repeats(const std::vector<CapacityResult>& results, std::ostream& out);

}  // namespace sark::reports
