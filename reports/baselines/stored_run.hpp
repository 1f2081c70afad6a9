#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "reports/report.hpp"

namespace sark::reports {

/// The runs that a path stands for: a result.json, the directory of a run, or a directory of run
/// directories (those of --repeat, or a baseline), in the order of their names. Errc::not_found
/// when there is none.
[[nodiscard]] Result<std::vector<std::string>> runs_at(const std::string& path);

/// Reads and judges a run again, by its directory or result.json.
[[nodiscard]] Result<Report> load_run(const std::string& path);

}  // namespace sark::reports
