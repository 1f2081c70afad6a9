#pragma once

#include "reports/judgement/profile.hpp"
#include "reports/report.hpp"

namespace sark::reports {

/// An informational row as it is shown: what was measured beside what its document expects. It
/// decides nothing and neither passes nor fails.
[[nodiscard]] Judgement as_information(const SlaRow& row, Judgement judged);

}  // namespace sark::reports
