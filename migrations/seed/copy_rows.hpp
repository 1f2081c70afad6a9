#pragma once

#include <functional>

#include "core/base/result.hpp"
#include "core/postgres/session.hpp"
#include "migrations/seed/table_plan.hpp"

namespace sark::migrations {

/// Rows [first, first + count) of a table.
struct RowRange {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
};

/// Generates rows of the plan and copies them into `table` (the plan's own, or one of its shape):
/// in COPY's binary form, or as text where a column's type has none here (see CellType). Asks
/// `stop` every few thousand rows: Errc::interrupted then. All or nothing inside the session's
/// transaction; without one the rows so far are committed.
[[nodiscard]] Result<std::uint64_t> copy_rows(postgres::Session& session, const std::string& table,
                                              const TablePlan& plan, RowRange range,
                                              const SeedContext& context,
                                              const std::function<bool()>& stop);

}  // namespace sark::migrations
