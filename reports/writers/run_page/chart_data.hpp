#pragma once

#include <string>

#include "reports/writers/run_page/run_page.hpp"

namespace sark::reports {

/// What the page's charts draw, as JSON. Column by column and to six digits, so that a long
/// run's page stays small.
[[nodiscard]] std::string chart_data_of(const RunPage& page);

}  // namespace sark::reports
