#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/sweep/sweep_result.hpp"

namespace sark::reports {

/// One table for people at a terminal.
void write_sweep_console(const SweepResult& result, std::ostream& out);
/// The table with the machine that it comes from; also fit for a GitHub step summary.
void write_sweep_markdown(const SweepResult& result, std::ostream& out);
/// Everything, round by round.
void write_sweep_json(const SweepResult& result, std::ostream& out);

/// The tables as a page.
void write_sweep_html(const SweepResult& result, std::ostream& out);

/// "json", "md", "html"
[[nodiscard]] std::vector<std::string> sweep_file_formats();
/// sweep.json, sweep.md and sweep.html in `directory` (created), as far as `formats` has them, each
/// whole or as before. Errc::io names the file and why. Returns the paths.
[[nodiscard]] Result<std::vector<std::string>> write_sweep_files(
    const SweepResult& result, const std::string& directory,
    const std::vector<std::string>& formats);

}  // namespace sark::reports
