#pragma once

#include <cstddef>

#include "reports/report.hpp"
#include "reports/sweep/sweep_result.hpp"

namespace sark::reports {

/// The figures of one judged run as round `round` of point `point`. Unusable when the run is
/// invalid: the generator and the host make a run invalid, never the target.
[[nodiscard]] SweptRound sweep_round(const Report& report, std::size_t point, unsigned round);

}  // namespace sark::reports
