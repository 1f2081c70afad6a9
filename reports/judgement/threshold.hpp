#pragma once

#include "reports/judgement/profile.hpp"
#include "scenarios/scenario.hpp"

namespace sark::reports {

/// A scenario's k6 threshold as a row of the profile "thresholds"; its target is the limit and it
/// has no critical level, so it passes or fails.
[[nodiscard]] SlaRow row_of(const scenarios::Threshold& threshold);

}  // namespace sark::reports
