#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// The PostgreSQL server programs of one installation.
struct PostgresBinaries {
    std::filesystem::path initdb;
    std::filesystem::path postgres;
    /// What the server must load at start and this installation has, e.g. "pg_stat_statements".
    std::vector<std::string> preload;
};

/// Looks in $SARK_BENCH_PG_BINDIR (nowhere else when that is set), then in the highest
/// /usr/lib/postgresql/*/bin, then in PATH. Errc::unavailable with how to install one.
[[nodiscard]] Result<PostgresBinaries> find_postgres_binaries();

/// Whether this is a file that may be executed.
[[nodiscard]] bool is_program(const std::filesystem::path& path);
/// A program by name in the directories of a PATH-like list; empty when there is none.
[[nodiscard]] std::filesystem::path find_in_path(const std::string& program,
                                                 const std::string& path);

/// The directory with the highest version in its name that holds bin/<program>; versions compare as
/// numbers (9.6 < 15). Empty when there is none.
[[nodiscard]] std::filesystem::path highest_version(const std::filesystem::path& root,
                                                    const std::string& program);

}  // namespace sark::scenarios
