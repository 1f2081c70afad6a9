#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/base/result.hpp"
#include "core/postgres/session.hpp"
#include "migrations/seed/copy_rows.hpp"

namespace sark::migrations {

/// Which parts of a system's rows an unfinished seeding has committed: sark_bench.seed_parts, a row
/// per part, written in the transaction that copies it. Gone when the system is complete.
struct SeedParts {
    std::int64_t now_us = 0;  ///< What the rows' times were counted from.
    std::map<std::string, std::map<std::uint64_t, std::uint64_t>> tables;  ///< First row -> count.

    /// Rows of the table that are there already.
    [[nodiscard]] std::uint64_t rows_of(const std::string& table) const;
};

/// Creates the table where it is not there.
[[nodiscard]] Result<void> create_seed_parts(postgres::Session& session);
/// Absent when the system has none, or only of another dataset.
[[nodiscard]] Result<std::optional<SeedParts>> read_seed_parts(postgres::Session& session,
                                                               const std::string& system,
                                                               const std::string& dataset);
[[nodiscard]] Result<void> forget_seed_parts(postgres::Session& session, const std::string& system);
/// Inside the transaction that copies the part.
[[nodiscard]] Result<void> record_seed_part(postgres::Session& session, const std::string& system,
                                            const std::string& dataset, std::int64_t now_us,
                                            const std::string& table, RowRange range);

}  // namespace sark::migrations
