#pragma once

#include <string>
#include <string_view>

namespace sark::migrations {

/// A query for one table, view or foreign table that is neither the system's nor an extension's;
/// no row when there is none.
[[nodiscard]] std::string foreign_table_query();

/// The SQL expression behind has_extension(), true or false and never NULL.
[[nodiscard]] std::string extension_condition(std::string_view name);

}  // namespace sark::migrations
