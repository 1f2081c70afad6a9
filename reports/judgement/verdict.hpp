#pragma once

#include <vector>

#include "reports/report.hpp"

namespace sark::reports {

/// The run's verdict from its validity and rows (docs/measurement.md, "The verdict").
[[nodiscard]] Verdict conclude(const scenarios::RunResult& run, const Validity& validity,
                               const std::vector<Judgement>& rows);

}  // namespace sark::reports
