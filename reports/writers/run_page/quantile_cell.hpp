#pragma once

#include <string>

#include "reports/views/run_view.hpp"

namespace sark::reports {

/// quantile_text() as the markup of a table cell: the interval stands below the figure.
[[nodiscard]] std::string quantile_cell(const LatencyView::Quantile& quantile);

}  // namespace sark::reports
