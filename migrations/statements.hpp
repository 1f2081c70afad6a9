#pragma once

#include <string_view>
#include <vector>

namespace sark::migrations {

/// Splits SQL at the semicolons that end statements: not those inside quotes, dollar quotes or
/// comments (nested ones included). Pieces without anything but blanks and comments are left out.
/// The views point into `sql`. Knows no E'' escapes: write '' for a quote in a quote.
[[nodiscard]] std::vector<std::string_view> split_statements(std::string_view sql);

}  // namespace sark::migrations
