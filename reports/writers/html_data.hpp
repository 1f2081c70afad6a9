#pragma once

#include <string>

#include "reports/view.hpp"

namespace sark::reports {

/// What the page's charts draw, as JSON that is safe inside a script element ('<' escaped).
[[nodiscard]] std::string chart_data_of(const ReportView& view);

}  // namespace sark::reports
