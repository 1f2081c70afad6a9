#pragma once

#include <vector>

#include "reports/report.hpp"

namespace sark::reports {

/// Whether the generator and the host let the numbers be true. Every rule and its limits:
/// docs/measurement.md, "Validity". `rows` give the tightest latency limit, which is what the
/// generator's own lateness is held against.
[[nodiscard]] Validity assess_validity(const scenarios::RunResult& run,
                                       const std::vector<Judgement>& rows);

}  // namespace sark::reports
