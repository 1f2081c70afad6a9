#pragma once

#include <optional>
#include <string>

#include "reports/views/run_view.hpp"

namespace sark::reports {

/// "3.52", or "–" when absent.
[[nodiscard]] std::string number_text(const std::optional<double>& value);
/// "3.52 [3.50..3.55]", "failed" among failures, "–" with too few samples.
[[nodiscard]] std::string quantile_text(const LatencyView::Quantile& quantile);

}  // namespace sark::reports
