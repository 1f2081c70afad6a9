#pragma once

#include <string>

#include "reports/views/run_view.hpp"

namespace sark::reports {

/// How the failures of an operation ended, the most frequent first: "150 timeout, 10 abandoned".
/// Empty when none failed.
[[nodiscard]] std::string failure_text(const OperationView& operation);

}  // namespace sark::reports
