#pragma once

#include <string>
#include <vector>

#include "reports/capacity/usl_fit.hpp"

namespace sark::reports {

/// Throughput at a number of operations in flight.
struct LawPoint {
    double in_flight = 0.0;
    double per_s = 0.0;
};

/// A measured point beside the law, in words.
struct ResidualRow {
    std::string in_flight;
    std::string measured;
    std::string law;       ///< "–" without a law.
    std::string residual;  ///< Measured less law, as a share of what was measured; "–" without.
};

/// One fit of the Universal Scalability Law as readers see it.
struct ScalabilityView {
    std::string over;  ///< "concurrency" | "rate"
    /// "over rate: X(N) = 251 N / (1 + 0.98 (N − 1) + 0.0001 N (N − 1)), residuals 0.4 %; …", or
    /// why there is none.
    std::string text;
    std::vector<LawPoint> measured;
    /// The curve, evenly spaced from the least to the most that was measured; empty when the fit
    /// was refused.
    std::vector<LawPoint> law;
    std::vector<ResidualRow> residuals;  ///< By operations in flight.
};
[[nodiscard]] ScalabilityView scalability_of(const UslFit& fit);

}  // namespace sark::reports
