#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "migrations/seed/seed_parts.hpp"
#include "migrations/seed/table_plan.hpp"

namespace sark::migrations {

/// How one table is copied.
struct TableCopy {
    std::vector<postgres::Session*> sessions;  ///< Each copies parts; at least one.
    std::string dataset;                       ///< Its fingerprint, for the ledger of parts.
    std::function<bool()> stop;                ///< Asked by every session's thread; may be empty.
    /// Rows of the table that are committed, after each part; one call at a time.
    std::function<void(std::uint64_t rows)> on_rows;
};

/// Rows that one transaction copies: what an interruption loses at most, per session.
inline constexpr std::uint64_t rows_per_part = 50'000;

/// Copies what `done` lacks of the plan's rows, part by part and each in a transaction of its own
/// with its entry in the ledger, by all sessions at once. The first error ends the others after
/// their part. Rows that it copied.
[[nodiscard]] Result<std::uint64_t> copy_table(const TableCopy& how, const TablePlan& plan,
                                               const SeedContext& context, const SeedParts& done);

}  // namespace sark::migrations
