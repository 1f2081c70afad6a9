#include "reports/statistics/autocorrelation.hpp"

#include <algorithm>
#include <cmath>

namespace sark::reports {

namespace {

/// Correlation of neighbours in a series whose sum is 0; 0 when it does not vary.
double lag_1(const std::vector<double>& series) {
    double products = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < series.size(); ++i) {
        squares += series[i] * series[i];
        if (i > 0)
            products += series[i] * series[i - 1];
    }
    return squares > 0.0 ? products / squares : 0.0;
}

}  // namespace

double correlation_widening(const std::vector<double>& residuals) noexcept {
    if (residuals.size() < 4)
        return 1.0;
    const double m = static_cast<double>(residuals.size());
    const double seen = lag_1(residuals);
    const double freed = seen + (1.0 + 3.0 * seen) / m - 0.5 / std::sqrt(m);
    const double phi = std::clamp(freed, 0.0, 0.95);
    return (1.0 + phi) / (1.0 - phi);
}

double variance_degrees(const std::vector<double>& residuals) noexcept {
    double squares = 0.0;
    double fourths = 0.0;
    for (const double one : residuals) {
        squares += one * one;
        fourths += one * one * one * one;
    }
    const double m = static_cast<double>(residuals.size());
    const double most = std::max(1.0, m - 1.0);
    // What of the kurtosis is above 1; 2 of a normal series.
    const double excess = squares > 0.0 ? m * fourths / (squares * squares) - 1.0 : 2.0;
    return excess > 0.0 ? std::clamp(2.0 * m / excess, 1.0, most) : most;
}

}  // namespace sark::reports
