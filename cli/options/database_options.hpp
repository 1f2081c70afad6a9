#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/options/target_options.hpp"
#include "core/base/result.hpp"
#include "core/postgres/session.hpp"

namespace sark::cli {

/// --dsn and --allow-remote, for the commands that work on one database.
void add_database_options(CLI::App& command, TargetOptions& options);

/// Opens the database of --dsn; Errc::unsafe when it is neither local nor allowed.
[[nodiscard]] Result<std::unique_ptr<postgres::Session>> open_database(
    const TargetOptions& options);

/// The words that --system and --index-set take.
[[nodiscard]] std::vector<std::string> migrated_systems();
[[nodiscard]] std::vector<std::string> index_sets();

}  // namespace sark::cli
