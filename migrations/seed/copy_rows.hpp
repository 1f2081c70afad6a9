#pragma once

#include <functional>

#include "core/base/result.hpp"
#include "migrations/seed/table_plan.hpp"

namespace sark::migrations {

/// Generates the plan's rows and copies them into `table` (the plan's own, or one of its shape).
/// Asks `stop` every few thousand rows: Errc::interrupted then, with the rows so far committed.
[[nodiscard]] Result<std::uint64_t> copy_rows(postgres::Session& session, const std::string& table,
                                              const TablePlan& plan, const SeedContext& context,
                                              const std::function<bool()>& stop);

}  // namespace sark::migrations
