#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/history/history.hpp"

namespace sark::reports {

/// For people at a terminal: at most 80 columns.
void write_history_console(const History& history, std::ostream& out);
/// reports/history.schema.json; every figure of every course.
void write_history_json(const History& history, std::ostream& out);
/// Also fit for a GitHub step summary.
void write_history_markdown(const History& history, std::ostream& out);
/// One self-contained page that opens from a file without a network.
void write_history_html(const History& history, std::ostream& out);

/// What `formats` of write_history_files may name: json, md, html.
[[nodiscard]] std::vector<std::string> history_file_formats();

/// history.json, history.md, history.html in `directory` (created), each whole or as before.
/// `formats` ⊆ history_file_formats(). Errc::io names the file and why. Returns the paths.
[[nodiscard]] Result<std::vector<std::string>> write_history_files(
    const History& history, const std::string& directory, const std::vector<std::string>& formats);

}  // namespace sark::reports
