#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/planning/figure.hpp"
#include "reports/planning/plan.hpp"

namespace sark::reports::planning {

/// Bytes of a row with its indexes: what was measured under that name, or what this program
/// measured on its own machine with the seed index set.
[[nodiscard]] Figure row_size(const std::vector<MeasuredSize>& sizes, std::string_view table);
/// Bytes of a Redis entry likewise, by the beginning of its key.
[[nodiscard]] Figure entry_size(const std::vector<MeasuredSize>& sizes, std::string_view prefix);
/// Tools per server: of the measured tables, or of the documented dataset.
[[nodiscard]] Figure tools_per_server(const std::vector<MeasuredSize>& sizes);

}  // namespace sark::reports::planning
