#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::migrations {

/// Writes every step and every index set as files that psql runs, with the same ledger, so that
/// sark-bench finds afterwards what psql did and the other way round:
///   all.sql                      every system that is no experiment, with default_index_set
///   <system>.sql                 ledger, steps and default_index_set of one
///   <system>/NNNN_<name>.up.sql, .down.sql, <system>/indexes/<set>.sql
/// A step whose condition does not hold, or that was applied before, does nothing. Returns the
/// files' paths below `directory`, which is created; Errc::conflict when it holds anything,
/// Errc::io when it cannot be written.
[[nodiscard]] Result<std::vector<std::string>> export_sql(const std::filesystem::path& directory);

}  // namespace sark::migrations
